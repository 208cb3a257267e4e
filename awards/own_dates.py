"""Dates that are one person's own, beside those of the cycle: a later deadline, and until when a nomination was returned."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import User
from pafso.addresses import absolute_url
from pafso.clock import minute_of
from pafso.dates import Date, Due
from pafso.ics import cancelled_ics, deadline_ics
from pafso.localized import localized

from .models import Cycle, Nomination
from .models.nomination import NominationQuerySet

DRAFT, RETURNED = Nomination.State.DRAFT, Nomination.State.RETURNED


def of(user: User, now: datetime) -> list[Date]:
    """Drafts for which USER has more time, and nominations that the office returned to USER, until their date; in one query."""
    longer = Q(state=DRAFT, extended_until__isnull=False)
    returned = Q(state=RETURNED, returned_until__gte=minute_of(now))
    rows = list(_going_ahead().by(user).filter(longer | returned).select_related("cycle__award").order_by("pk"))
    again = [_to_submit_again(row) for row in rows if row.state == RETURNED]
    return again + [_to_submit(row) for row in rows if row.state == DRAFT and minute_of(now) <= row.deadline]


def due(after: datetime, until: datetime) -> Iterable[Due]:
    """The same of everybody, whose date is AFTER the one instant and not after the other."""
    yield from returned_due(after, until)
    yield from longer_due(after, until)


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
def _longer() -> NominationQuerySet:
    return _going_ahead().filter(state=DRAFT, extended_until__isnull=False)


def _to_submit(nomination: Nomination) -> Date:
    return Date(
        uid=uid_of(nomination),
        title=_("Nomination %(code)s to submit: %(cycle)s") % _words(nomination),
        at=nomination.deadline,
        url=absolute_url(nomination.get_absolute_url()),
        begun_at=nomination.begun_at,
        missing=_("Open the page to see what is missing."),
    )


def longer_due(after: datetime, until: datetime) -> Iterable[Due]:
    for row in _longer().select_related("cycle").order_by("pk").defer("case"):
        if after < row.deadline <= until:
            yield Due(row.nominator_id, f"nomination-{row.code}", row.deadline, row.begun_at)


# --- Returned --------------------------------------------------------------------------------------------------------
def _returned() -> NominationQuerySet:
    return _going_ahead().filter(state=RETURNED)


def _going_ahead() -> NominationQuerySet:
    going_ahead = {f"cycle__{column}": None for column in Cycle.CALLED_OFF}
    return Nomination.objects.filter(cycle__frozen_at=None, **going_ahead)


def _to_submit_again(nomination: Nomination) -> Date:
    return Date(
        uid=uid_of(nomination),
        title=_("Returned nomination %(code)s to submit again: %(cycle)s") % _words(nomination),
        at=nomination.returned_until,  # type: ignore[arg-type]  # of a returned one: a constraint says so
        url=absolute_url(nomination.get_absolute_url()),
        begun_at=nomination.returned_at,
        missing=_("The page says what is missing. Otherwise the nomination stands as you submitted it."),
    )


def returned_due(after: datetime, until: datetime) -> Iterable[Due]:
    rows = _returned().filter(returned_until__gt=after, returned_until__lte=until).order_by("pk")
    for person, code, at, since in rows.values_list("nominator", "code", "returned_until", "returned_at"):
        yield Due(person, _uid(code), at, since)  # type: ignore[arg-type]


def _uid(code: str) -> str:
    return f"returned-{code}"


def _words(nomination: Nomination) -> dict[str, str]:
    cycle = f"{localized(nomination.cycle.award, 'name')} {nomination.cycle.year}"
    return {"code": nomination.code, "cycle": cycle}
