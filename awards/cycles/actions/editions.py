"""What the office does with the cycles of an award: begins the next, takes away one on which nothing hangs."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.models import Cycle
from members.models import User
from pafso.audit.log import record
from pafso.errors import WrongMove, problems_of
from pafso.hiding import wanted_reason


def begin_next_cycle(cycle: Cycle, *, by: User, year: int, opens_at: datetime, closes_at: datetime) -> Cycle:
    """Begin the cycle of YEAR with the conditions, the criteria and the grace of CYCLE; its call waits for the office's word.

    Raises Incomplete for dates the wrong way round and for a year that has its cycle.
    """
    following = Cycle(
        award_id=cycle.award_id,
        year=year,
        opens_at=opens_at,
        closes_at=closes_at,
        grace_minutes=cycle.grace_minutes,
        criteria_en=cycle.criteria_en,
        criteria_fr=cycle.criteria_fr,
        **cycle.conditions(),
    )
    with transaction.atomic():
        # Two colleagues at once: the second waits here, and then finds the cycle of the first.
        Cycle.objects.select_for_update(of=("self",), no_key=True).get(pk=cycle.pk)
        try:
            following.full_clean()
        except ValidationError as error:
            raise problems_of(error) from error
        following.save()
        record("cycle_begun", following, by=by, changes={"after": cycle.year})
    return following


def delete_cycle(cycle: Cycle, *, by: User, reason: str) -> Cycle:
    """Delete a cycle on which nothing hangs: no nomination, no draft, no call. The audit trail keeps its name and the REASON.

    Raises Incomplete without a reason, WrongMove with what hangs on it.
    """
    reason = wanted_reason(reason)
    with transaction.atomic():
        # A nomination that begins meanwhile waits for this lock by its foreign key, and then finds no cycle.
        cycle = Cycle.objects.select_for_update(of=("self",)).select_related("award").get(pk=cycle.pk)
        if cycle.nominations.exists():
            raise WrongMove(
                _(
                    "Somebody has started a nomination in this cycle. You cannot delete it; change its dates to close it."
                )
            )
        if cycle.called_people:
            raise WrongMove(
                _("People have been told about this cycle. You cannot delete it; change its dates to close it.")
            )
        record("cycle_deleted", cycle, by=by, changes={"reason": reason[:200]})
        cycle.delete()
    return cycle
