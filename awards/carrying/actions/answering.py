"""The nominator answers: the nomination enters the new cycle as a draft, or does not. Each supporter is then asked on their own."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.letters.actions.carrying import ask_whether_letters_stand
from awards.locking import Deleted, check_takes_new, cycle_to_begin_in, locked_nomination
from awards.models import CarryOver, Nomination
from awards.nominations.actions import begin_from_earlier
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import DomainError, NotEligible, WindowClosed, WrongMove
from pafso.lazy import Words

NO_LONGER_STANDS = (Nomination.State.DISQUALIFIED, Nomination.State.JOINED, Nomination.State.WITHDRAWN)


def carry_over_for_digest(digest: str) -> CarryOver | None:
    """The offer that this link answers, whatever has become of it; reading changes nothing."""
    rows = CarryOver.objects.with_cycles().filter(nomination__nominator__is_active=True)
    return rows.filter(digest=digest).first()


def why_not_any_more(row: CarryOver, now: datetime | None = None) -> Words | None:
    """Why an open offer can no longer be taken up, as `accept_carry_over` says it; None while it can, and once it is answered."""
    try:
        if row.answered_at is None:
            _check_in_time(row, now or received_at())
    except DomainError as error:
        return error.message
    return None


def _check_in_time(row: CarryOver, now: datetime) -> None:
    check_takes_new(row.cycle, now)
    if now >= row.answer_until:
        raise WindowClosed(
            _("The date to answer has passed. You can still start a new nomination from the earlier one.")
        )
    if row.nomination.state in NO_LONGER_STANDS:
        raise WrongMove(_("The earlier nomination no longer stands, so it cannot be carried over."))


def accept_carry_over(row: CarryOver, *, by: User, now: datetime | None = None) -> Nomination:
    """Begin a draft in the new cycle with the words of the nomination, and ask each supporter whose letter was in whether it
    stands. A second press finds the same draft.

    Raises NotEligible for anybody but the nominator and for whom the cycle leaves out, WrongMove after a no, WindowClosed when
    it is too late, Deleted.
    """
    now = now or received_at()
    check_is_asked(row, by)
    with transaction.atomic():
        if draft := _draft_of(_found(row)):
            return draft
        cycle = cycle_to_begin_in(row.cycle, now)
        earlier = locked_nomination(row.nomination)
        row = _locked(row)
        if draft := _draft_of(row):  # of a press that came first
            return draft
        _check_in_time(row, now)
        press = uuid.uuid5(uuid.NAMESPACE_OID, row.digest)
        draft = begin_from_earlier(earlier, cycle, by=by, form_token=press, now=now)
        draft.carried_from = earlier
        draft.save(update_fields=["carried_from"])
        row.draft, row.accepted, row.answered_at = draft, True, now
        row.save(update_fields=["draft", "accepted", "answered_at"])
        record("carry_over_accepted", earlier, by=by, changes={"cycle": str(cycle)})
        ask_whether_letters_stand(draft, earlier, by=by, now=now)
    return draft


def _draft_of(row: CarryOver) -> Nomination | None:
    """What an earlier yes has begun. Raises WrongMove after a no, Deleted where its nominator deleted it."""
    if row.accepted is None:
        return None
    if not row.accepted:
        raise WrongMove(_("You have answered that this nomination is not to be carried over."), code="declined")
    if row.draft is None:
        raise Deleted
    return row.draft


def decline_carry_over(row: CarryOver, *, by: User, now: datetime | None = None) -> CarryOver:
    """The nomination stays where it is; nobody is told. Again is harmless, and so it is after the dates.

    Raises NotEligible for anybody but the nominator, WrongMove after a yes: the draft can be deleted.
    """
    now = now or received_at()
    check_is_asked(row, by)
    with transaction.atomic():
        earlier = locked_nomination(row.nomination)
        row = _locked(row)
        if row.accepted:
            raise WrongMove(
                _("The nomination has been carried over. If you do not want it, delete the draft."), code="accepted"
            )
        if row.accepted is None:
            row.accepted, row.answered_at = False, now
            row.save(update_fields=["accepted", "answered_at"])
            record("carry_over_declined", earlier, by=by, changes={"cycle": str(row.cycle)})
    return row


def check_is_asked(row: CarryOver, by: User) -> None:
    """Raises NotEligible: a co-nominator answers nothing, and nobody for somebody else."""
    if row.nomination.nominator_id != by.pk:
        raise NotEligible(_("Only the nominator can do this."), code="not_the_nominator")


def _found(row: CarryOver) -> CarryOver:
    found = CarryOver.objects.with_cycles().filter(pk=row.pk).first()
    if found is None:
        raise Deleted
    return found


def _locked(row: CarryOver) -> CarryOver:
    found = CarryOver.objects.with_cycles().select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise Deleted
    return found
