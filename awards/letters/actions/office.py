"""What the office does with a letter for a supporter who asks."""

from datetime import datetime

from django.db import transaction

from awards.letters import mails
from awards.locking import check_handles, check_not_frozen, locked_letter, locked_nomination
from awards.models import Letter
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.hiding import wanted_reason

from .correcting import discard_copy


def withdraw_letter_for(letter: Letter, *, by: User, reason: str, now: datetime | None = None) -> Letter:
    """Take a letter out of its nomination, sent or not, for a supporter who asks; both are told. Again is harmless.

    Its row and its file stay, read by nobody; its links end. Raises Incomplete without a reason.
    """
    reason, now = wanted_reason(reason), now or received_at()
    with transaction.atomic():
        nomination = locked_nomination(letter.nomination)
        check_handles(nomination, by=by)
        check_not_frozen(nomination)
        letter = locked_letter(letter)
        had_arrived = letter.state == Letter.State.SENT
        if letter.advance(Letter.State.REVOKED):
            changes = {"nomination": letter.nomination.code, "had_arrived": had_arrived, "reason": reason[:200]}
            record("letter_withdrawn_for", letter, by=by, changes=changes)
            discard_copy(letter)
            mails.letter_withdrawn_for(letter, reason)
            mails.letter_taken_out(letter, letters_in=nomination.letters.counting().count())
    return letter
