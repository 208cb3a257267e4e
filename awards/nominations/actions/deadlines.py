"""A later deadline for one person, by the code that the person can read out: of a nomination, or of a letter."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.locking import check_handles, locked_letter, locked_nomination
from awards.models import Cycle, Letter, Nomination
from awards.nominations import mails_of_the_office as mails
from awards.returning.actions import FROZEN
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.codes import same_code
from pafso.errors import Incomplete, NotEligible, WrongMove
from pafso.hiding import wanted_reason

LONGEST = timedelta(days=120)
# What is still worked on; the rest is over, whatever the date.
UNFINISHED = (Nomination.State.DRAFT, Nomination.State.WITHDRAWN)


def give_longer(
    cycle: Cycle, *, by: User, code: str, until: datetime, reason: str, now: datetime | None = None
) -> Nomination | Letter:
    """The nominator of the nomination, or the supporter of the letter, with that CODE has time UNTIL then, for a REASON; told.

    The same again changes nothing, another date takes the place of the first. Raises Incomplete (no reason, a date that is not
    later than the cycle's or far off, a code that is none of this cycle), NotEligible, WrongMove for what is not worked on.
    """
    reason, now, code = wanted_reason(reason), now or received_at(), same_code(code)
    with transaction.atomic():
        letter = Letter.objects.filter(code=code, nomination__cycle=cycle.pk).select_related("nomination").first()
        found = letter.nomination if letter else Nomination.objects.filter(code=code, cycle=cycle.pk).first()
        if found is None:
            raise Incomplete([("code", _("No nomination and no letter of this cycle has this code."))])
        nomination = locked_nomination(found)
        check_handles(nomination, by=by)
        _check(nomination.cycle, until, now)
        row = _unfinished_letter(letter) if letter else _unfinished(nomination)
        if (row.extended_until, row.extension_reason) != (until, reason):
            _write(row, until, reason, by)
    return row


def _check(cycle: Cycle, until: datetime, now: datetime) -> None:
    if cycle.frozen_at is not None:
        raise WrongMove(FROZEN, code="frozen")
    if cycle.is_called_off:
        raise WrongMove(_("This cycle does not take place."), code="called_off")
    if until <= max(cycle.closes_at, now):
        raise Incomplete([("until", _("Choose a day after the deadline that is still to come."))])
    if until > now + LONGEST:
        raise Incomplete([("until", _("Check the year: this date is too far off."))])


def _unfinished(nomination: Nomination) -> Nomination:
    if nomination.state not in UNFINISHED:
        raise WrongMove(_("This nomination was submitted. If something is missing, return it to its nominator."))
    return nomination


def _unfinished_letter(letter: Letter) -> Letter:
    letter = locked_letter(letter)
    if letter.state != Letter.State.INVITED:
        raise WrongMove(_("Nobody is writing this letter any more."))
    if letter.nomination.state in (Nomination.State.DISQUALIFIED, Nomination.State.JOINED):
        raise NotEligible(_("This nomination is no longer considered, so it needs no more letters."))
    return letter


def _write(row: Nomination | Letter, until: datetime, reason: str, by: User) -> None:
    row.extended_until, row.extension_reason = until, reason
    row.save(update_fields=["extended_until", "extension_reason"])
    changes = {"until": until.isoformat(), "reason": reason[:200]}
    if isinstance(row, Letter):
        record("letter_given_longer", row, by=by, changes={"nomination": row.nomination.code, **changes})
        mails.letter_given_longer(row)
        mails.supporter_given_longer(row)
    else:
        record("nomination_given_longer", row, by=by, changes=changes)
        mails.nomination_given_longer(row)
