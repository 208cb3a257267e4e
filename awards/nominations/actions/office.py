"""What the office does with a nomination: sets it aside, withdraws it for a nominator who asks, takes it up again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.locking import check_handles, check_not_frozen
from awards.models import Nomination
from awards.nominations import mails
from awards.returning.actions import as_it_was_submitted, locked_standing
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import Incomplete, WrongMove
from pafso.hiding import wanted_reason


def disqualify_nomination(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    """Set a submitted nomination aside, for a REASON that the nominator is told.

    Raises Incomplete without one, WrongMove, NotEligible for whom `check_handles` refuses.
    """
    if not reason.strip():
        raise Incomplete([("reason", _("Give the reason: the nominator will be told."))])
    with transaction.atomic():
        nomination = locked_standing(nomination)
        check_handles(nomination, by=by)
        if nomination.advance(
            Nomination.State.DISQUALIFIED, disqualified_reason=reason.strip(), **as_it_was_submitted(nomination)
        ):
            record("nomination_disqualified", nomination, by=by)
            mails.nomination_disqualified(nomination)
    return nomination


def withdraw_nomination_for(
    nomination: Nomination, *, by: User, reason: str, now: datetime | None = None
) -> Nomination:
    """Take a nomination back, whatever the date, for a nominator who asks; told with the REASON. Again is harmless.

    Its text is the nominator's own from then on. Raises Incomplete without a reason, WrongMove for what is not submitted.
    """
    reason, now = wanted_reason(reason), now or received_at()
    with transaction.atomic():
        nomination = locked_standing(nomination)
        check_handles(nomination, by=by)
        if nomination.state == Nomination.State.SUBMITTED:
            check_not_frozen(nomination)
        if nomination.advance(Nomination.State.WITHDRAWN, submitted_at=None, withdrawn_at=now, as_submitted=None):
            record("nomination_withdrawn_for", nomination, by=by, changes={"reason": reason[:200]})
            mails.nomination_withdrawn_for(nomination, reason)
    return nomination


def reopen_nomination(nomination: Nomination, *, by: User, reason: str, now: datetime | None = None) -> Nomination:
    """Take up again a nomination that was set aside by mistake; the nominator is told the REASON. Again is harmless.

    It stands among the others as it was handed in. Raises Incomplete without a reason, WrongMove for what was not set aside.
    """
    reason, now = wanted_reason(reason), now or received_at()
    with transaction.atomic():
        nomination = locked_standing(nomination)
        check_handles(nomination, by=by)
        if nomination.state == Nomination.State.SUBMITTED:
            return nomination
        if nomination.state != Nomination.State.DISQUALIFIED:
            raise WrongMove(_("This nomination was not set aside."))
        nomination.advance(Nomination.State.SUBMITTED, disqualified_reason="")
        record("nomination_reopened", nomination, by=by, changes={"reason": reason[:200]})
        mails.nomination_reopened(nomination, reason, now)
    return nomination
