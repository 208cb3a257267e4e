"""A nomination that the office returned: its nominator’s until a date, and afterwards what it was."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pafso.clock import minute_of, received_at

from .states import NominationState


class Returned(models.Model):
    """Whatever runs or does not run, from the date on it stands as it was submitted (`awards.returning.actions`)."""

    returned_at = models.DateTimeField(_("returned"), null=True, blank=True, editable=False)
    returned_until = models.DateTimeField(_("returned until"), null=True, blank=True)
    returned_note = models.TextField(_("what is missing"), blank=True, db_default="")
    # The words as they were submitted, while a returned nomination is being changed.
    as_submitted = models.JSONField(null=True, blank=True, editable=False)
    # What was typed meanwhile and not submitted in time: its nominator's own, and read by nobody else.
    typed_meanwhile = models.JSONField(_("typed while it was returned"), null=True, blank=True, editable=False)

    state: Any
    cycle: Any

    class Meta:
        abstract = True

    def is_with_its_nominator(self, now: datetime | None = None) -> bool:
        """Returned, and neither is its date over nor are dossiers frozen; the minute that the date names belongs to it."""
        if self.state != NominationState.RETURNED or self.returned_until is None:
            return False
        return minute_of(now or received_at()) <= self.returned_until and self.cycle.frozen_at is None

    def stands_again(self, now: datetime | None = None) -> bool:
        """Returned, and its date is over: nobody has put its words back yet."""
        return self.state == NominationState.RETURNED and not self.is_with_its_nominator(now)

    def words_of(self, names: tuple[str, ...]) -> dict[str, object]:
        return {name: getattr(self, name) for name in names}

    def put_submitted_words(self) -> None:
        """While it is with its nominator, in memory alone: the words that were submitted, which the office reads."""
        if self.state == NominationState.RETURNED:
            self.put_words(self.as_submitted)

    def put_words(self, words: dict[str, object] | None) -> None:
        """In memory alone: as the office reads a returned nomination, or as it is put back."""
        for name, value in (words or {}).items():
            setattr(self, name, value)
