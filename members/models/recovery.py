"""A way back for somebody who lost every address: what the office does only by two."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.clock import OTTAWA
from pafso.mailboxes import AddressField
from pafso.states import Stateful

from .account import User

RECOVERY_DELAY, RECOVERY_LINK_LASTS = timedelta(hours=24), timedelta(days=7)


class Recovery(Stateful):
    """A way back for somebody who lost every address: asked by one, approved by another, a day later at the earliest."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        APPROVED = "approved", _("Approved, waiting 24 hours")
        READY = "ready", _("Link sent")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        STOPPED = "stopped", _("Stopped")
        EXPIRED = "expired", _("Expired")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.ASKED: {State.APPROVED, State.REFUSED, State.STOPPED},
        State.APPROVED: {State.READY, State.STOPPED},
        State.READY: {State.DONE, State.STOPPED, State.EXPIRED},
        State.DONE: set(),
        State.REFUSED: set(),
        State.STOPPED: set(),
        State.EXPIRED: set(),
    }
    OPEN = (State.ASKED, State.APPROVED, State.READY)

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.PROTECT, related_name="recoveries")
    new_address = AddressField(_("new address"), max_length=254)
    evidence = models.TextField(
        _("evidence seen"), max_length=4000,
        help_text=_("What you saw, and when: a video call with a badge, a colleague who vouches. No copies of "
"documents."),
    )  # fmt: skip
    takes_off_second_step = models.BooleanField(_("two-step verification was lost too"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    due_at = models.DateTimeField(_("not before"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("assisted recovery")
        verbose_name_plural = _("assisted recoveries")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state__in=["asked", "approved", "ready"]),
                name="recovery_one_open_an_account",
                violation_error_message=_("A recovery of this account is in progress."),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
                name="recovery_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(asked_by=models.F("user"))
                & (models.Q(decided_by=None) | ~models.Q(decided_by=models.F("user"))),
                name="recovery_not_of_oneself",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "ready", "done"])
                | models.Q(decided_by__isnull=False, decided_at__isnull=False, due_at__isnull=False),
                name="recovery_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at=None)
                | models.Q(due_at__gte=models.F("decided_at") + models.Value(RECOVERY_DELAY)),
                name="recovery_waits_a_day",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user} ({self.asked_at.astimezone(OTTAWA):%Y-%m-%d})"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def link_ends_at(self) -> datetime | None:
        """When the link that was mailed to the new address stops working; `due_at` is when it was sent."""
        return self.due_at + RECOVERY_LINK_LASTS if self.due_at else None


class RecoveryLink(models.Model):
    """A link about one recovery, for one purpose: only the digest of its secret is kept. It ends with the recovery."""

    class Purpose(models.TextChoices):
        STOP = "stop", _("Stop it")
        CONFIRM = "confirm", _("Confirm the new address")

    recovery = models.ForeignKey(Recovery, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=7, choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("link of a recovery")
        verbose_name_plural = _("links of recoveries")

    def __str__(self) -> str:
        return f"{self.purpose} {self.recovery_id}"
