"""The labels that the office makes for the paper copies of the magazine."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor, works_in_office
from pafso.files.models import StoredFile
from pafso.localized import Language
from pafso.work.leases import Leased, free

from .account import User

# The files hold where people live: whoever needs labels tomorrow makes them again.
LABELS_KEPT = timedelta(days=1)
MAKES_LABELS = "members.add_labelrun"


class LabelRunQuerySet(models.QuerySet["LabelRun"]):
    def visible_to(self, user: Visitor) -> "LabelRunQuerySet":
        """Of the office, whoever makes labels; nobody else."""
        return self.all() if works_in_office(user, MAKES_LABELS) else self.none()

    def to_make(self, now: datetime) -> "LabelRunQuerySet":
        """Nobody is at work on it, or the one who was has not been heard of."""
        return self.filter(free(now), state=LabelRun.State.WAITING)


class LabelRun(Leased):
    """Labels of one day, as a table or as sheets to print: made in the background, kept for a day."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being prepared")
        READY = "ready", _("Ready")
        EXPIRED = "expired", _("Removed")
        FAILED = "failed", _("Could not be prepared")

    class Kind(models.TextChoices):
        CSV = "csv", _("Table (CSV)")
        PDF = "pdf", _("Sheets to print (PDF)")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.WAITING: {State.READY, State.FAILED},
        State.READY: {State.EXPIRED},
        State.EXPIRED: set(),
        State.FAILED: set(),
    }

    kind = models.CharField(_("kind"), max_length=3, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("when"), default=timezone.now)
    in_canada = models.PositiveIntegerField(_("in Canada"), default=0)
    abroad = models.PositiveIntegerField(_("abroad"), default=0)
    # Entries of the roll whose label the letters of the sheet cannot show: they are named on the run's page.
    unprintable = models.JSONField(default=list, editable=False)
    file = models.OneToOneField(StoredFile, null=True, blank=True, editable=False, on_delete=models.SET_NULL)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)

    objects = LabelRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("labels")
        verbose_name_plural = _("labels for the magazine")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%Y-%m-%d}"

    @property
    def gone_at(self) -> datetime | None:
        """When its file is removed."""
        return self.ready_at + LABELS_KEPT if self.ready_at else None

    def is_downloadable(self, now: datetime) -> bool:
        return self.state == LabelRun.State.READY and self.gone_at is not None and now < self.gone_at
