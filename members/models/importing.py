"""A file with people for the roll: what it would do, line by line, and what it did."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pafso.clock import OTTAWA
from pafso.files.models import StoredFile
from pafso.work.leases import Leased, free

from .account import User


class RollImportQuerySet(models.QuerySet["RollImport"]):
    def unfinished(self) -> "RollImportQuerySet":
        """To be checked or applied, and nobody is at it."""
        return self.filter(free(), state__in=(RollImport.State.WAITING, RollImport.State.APPLYING))


class RollImport(Leased):
    """One file: checked in the background without changing anything, then applied in one transaction."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being checked")
        CHECKED = "checked", _("Checked")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        DROPPED = "dropped", _("Dropped")
        FAILED = "failed", _("Could not be read")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.WAITING: {State.CHECKED, State.FAILED, State.DROPPED},
        State.CHECKED: {State.APPLYING, State.WAITING, State.DROPPED},
        State.APPLYING: {State.APPLIED, State.CHECKED, State.WAITING, State.FAILED},
        State.APPLIED: set(),
        State.DROPPED: set(),
        State.FAILED: set(),
    }

    file = models.OneToOneField(StoredFile, verbose_name=_("file"), null=True, on_delete=models.SET_NULL)
    file_name = models.CharField(_("file name"), max_length=200)
    # Whether the office had proof that the addresses in this file reach their people; only then may they open accounts.
    addresses_verified = models.BooleanField(_("the addresses in this file are verified"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("when"), default=timezone.now)
    lines_total = models.PositiveIntegerField(_("lines"), default=0)
    lines_done = models.PositiveIntegerField(_("lines done"), default=0)
    created_count = models.PositiveIntegerField(_("created"), default=0)
    changed_count = models.PositiveIntegerField(_("changed"), default=0)
    same_count = models.PositiveIntegerField(_("left alone"), default=0)
    refused_count = models.PositiveIntegerField(_("refused"), default=0)
    # Of what was shown to the office; when the roll has changed since, nothing is applied and it is shown again.
    plan_digest = models.CharField(max_length=64, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    applied_by = models.ForeignKey(
        User, verbose_name=_("applied by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    objects = RollImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of the roll")
        verbose_name_plural = _("imports of the roll")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.asked_at.astimezone(OTTAWA):%Y-%m-%d})"


class ImportLine(models.Model):
    """What one line of the file does."""

    class Outcome(models.TextChoices):
        CREATED = "created", pgettext_lazy("line of an import", "Created")
        CHANGED = "changed", pgettext_lazy("line of an import", "Changed")
        SAME = "same", pgettext_lazy("line of an import", "Left alone")
        REFUSED = "refused", pgettext_lazy("line of an import", "Refused")

    roll_import = models.ForeignKey(RollImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    label = models.CharField(_("who"), max_length=200, blank=True)
    # Columns with what was and what will be; sentences of refusal as [code, values], put into words when shown.
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    problems = models.JSONField(_("problems"), default=list, blank=True)

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of an import")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["roll_import", "number"], name="import_line_once")]
        indexes = [models.Index(fields=["roll_import", "outcome", "number"], name="import_line_outcome")]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"
