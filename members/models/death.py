"""A death: recorded by the office, taken back as a whole where it was a mistake."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.states import Stateful

from .account import User
from .roll import Member


class Death(Stateful):
    """Somebody of the roll has died. What that ended is kept with it, so that a mistake can be put right."""

    class State(models.TextChoices):
        RECORDED = "recorded", _("Recorded")
        TAKEN_BACK = "taken_back", _("Cancelled")

    MOVES: ClassVar[dict[str, set[str]]] = {State.RECORDED: {State.TAKEN_BACK}, State.TAKEN_BACK: set()}

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="deaths")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECORDED)
    died_on = models.DateField(_("died on"))
    source = models.CharField(_("how the association knows"), max_length=200)
    recorded_by = models.ForeignKey(User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    # What it ended, as plain values: rows with the last day that they had, rows struck out, whether an account was open.
    ended = models.JSONField(default=dict, blank=True, editable=False)
    taken_back_by = models.ForeignKey(
        User, verbose_name=_("cancelled by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    taken_back_reason = models.CharField(_("why it was cancelled"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("death")
        verbose_name_plural = _("deaths")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=models.Q(state="recorded"), name="death_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.died_on}"
