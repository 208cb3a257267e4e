"""Cycles begun, each from the one before, and taken away while nothing hangs on them."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.models import Cycle
from members.models import User
from pafso.audit.log import record
from pafso.errors import WrongMove, problems_of
from pafso.hiding import wanted_reason

from .checks import locked_cycle


def begin_next_cycle(
    cycle: Cycle, *, by: User, year: int, opens_at: datetime, closes_at: datetime, eligibility_on: date | None = None
) -> Cycle:
    """Begin the cycle of YEAR with the conditions, rules, criteria and grace of CYCLE; its call waits for the office's word.

    Raises Incomplete for dates the wrong way round and for a year that has its cycle; NotEligible.
    """
    with transaction.atomic():
        # Two colleagues at once: the second waits here, and then finds the cycle of the first.
        cycle = locked_cycle(cycle, by=by)
        copied = {name: getattr(cycle, name) for name in ("award", "grace_minutes", *Cycle.WORDING)}
        dates = {"year": year, "opens_at": opens_at, "closes_at": closes_at, "eligibility_on": eligibility_on}
        following = Cycle(**copied, **dates, **cycle.conditions(), **cycle.rules())
        try:
            following.full_clean()
        except ValidationError as error:
            raise problems_of(error) from error
        following.save()
        record("cycle_begun", following, by=by, changes={"after": cycle.year})
    return following


def delete_cycle(cycle: Cycle, *, by: User, reason: str) -> Cycle:
    """Delete a cycle on which nothing hangs: no nomination, no draft, no call. The audit trail keeps its name and the REASON.

    Raises Incomplete without a reason, WrongMove with what hangs on it, NotEligible.
    """
    reason = wanted_reason(reason)
    with transaction.atomic():
        cycle = locked_cycle(cycle, by=by)
        if cycle.has_work:
            raise WrongMove(
                _("Somebody has started a nomination in this cycle. You cannot delete it; you can cancel it.")
            )
        if cycle.called_people or cycle.carry_overs.exists():
            raise WrongMove(_("People have been told about this cycle. You cannot delete it; you can cancel it."))
        record("cycle_deleted", cycle, by=by, changes={"reason": reason[:200]})
        cycle.delete()
    return cycle
