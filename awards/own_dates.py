"""Dates that are one person's own, beside those of the cycle: a later deadline, and until when a nomination was returned."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from pafso.addresses import absolute_url
from pafso.clock import minute_of
from pafso.dates import Date, Due
from pafso.ics import cancelled_ics, deadline_ics
from pafso.localized import localized

from .models import Cycle, Nomination

DRAFT, RETURNED = Nomination.State.DRAFT, Nomination.State.RETURNED
LONGER = Q(state=DRAFT, extended_until__isnull=False)


def not_over(now: datetime) -> Q:
    """Drafts for which there is more time, and returned nominations until their date, in a cycle that goes ahead."""
    return _going_ahead() & (LONGER | Q(state=RETURNED, returned_until__gte=minute_of(now)))


def has_one(nomination: Nomination) -> bool:
    """Whether this nomination has a date of its own, and not that of its cycle alone."""
    return nomination.state == RETURNED or (nomination.state == DRAFT and nomination.extended_until is not None)


def of(rows: Sequence[Nomination], now: datetime) -> list[Date]:
    """The dates of ROWS, which are `not_over`, with their cycles."""
    again = [_to_submit_again(row) for row in rows if row.state == RETURNED]
    return again + [_to_submit(row) for row in rows if row.state == DRAFT and minute_of(now) <= row.deadline]


def due(after: datetime, until: datetime) -> Iterable[Due]:
    """The same of everybody, whose date is AFTER the one instant and not after the other; in one query."""
    returned = Q(state=RETURNED, returned_until__gt=after, returned_until__lte=until)
    rows = Nomination.objects.filter(_going_ahead(), LONGER | returned).select_related("cycle").defer("case")
    for row in rows.order_by("pk"):
        if row.state == RETURNED:
            yield Due(row.nominator_id, _uid(row.code), row.returned_until, row.returned_at)  # type: ignore[arg-type]
        elif after < row.deadline <= until:
            yield Due(row.nominator_id, f"nomination-{row.code}", row.deadline, row.begun_at)


def _going_ahead() -> Q:
    return Q(cycle__frozen_at=None, **{f"cycle__{column}": None for column in Cycle.CALLED_OFF})


def calendar_file(cycle: Cycle, *, uid: str = "", at: datetime | None = None, url: str = "") -> bytes:
    """The deadline of CYCLE, struck out where that was called off; AT, under UID and with URL, where it is another for its reader."""
    about = {"award": localized(cycle.award, "name"), "year": cycle.year}
    if at is None or at == cycle.closes_at:
        uid, at = f"cycle-{cycle.pk}", cycle.closes_at
    url = url or absolute_url(cycle.get_absolute_url())
    if cycle.is_called_off:
        return cancelled_ics(uid=uid, title=_("Cancelled: %(award)s %(year)s") % about, moment=at, url=url)
    title = _("Deadline: %(award)s %(year)s") % about
    return deadline_ics(uid=uid, title=title, moment=at, url=url, remind=timedelta(days=2))


def uid_of(nomination: Nomination) -> str:
    """Of the date that binds whoever puts it forward, as in their calendar."""
    return _uid(nomination.code) if nomination.state == RETURNED else f"nomination-{nomination.code}"


# --- More time for a draft -------------------------------------------------------------------------------------------
def _to_submit(nomination: Nomination) -> Date:
    return Date(
        uid=uid_of(nomination),
        title=_("Nomination %(code)s to submit: %(cycle)s") % _words(nomination),
        at=nomination.deadline,
        url=absolute_url(nomination.get_absolute_url()),
        begun_at=nomination.begun_at,
        missing=_("Open the page to see what is missing."),
    )


# --- Returned --------------------------------------------------------------------------------------------------------
def _to_submit_again(nomination: Nomination) -> Date:
    return Date(
        uid=uid_of(nomination),
        title=_("Returned nomination %(code)s to submit again: %(cycle)s") % _words(nomination),
        at=nomination.returned_until,  # type: ignore[arg-type]  # of a returned one: a constraint says so
        url=absolute_url(nomination.get_absolute_url()),
        begun_at=nomination.returned_at,
        missing=_("The page says what is missing. Otherwise the nomination stands as you submitted it."),
    )


def _uid(code: str) -> str:
    return f"returned-{code}"


def _words(nomination: Nomination) -> dict[str, str]:
    cycle = f"{localized(nomination.cycle.award, 'name')} {nomination.cycle.year}"
    return {"code": nomination.code, "cycle": cycle}
