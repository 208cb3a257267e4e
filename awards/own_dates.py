"""Dates that are one person's own, beside those of the cycle: until when a nomination was returned."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from members.models import User
from pafso.addresses import absolute_url
from pafso.clock import minute_of
from pafso.dates import Date, Due
from pafso.localized import localized

from .models import Cycle, Nomination
from .models.nomination import NominationQuerySet

RETURNED = Nomination.State.RETURNED


def returned_of(user: User, now: datetime) -> list[Date]:
    """Nominations that the office returned to USER, until their date."""
    rows = _returned().by(user).filter(returned_until__gte=minute_of(now)).select_related("cycle__award").order_by("pk")
    return [_to_submit_again(row) for row in rows]


def _returned() -> NominationQuerySet:
    going_ahead = {f"cycle__{column}": None for column in Cycle.CALLED_OFF}
    return Nomination.objects.filter(state=RETURNED, cycle__frozen_at=None, **going_ahead)


def _to_submit_again(nomination: Nomination) -> Date:
    cycle = f"{localized(nomination.cycle.award, 'name')} {nomination.cycle.year}"
    return Date(
        uid=_uid(nomination.code),
        title=_("Returned nomination %(code)s to submit again: %(cycle)s") % {"code": nomination.code, "cycle": cycle},
        at=nomination.returned_until,  # type: ignore[arg-type]  # of a returned one: a constraint says so
        url=absolute_url(nomination.get_absolute_url()),
        begun_at=nomination.returned_at,
        missing=_("The page says what is missing. Otherwise the nomination stands as you submitted it."),
    )


def returned_due(after: datetime, until: datetime) -> Iterable[Due]:
    """The same of everybody, whose date is AFTER the one instant and not after the other."""
    rows = _returned().filter(returned_until__gt=after, returned_until__lte=until).order_by("pk")
    for person, code, at, since in rows.values_list("nominator", "code", "returned_until", "returned_at"):
        yield Due(person, _uid(code), at, since)  # type: ignore[arg-type]


def _uid(code: str) -> str:
    return f"returned-{code}"
