"""A co-nominator declines, leaves, or is no longer wanted; all of them when the draft is deleted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.co_nominators import mails
from awards.locking import Deleted, locked_co_nominator, locked_nomination
from awards.models import CoNominator, Nomination
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import NotEligible, WrongMove

from .checks import check_is_nominator

Ending = CoNominator.Ending


def decline_invitation(row: CoNominator, *, now: datetime | None = None) -> CoNominator:
    """Whoever holds the link says no; the nominator is told. Again is harmless. Raises WrongMove once it is joined or ended."""
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_nomination(row.nomination)
        row = locked_co_nominator(row)
        if row.ending == Ending.DECLINED:
            return row
        if not row.is_invited:
            raise WrongMove(_("This invitation has been answered or ended."), code="ended")
        _end(row, Ending.DECLINED, now)
        record("co_nominator_declined", nomination, changes={"co_nominator": row.pk})
        mails.co_nominator_gone(row)
    return row


def leave_nomination(row: CoNominator, *, by: User, now: datetime | None = None) -> CoNominator:
    """The co-nominator works on it no longer; the nominator is told. Again is harmless. Raises NotEligible for anybody else."""
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_nomination(row.nomination)
        row = locked_co_nominator(row)
        if row.user_id != by.pk:
            raise NotEligible(_("Only the co-nominator can do this."), code="not_the_co_nominator")
        if row.ended_at is None:
            _end(row, Ending.LEFT, now)
            record("co_nominator_left", nomination, by=by, changes={"co_nominator": row.pk})
            mails.co_nominator_gone(row)
    return row


def end_co_nominating(row: CoNominator, *, by: User, now: datetime | None = None) -> CoNominator:
    """The nominator takes the invitation back, or goes on alone: the link and the access end at once, and the person is told.

    Again is harmless; so it is after the person has left. Raises NotEligible for anybody but the nominator.
    """
    now = now or received_at()
    with transaction.atomic():
        try:
            nomination = locked_nomination(row.nomination)
        except Deleted:
            return row
        check_is_nominator(nomination, by)
        row = locked_co_nominator(row)
        if row.ended_at is None:
            _end(row, Ending.ENDED, now)
            record("co_nominator_ended", nomination, by=by, changes={"co_nominator": row.pk})
            mails.co_nominator_ended(row)
    return row


def end_every_co_nominator(nomination: Nomination) -> None:
    """The locked NOMINATION is deleted with all its rows: whoever was asked or has joined is told."""
    for row in nomination.co_nominators.standing().select_related("user").order_by("pk"):
        mails.co_nominator_ended(row, deleted=True)


def _end(row: CoNominator, how: Ending, now: datetime) -> None:
    row.ended_at, row.ending = now, how
    row.save(update_fields=["ended_at", "ending"])
