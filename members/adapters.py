"""allauth's questions, answered our way: mail goes to the outbox, codes can be read out, secrets are not stored in clear."""

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pafso.codes import new_code
from pafso.mailboxes import mailbox
from pafso.web.typed_text import drop_of_others

from .accounts import guests, mails
from .accounts.actions.guests import choose_password
from .accounts.live_codes import CODE_LENGTH, LiveCode
from .accounts.rate_limits import APP, count, login_limits
from .models import User

# The backend that sessions name; it finds their person. Passwords are checked by our own, which stands before it.
SESSIONS_OF = "allauth.account.auth_backends.AuthenticationBackend"
# What is mailed to somebody who asks for a code to log in with.
ASKED_FOR = {"account/email/login_code", "account/email/unknown_account"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many attempts. Try again in 5 minutes, or ask for a new code."),
        "rate_limited": _("Too many attempts. Try again in 5 minutes."),
        "cannot_remove_primary_email": _(
            "This address cannot be removed, because your account needs one confirmed address. Make another one your primary email first."
        ),
        "unverified_primary_email": _("Confirm this address before you make it your primary email."),
        "email_password_mismatch": _("The email address or password is incorrect."),
        "incorrect_code": _("The code is incorrect. Each code works once, for 15 minutes and three attempts."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix in mails.SAID_OTHERWISE or not _is_mailed(template_prefix):
            return
        language = _language_of(context.get("user"), email)
        mails.account_mail(template_prefix, to=email, language=context.get("language", language), context=context)

    def clean_email(self, email: str) -> str:
        return mailbox(email)

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Not the main one, and never the last one that is proven; who asks holds the lock of the account."""
        if email_address.pk is None:
            return True
        if email_address.primary:
            return False
        others = EmailAddress.objects.filter(user_id=email_address.user_id, verified=True).exclude(pk=email_address.pk)
        return not email_address.verified or others.exists()

    def generate_login_code(self) -> str:
        live: LiveCode = context.request.live_code
        return live.code

    def generate_email_verification_code(self) -> str:
        context.request.address_code = code = new_code(CODE_LENGTH)
        return code

    def send_account_already_exists_mail(self, email: str) -> None:
        """That there is an account; to a guest who registers, the code that a new account gets."""
        language = guests.language_of_registering(context.request, email)
        if not language:
            return super().send_account_already_exists_mail(email)
        code: str = context.request.address_code
        return self.send_mail("account/email/email_confirmation_signup", email, {"code": code, "language": language})

    def send_notification_mail(self, template_prefix: str, user: User, *args: object, **kwargs: object) -> None:
        """A guest who chose a password hears of the full account, in a mail of ours; not of a password that changed."""
        if not user.has_just_registered:
            super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def set_password(self, user: User, password: str) -> None:
        choose_password(user, password)

    def login(self, request: HttpRequest, user: User) -> None:
        request.is_first_login = user.last_login is None  # type: ignore[attr-defined]
        user.backend = SESSIONS_OF
        super().login(request, user)
        guests.forget_what_waits(request)
        drop_of_others(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse before any hash is computed; per network, per account from one network, per account from all of them."""
        counted = login_limits(request, credentials.get("email", ""))
        self._usages = count(request, counted)

    def _rollback_login_failed_rl_usage(self) -> None:
        for usage in self._usages:
            usage.rollback()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        for action, key in login_limits(request, credentials.get("email", "")):
            ratelimit.clear(request, app=APP, action=action, key=key)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        # Only somebody who is signed in comes here: at sign-up the login goes on instead.
        return reverse("account_email")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """allauth asks who has just logged in once more; what counts is that the proof is not older than five minutes."""
        proofs = get_authentication_records(self.request, self.request.user)
        newest = max((proof["at"] for proof in proofs), default=0.0)
        is_old = time.time() - newest >= REAUTHENTICATION_TIMEOUT
        return is_old and super().is_reauthentication_required(app=app, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        # Changing the password has ended every session, this one too.
        return reverse(settings.LOGIN_URL)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is incorrect. Enter the one that the app shows now, or a recovery code."),
        "cannot_delete_authenticator": _("This account must keep two-step verification. Add another method first."),
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """People of the office and of a jury keep at least one authenticator that is not a list of recovery codes."""
        if not authenticator.user.must_have_second_step:
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER


def _is_mailed(template: str) -> bool:
    """Whether a code that was asked for goes out once more, or is in the mailbox already; the same for a stranger's address."""
    live: LiveCode | None = getattr(context.request, "live_code", None)
    return live is None or live.is_mailed or template not in ASKED_FOR


def _language_of(user: User | None, email: str) -> str:
    """The language of the account behind EMAIL; the page's for a stranger. One query for either."""
    if user is not None:
        return user.language
    known = EmailAddress.objects.filter(email=mailbox(email)).order_by("-verified").values_list("user__language")
    return (known.first() or (get_language() or "en",))[0]


def _fernet() -> MultiFernet:
    """Keys made from SECRET_KEY and, for what was written before it was changed, from its fallbacks."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("members.second-factor", "key", secret=secret, algorithm="sha256") for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest.digest())) for digest in digests])
