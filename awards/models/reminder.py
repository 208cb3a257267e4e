"""Reminders that a supporter was sent before a deadline, each once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Reminder

from .letter import Letter


class LetterReminder(models.Model):
    """That the supporter was told so long before this deadline. A deadline that moves is another one."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="reminders")
    deadline = models.DateTimeField(_("deadline"))
    step = models.CharField(_("reminder"), max_length=3, choices=Reminder.Step.choices)
    at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("reminder of a letter")
        verbose_name_plural = _("reminders of letters")
        constraints = [
            models.UniqueConstraint(fields=["letter", "deadline", "step"], name="letter_reminded_once_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}"
