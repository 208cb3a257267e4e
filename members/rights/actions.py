"""Who of the office looks after which award, contest, or the magazine: given and taken by a superuser, told to all concerned."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Manager, Model
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso import rights
from pafso.audit.log import record
from pafso.errors import NotEligible
from pafso.rights import Kind, OfficeRight

from . import mails


@dataclass(frozen=True)
class Scope:
    """One thing that can be looked after: all objects of a kind, or one."""

    kind: Kind
    object: Model | None = None

    @property
    def name(self) -> str:
        """Of its box in the form: "awards_awardright", "awards_awardright_5"."""
        label = self.kind.model._meta.label_lower.replace(".", "_")
        return f"{label}_{self.object.pk}" if self.object else label

    @property
    def key(self) -> int | None:
        return self.object.pk if self.object else None

    @property
    def words(self) -> str:
        return str(self.object or self.kind.every)

    def __str__(self) -> str:
        """As the trail keeps it: "awards.awardright:5"."""
        return f"{self.kind.model._meta.label_lower}:{self.key or ''}"


def every_scope() -> list[Scope]:
    """All that there is, kind by kind: first the whole, then each object."""
    found = []
    for kind in rights.kinds():
        found.append(Scope(kind))
        found += [Scope(kind, each) for each in kind.objects()]
    return found


def rights_of(user: User, scopes: Iterable[Scope] | None = None) -> dict[str, bool]:
    """Whether USER has each of SCOPES (all of them by default), by the name of its box; read afresh."""
    rights.forget(user)
    held = rights.all_held(user)
    return {scope.name: _has(held.get(scope.kind.model, rights.NOTHING), scope) for scope in scopes or every_scope()}


def _has(held: rights.Held, scope: Scope) -> bool:
    return held.every if scope.key is None else scope.key in held.keys


def set_rights(user: User, *, by: User | None, **wanted: bool) -> User:
    """Give USER each right that is WANTED by the name of its box, and take each that is not; what is not named stays.

    BY None is whoever keeps the server. The person and the colleagues who hold such rights are told. Repeating it changes
    nothing. Raises NotEligible for anybody but a superuser of the office, for a right of one's own, and for a person who does
    not work in the office.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        scopes = [scope for scope in every_scope() if scope.name in wanted]
        before = rights_of(user, scopes)
        given = [scope for scope in scopes if wanted[scope.name] and not before[scope.name]]
        taken = [scope for scope in scopes if before[scope.name] and not wanted[scope.name]]
        if not given and not taken:
            return user
        _check(user, given, by)
        for scope in given:
            _rows(scope).create(**_columns(user, scope), given_by=by)
            record("office_right_given", user, by=by, label=f"#{user.pk}", changes={"right": str(scope)})
        for scope in taken:
            _rows(scope).filter(**_columns(user, scope)).delete()
            record("office_right_taken", user, by=by, label=f"#{user.pk}", changes={"right": str(scope)})
        rights.forget(user)
        mails.rights_of_desk_changed(user, _told(user, {scope.kind for scope in [*given, *taken]}), given, taken, by=by)
    return user


def _check(user: User, given: list[Scope], by: User | None) -> None:
    if by is not None:
        by = User.objects.get(pk=by.pk)
        if not (by.is_active and by.is_staff and by.is_superuser):
            raise NotEligible(_("Only a superuser can give and take away these rights."), code="not_a_superuser")
        if given and by.pk == user.pk:
            raise NotEligible(_("You cannot give yourself a right: a colleague must do it."), code="own_rights")
    if given and not (user.is_active and user.is_staff):
        raise NotEligible(_("Only somebody who works in the office can look after this."), code="not_of_the_office")


def _rows(scope: Scope) -> Manager[OfficeRight]:
    return scope.kind.model._base_manager


def _columns(user: User, scope: Scope) -> dict[str, object]:
    name = scope.kind.model.OBJECT
    return {"user": user, **({name: scope.object} if name else {})}


def _told(user: User, kinds: set[Kind]) -> list[User]:
    """The person, and every colleague who looks after something of these kinds."""
    people = {user.pk: user}
    for kind in kinds:
        people |= {each.pk: each for each in rights.colleagues(kind.model, kind.permission)}
    return [people[pk] for pk in sorted(people)]


def holders(kind: Kind) -> list[OfficeRight]:
    """Every row of a kind, with whose it is."""
    return list(kind.model._base_manager.select_related("user", "given_by").order_by("user__name", "pk"))
