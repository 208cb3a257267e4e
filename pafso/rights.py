"""Rights on an award, a contest, the magazine: rows, without which nobody of the office opens a case, whatever else they may.

Django's permissions say what kind of verbs somebody may do (``awards.view_nomination``), a row says on which object. An app
has one model, and registers it when it loads::

    class AwardRight(OfficeRight):
        OBJECT = "award"
        award = models.ForeignKey(Award, null=True, …)  # none: every award

and asks ``held(user, AwardRight, "awards.view_nomination").opens(cycle.award_id)``, or in a query ``.within("cycle__award")``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.migrations.state import StateApps
from django.db.models import Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor, office_accounts, works_in_office
from pafso.audit.log import record
from pafso.lazy import Words

CACHED = "_rights_held"
MOST_NAMED = 5


class OfficeRight(models.Model):
    """That USER looks after one object of the association, or after all of its kind."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("colleague"), on_delete=models.CASCADE, related_name="+"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("given by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    given_at = models.DateTimeField(_("given"), default=timezone.now)

    OBJECT: ClassVar[str] = ""  # the name of the foreign key; empty where there is only one such thing

    class Meta:
        abstract = True
        default_permissions = ()  # only a superuser gives one, on a page of its own

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.key or ''}"

    @property
    def key(self) -> int | None:
        """Of the object; None stands for all of them."""
        return getattr(self, f"{self.OBJECT}_id") if self.OBJECT else None


@dataclass(frozen=True)
class Held:
    """What of one kind somebody looks after."""

    every: bool = False
    keys: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.every or bool(self.keys)

    def opens(self, key: int | None) -> bool:
        return self.every or key in self.keys

    def within(self, path: str) -> Q:
        """Rows whose column PATH names an object that is looked after."""
        return Q() if self.every else Q(**{f"{path}__in": self.keys})


NOTHING = Held()


@dataclass(frozen=True)
class Kind:
    """A model of rights as it was registered: what its heading is, which objects there are, and for whom it is of use."""

    model: type[OfficeRight]
    title: Words
    every: Words  # "Every award", or what a kind without objects is called
    permission: str
    objects: Callable[[], Iterable[models.Model]] = tuple
    nothing: Words = ""  # said in an empty list to whoever looks after none of it


_kinds: dict[type[OfficeRight], Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.model] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def held(user: Visitor, model: type[OfficeRight], permission: str = "") -> Held:
    """What of MODEL's kind USER looks after, who must be of the office and hold PERMISSION; a superuser needs the row too.

    Without PERMISSION the caller asks for it otherwise, as the admin does for each of its verbs.
    """
    if permission:
        is_at_work = works_in_office(user, permission)
    else:
        is_at_work = bool(user.is_authenticated and user.is_active and user.is_staff)
    return all_held(user).get(model, NOTHING) if is_at_work else NOTHING


def why_nothing(user: Visitor, model: type[OfficeRight]) -> str:
    """Why a list that MODEL's rights open is empty for USER, whatever there is, and who can change that; empty for whoever looks
    after something. Nobody gives a right to themselves, superusers neither."""
    if held(user, model):
        return ""
    accounts = get_user_model().objects.filter(~Q(pk=user.pk), is_superuser=True, is_staff=True, is_active=True)
    names = [str(each) for each in accounts.order_by("pk")[:MOST_NAMED]]
    who = _("A superuser can change that: %(names)s.") if names else _("Another superuser can change that.")
    return f"{_kinds[model].nothing} {who % {'names': ', '.join(names)}}"


def all_held(user: Visitor) -> dict[type[OfficeRight], Held]:
    """Everything that USER looks after: one query, asked once of each account that was read (as Django does with permissions)."""
    found: dict[type[OfficeRight], Held] | None = getattr(user, CACHED, None)
    if found is None:
        found = _read(user.pk)
        setattr(user, CACHED, found)
    return found


def forget(user: AbstractBaseUser) -> None:
    """Let the next question about USER be asked of the database."""
    for name in (CACHED, "_perm_cache", "_user_perm_cache", "_group_perm_cache"):
        if hasattr(user, name):
            delattr(user, name)


def _read(user: int | None) -> dict[type[OfficeRight], Held]:
    by_label = {model._meta.label: model for model in _kinds}
    found: dict[type[OfficeRight], set[int | None]] = {}
    for label, key in _keys(user):
        found.setdefault(by_label[label], set()).add(key)
    return {
        model: Held(None in keys, frozenset(key for key in keys if key is not None)) for model, keys in found.items()
    }


def _keys(user: int | None) -> Iterator[tuple[str, int | None]]:
    lists = [
        model._base_manager.filter(user=user).values_list(Value(model._meta.label, models.CharField()), _object(model))
        for model in _kinds
    ]
    if lists:
        first, *rest = lists
        yield from first.union(*rest, all=True) if rest else first


def _object(model: type[OfficeRight]) -> models.Expression:
    field = models.BigIntegerField()
    return models.functions.Cast(f"{model.OBJECT}_id", field) if model.OBJECT else Value(None, field)


def colleagues(model: type[OfficeRight], permission: str, key: int | None = None) -> QuerySet[AbstractBaseUser]:
    """The other face of ``held``: who looks after the object KEY (of a kind with objects; None: after any of them)."""
    rows = model._base_manager.all()
    if model.OBJECT and key is not None:
        rows = rows.filter(Q(**{model.OBJECT: key}) | Q(**{model.OBJECT: None}))
    return office_accounts(permission).filter(pk__in=rows.values("user"))


def end_all(user: AbstractBaseUser, *, by: AbstractBaseUser | None) -> int:
    """USER looks after nothing any more: they no longer work in the office, or close their account. Call in a transaction."""
    ended = 0
    for kind in kinds():
        for row in kind.model._base_manager.filter(user=user.pk):
            record("office_right_taken", user, by=by, label=f"#{user.pk}", changes={"right": str(row)})
            row.delete()
            ended += 1
    forget(user)
    return ended


def give_at_upgrade(apps: StateApps, right: str, app: str, *codenames: str) -> None:
    """For the migration that brings the model RIGHT ("awards.AwardRight"): whoever works with it today goes on working.

    Those are the accounts of the office with one of the permissions of APP, superusers among them; later ones get nothing so.
    """
    user, entry = apps.get_model("members", "User"), apps.get_model("audit", "Entry")
    by_group = Q(groups__permissions__content_type__app_label=app, groups__permissions__codename__in=codenames)
    by_name = Q(user_permissions__content_type__app_label=app, user_permissions__codename__in=codenames)
    office = user.objects.filter(is_staff=True, is_active=True)
    for pk in (
        office.filter(Q(is_superuser=True) | by_group | by_name).order_by("pk").values_list("pk", flat=True).distinct()
    ):
        apps.get_model(right).objects.create(user_id=pk)
        entry.objects.create(
            verb="office_right_given",
            subject_type="members.User",
            subject_id=str(pk),
            subject_label=f"#{pk}",
            changes={"right": f"{right.lower()}:", "at": "upgrade"},
        )
