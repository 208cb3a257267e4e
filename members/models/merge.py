"""Two entries of the roll that are one person: joined by two of the office."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.states import Stateful

from .account import User
from .roll import Member

MERGE_UNDO = timedelta(days=30)


class Merge(Stateful):
    """Two entries of the roll that are one person: proposed by one, consented by another, undone within 30 days."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        MERGED = "merged", _("Merged")
        REFUSED = "refused", _("Refused")
        UNDONE = "undone", _("Undone")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.PROPOSED: {State.MERGED, State.REFUSED},
        State.MERGED: {State.UNDONE},
        State.REFUSED: set(),
        State.UNDONE: set(),
    }

    kept = models.ForeignKey(Member, verbose_name=_("stays"), on_delete=models.PROTECT, related_name="merges")
    duplicate = models.ForeignKey(Member, verbose_name=_("is merged"), on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("why they are the same person"), max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    # The digest of the preview that was consented to: had anything changed since, the merge would be shown again.
    preview_digest = models.CharField(max_length=64, editable=False)
    # Which rows moved and what both were before, as plain values: what an undo puts back.
    moved = models.JSONField(_("what was moved"), default=dict, blank=True, editable=False)
    proposed_by = models.ForeignKey(User, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField(_("merged"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("undone by"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge of two entries")
        verbose_name_plural = _("merges of two entries")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["duplicate"], condition=models.Q(state__in=["proposed", "merged"]),
                name="merge_one_open_a_duplicate",
                violation_error_message=_("This entry is already part of a merge."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("duplicate")), name="merge_of_two",
                violation_error_message=_("These are the same entry."),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
                name="merge_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["merged", "undone"])
                | models.Q(decided_by__isnull=False, merged_at__isnull=False),
                name="merge_consented_by_somebody",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.duplicate} → {self.kept}"

    @property
    def undo_ends_at(self) -> datetime | None:
        return self.merged_at + MERGE_UNDO if self.merged_at else None
