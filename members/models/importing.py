"""A file with people for the roll: what it would do, line by line, and what it did."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pafso.clock import OTTAWA
from pafso.files.models import StoredFile
from pafso.work.leases import Leased, free

from .account import User

# For so long an import can be undone, and for that its file and what its lines did is kept; the counts stay.
IMPORT_UNDO = timedelta(days=30)


class RollImportQuerySet(models.QuerySet["RollImport"]):
    def unfinished(self) -> "RollImportQuerySet":
        """To be checked, applied or undone, and nobody is at it."""
        state = RollImport.State
        return self.filter(free(), state__in=(state.WAITING, state.APPLYING, state.UNDOING))


class RollImport(Leased):
    """One file: checked in the background without changing anything, then applied in one transaction."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being checked")
        CHECKED = "checked", _("Checked")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        DROPPED = "dropped", _("Discarded")
        FAILED = "failed", _("Could not be read")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.WAITING: {State.CHECKED, State.FAILED, State.DROPPED},
        State.CHECKED: {State.APPLYING, State.WAITING, State.DROPPED},
        State.APPLYING: {State.APPLIED, State.CHECKED, State.WAITING, State.FAILED},
        State.APPLIED: {State.UNDOING},
        State.UNDOING: {State.UNDONE, State.APPLIED},
        State.UNDONE: set(),
        State.DROPPED: set(),
        State.FAILED: set(),
    }

    file = models.OneToOneField(StoredFile, verbose_name=_("file"), null=True, on_delete=models.SET_NULL)
    file_name = models.CharField(_("file name"), max_length=200)
    # Whether the office had proof that the addresses in this file reach their people; only then may they open accounts.
    addresses_verified = models.BooleanField(_("the addresses in this file are confirmed"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("when"), default=timezone.now)
    lines_total = models.PositiveIntegerField(_("lines"), default=0)
    lines_done = models.PositiveIntegerField(_("lines done"), default=0)
    created_count = models.PositiveIntegerField(_("created"), default=0)
    changed_count = models.PositiveIntegerField(_("changed"), default=0)
    same_count = models.PositiveIntegerField(_("left alone"), default=0)
    refused_count = models.PositiveIntegerField(_("refused"), default=0)
    # Lines that would put somebody on the roll who has the name of another line, or of an entry.
    namesake_count = models.PositiveIntegerField(default=0, db_default=0)
    # Of an import that was undone: the lines of which something stays.
    left_count = models.PositiveIntegerField(_("not undone"), default=0, db_default=0)
    # Of what was shown to the office; when the roll has changed since, nothing is applied and it is shown again.
    plan_digest = models.CharField(max_length=64, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    applied_by = models.ForeignKey(
        User, verbose_name=_("applied by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, verbose_name=_("undone by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undo_reason = models.CharField(_("why it was undone"), max_length=200, blank=True, default="", db_default="")

    objects = RollImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of the roll")
        verbose_name_plural = _("imports of the roll")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.asked_at.astimezone(OTTAWA):%Y-%m-%d})"

    @property
    def undo_ends_at(self) -> datetime | None:
        return self.applied_at + IMPORT_UNDO if self.applied_at else None


class ImportLine(models.Model):
    """What one line of the file does."""

    class Outcome(models.TextChoices):
        CREATED = "created", pgettext_lazy("line of an import", "Created")
        CHANGED = "changed", pgettext_lazy("line of an import", "Changed")
        SAME = "same", pgettext_lazy("line of an import", "Left alone")
        REFUSED = "refused", pgettext_lazy("line of an import", "Refused")

    class Undo(models.TextChoices):
        WHOLE = "whole", pgettext_lazy("line of an import", "Undone")
        PARTLY = "partly", pgettext_lazy("line of an import", "Undone in part")
        LEFT = "left", pgettext_lazy("line of an import", "Not undone")

    roll_import = models.ForeignKey(RollImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    label = models.CharField(_("who"), max_length=200, blank=True)
    # Columns with what was and what will be; sentences of refusal as [code, values], put into words when shown.
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    has_namesake = models.BooleanField(default=False, db_default=False)
    # What the line wrote, as plain values: what an undo takes back, and by what it knows that somebody changed it since.
    written = models.JSONField(null=True, blank=True, editable=False)
    undo = models.CharField(
        _("undone"), max_length=10, choices=Undo.choices, blank=True, default="", db_default="", editable=False
    )
    # Why something stays, as sentences of `problems`.
    undo_problems = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of an import")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["roll_import", "number"], name="import_line_once")]
        indexes = [models.Index(fields=["roll_import", "outcome", "number"], name="import_line_outcome")]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"
