"""The end of an account, asked for by its owner."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.states import Stateful

from .account import User

CLOSING_UNDO = timedelta(days=14)


class ClosingQuerySet(models.QuerySet["Closing"]):
    def asked(self) -> "ClosingQuerySet":
        return self.filter(state=Closing.State.ASKED)

    def due(self, now: datetime) -> "ClosingQuerySet":
        """The two weeks are over. Whoever works in the office by now keeps the account until the rights are taken off."""
        return self.asked().filter(due_at__lte=now, user__is_staff=False, user__is_superuser=False)


class Closing(Stateful):
    """The end of an account, two weeks after it was asked for unless the person comes back."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        UNDONE = "undone", _("Undone")
        DONE = "done", _("Done")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.ASKED: {State.UNDONE, State.DONE},
        State.UNDONE: set(),
        State.DONE: set(),
    }

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="closings")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_at = models.DateTimeField(_("closes"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing of an account")
        verbose_name_plural = _("closings of accounts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="asked"), name="closing_one_open_an_account"
            )
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="closing_due")]

    def __str__(self) -> str:
        return f"{self.user} {self.due_at:%Y-%m-%d}"
