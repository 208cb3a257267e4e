"""What the office does for a person who asks: withdraws a nomination or a letter, takes up again what it had set aside."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards import mails
from awards.models import Letter, Nomination
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import WrongMove
from pafso.hiding import wanted_reason

from .letters import locked_letter
from .nominations import check_handles, locked


def withdraw_nomination_for(
    nomination: Nomination, *, by: User, reason: str, now: datetime | None = None
) -> Nomination:
    """Take a nomination back, whatever the date, for a nominator who asks; told with the REASON. Again is harmless.

    Its text is the nominator's own from then on. Raises Incomplete without a reason, WrongMove for what is not submitted.
    """
    reason, now = wanted_reason(reason), now or received_at()
    with transaction.atomic():
        nomination = locked(nomination)
        check_handles(nomination, by=by)
        if nomination.advance(Nomination.State.WITHDRAWN, submitted_at=None, withdrawn_at=now):
            record("nomination_withdrawn_for", nomination, by=by, changes={"reason": reason[:200]})
            mails.nomination_withdrawn_for(nomination, reason)
    return nomination


def reopen_nomination(nomination: Nomination, *, by: User, reason: str, now: datetime | None = None) -> Nomination:
    """Take up again a nomination that was set aside by mistake; the nominator is told the REASON. Again is harmless.

    It stands among the others as it was handed in. Raises Incomplete without a reason, WrongMove for what was not set aside.
    """
    reason, now = wanted_reason(reason), now or received_at()
    with transaction.atomic():
        nomination = locked(nomination)
        check_handles(nomination, by=by)
        if nomination.state == Nomination.State.SUBMITTED:
            return nomination
        if nomination.state != Nomination.State.DISQUALIFIED:
            raise WrongMove(_("This nomination was not set aside."))
        nomination.advance(Nomination.State.SUBMITTED, disqualified_reason="")
        record("nomination_reopened", nomination, by=by, changes={"reason": reason[:200]})
        mails.nomination_reopened(nomination, reason, now)
    return nomination


def withdraw_letter_for(letter: Letter, *, by: User, reason: str, now: datetime | None = None) -> Letter:
    """Take a letter out of its nomination, sent or not, for a supporter who asks; both are told. Again is harmless.

    Its row and its file stay, read by nobody; its links end. Raises Incomplete without a reason.
    """
    reason, now = wanted_reason(reason), now or received_at()
    with transaction.atomic():
        check_handles(locked(letter.nomination), by=by)
        letter = locked_letter(letter)
        had_arrived = letter.state == Letter.State.SENT
        if letter.advance(Letter.State.REVOKED):
            changes = {"nomination": letter.nomination.code, "had_arrived": had_arrived, "reason": reason[:200]}
            record("letter_withdrawn_for", letter, by=by, changes=changes)
            mails.letter_withdrawn_for(letter, reason)
            mails.letter_taken_out(letter, letters_in=letter.nomination.letters.arrived().count())
    return letter
