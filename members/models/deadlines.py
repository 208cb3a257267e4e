"""A person's own calendar at a private address, and which reminders of their own work they have had."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.press_once import PressedOnce

from .account import User


class CalendarAddress(PressedOnce):
    """The private address at which programs fetch a person's dates: of its secret only the digest is kept.

    Another address takes the place of this one in the same row, so the old one is dead at once and versions go on.
    """

    user = models.OneToOneField(
        User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="calendar_address"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("created on"), default=timezone.now)
    fetched_on = models.DateField(_("last used on"), null=True, blank=True)
    # What was given out: uid → [digest of the date, version, since when]. A program takes a change for one when the version grows.
    versions = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")

    def __str__(self) -> str:
        return f"{self.user_id}"


class Reminder(models.Model):
    """A person was told so long before the deadline of their own unfinished work. A deadline that moves is another one."""

    class Step(models.TextChoices):
        TWO_WEEKS = "14d", _("two weeks before")
        THREE_DAYS = "3d", _("three days before")
        ONE_DAY = "24h", _("a day before")

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="reminders")
    uid = models.CharField(_("of what"), max_length=60)
    deadline = models.DateTimeField(_("deadline"), db_index=True)
    step = models.CharField(_("how long before"), max_length=3, choices=Step.choices)
    at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "uid", "deadline", "step"], name="reminder_once_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.step}"
