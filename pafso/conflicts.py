"""A colleague's word that they, or another colleague, are a party to a case (or only have the name of one): rows, audited.

An app has one model for its cases and asks it together with what it finds itself (addresses, authors)::

    class NominationDeclaration(Declaration):
        CASE = "nomination"
        nomination = models.ForeignKey(Nomination, …)
"""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.audit.log import record
from pafso.errors import Incomplete, NotEligible

SAY_WHO = _("Somebody in this case has the same name as you. Open the case first, and say whether that is you.")


class DeclarationQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def shutting_out(self, user: models.Model | Visitor) -> Self:
        """Those by which a case is closed to USER."""
        return self.standing().filter(user=user.pk, is_party=True)


class Declaration(models.Model):
    """What was said of USER and one case. ``is_party`` is false for the answer “not me” to a name that is the same."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("colleague"), on_delete=models.CASCADE, related_name="+"
    )
    is_party = models.BooleanField(_("is a party to it"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("declared by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("declared"), default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    CASE: ClassVar[str] = ""  # the name of the foreign key
    objects = DeclarationQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self._meta.label_lower} {self.pk}"


def rules_of(case: str, name: str) -> list[models.BaseConstraint]:
    """Of one person and one case one word stands; nobody ends the conflict that is their own."""
    return [
        models.UniqueConstraint(fields=[case, "user"], condition=models.Q(ended_at=None), name=f"{name}_declared_once"),
        models.CheckConstraint(
            condition=models.Q(is_party=False) | models.Q(ended_by=None) | ~models.Q(ended_by=models.F("user")),
            name=f"{name}_conflict_ended_by_another",
        ),
    ]


def declare_conflict(
    model: type[Declaration],
    case: models.Model,
    *,
    colleague: AbstractBaseUser,
    by: AbstractBaseUser,
    reason: str,
    now: datetime | None = None,
) -> Declaration:
    """Close CASE to COLLEAGUE, at once, for REASON. Repeating it changes nothing. Raises Incomplete without a reason."""
    if not reason.strip():
        raise Incomplete([("reason", _("Say why: anyone who looks into it later will read this."))])
    return _say(model, case, colleague, by=by, is_party=True, reason=reason, now=now)


def say_not_me(
    model: type[Declaration], case: models.Model, *, by: AbstractBaseUser, now: datetime | None = None
) -> Declaration:
    """BY only has the same name as somebody in CASE. A conflict that stands is not touched by it."""
    return _say(model, case, by, by=by, is_party=False, reason="", now=now)


def _say(
    model: type[Declaration],
    case: models.Model,
    about: AbstractBaseUser,
    *,
    by: AbstractBaseUser,
    is_party: bool,
    reason: str,
    now: datetime | None,
) -> Declaration:
    now = now or timezone.now()
    with transaction.atomic():
        # The case, so that of two who say something at once the second finds what the first one said.
        type(case)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
        before = model.objects.standing().filter(**{model.CASE: case.pk}, user=about.pk).first()  # type: ignore[attr-defined]
        if before is not None and (before.is_party or not is_party):
            return before
        if before is not None:
            model._base_manager.filter(pk=before.pk).update(ended_by=by.pk, ended_at=now)
        said = model._base_manager.create(
            **{f"{model.CASE}_id": case.pk},
            user_id=about.pk,
            is_party=is_party,
            reason=" ".join(reason.split())[:500],
            by_id=by.pk,
            at=now,
        )
        verb = "conflict_declared" if is_party else "same_name_denied"
        record(verb, case, by=by, changes={"colleague": about.pk})
    return said


def end_conflict(declaration: Declaration, *, by: AbstractBaseUser, now: datetime | None = None) -> Declaration:
    """It was a mistake, or is over. Raises NotEligible for whom it is about: somebody else says so. Twice is once."""
    with transaction.atomic():
        rows = type(declaration)._base_manager.select_for_update(of=("self",), no_key=True)
        found = rows.get(pk=declaration.pk)
        if found.user_id == by.pk:
            raise NotEligible(_("Only somebody else can end your conflict."), code="own_conflict")
        if found.ended_at is None:
            found.ended_by_id, found.ended_at = by.pk, now or timezone.now()
            found.save(update_fields=["ended_by", "ended_at"])
            record("conflict_ended", getattr(found, found.CASE), by=by, changes={"colleague": found.user_id})
    return found
