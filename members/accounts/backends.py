"""Who may sign in with an address and a password: allauth's backend, in one query, for passwords however they are spelled."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest

from members.models import User
from members.models.account import spellings
from pafso.mailboxes import mailbox


class PasswordBackend(AuthenticationBackend):
    def authenticate(self, request: HttpRequest | None, **credentials: str) -> User:
        """Raises PermissionDenied for what is wrong: allauth's own backend stands behind this one only for sessions, which
        carry its name, and must not hash everything again."""
        self._is_login = request is None or not request.user.is_authenticated
        user = super().authenticate(request, **credentials)
        if user is None:
            raise PermissionDenied
        return user  # type: ignore[no-any-return]

    def get_all_permissions(self, user_obj: User, obj: object = None) -> set[str]:
        """A person's own and those of their groups in one query, where Django asks two; kept where every backend looks first."""
        if obj is None and user_obj.is_active and not user_obj.is_superuser and not hasattr(user_obj, "_perm_cache"):
            mine = Permission.objects.filter(Q(user=user_obj.pk) | Q(group__user=user_obj.pk)).order_by().distinct()
            names = mine.values_list("content_type__app_label", "codename")
            vars(user_obj)["_perm_cache"] = {f"{app}.{codename}" for app, codename in names}
        return super().get_all_permissions(user_obj, obj)  # type: ignore[no-any-return]

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        email = mailbox(email)
        rows = list(EmailAddress.objects.filter(email=email).select_related("user"))
        proven = [row for row in rows if row.verified]
        users = [row.user for row in proven or rows] + ([] if proven else list(User.objects.filter(email=email)))
        for row in rows:  # allauth asks for it twice more on the way
            EmailAddress.objects.fill_cache_for_user(row.user, [row])
        return next((user for user in users if self._check_password(user, password)), None)

    def _check_password(self, user: User | None, password: str) -> User | None:
        found: User | None = super()._check_password(user, password)
        if found is not None and found.has_other_spelling and self._is_login:
            # While somebody is signed in it would end their sessions.
            found.set_password(password)
            found.save(update_fields=["password"])
        return found

    def _mitigate_timing_attack(self, password: str) -> None:
        """As many hashes as a wrong password of an account costs."""
        for spelling in spellings(password):
            super()._mitigate_timing_attack(spelling)
