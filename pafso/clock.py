"""Decides what is open: every deadline of the association is judged here, in Ottawa's time, to the second."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

OTTAWA = ZoneInfo("America/Toronto")
MINUTE = timedelta(minutes=1)


def minute_of(moment: datetime) -> datetime:
    """The first instant of the minute in which MOMENT lies: seconds that were stored with a deadline mean nothing."""
    return moment.replace(second=0, microsecond=0)


_receipt: ContextVar[datetime | None] = ContextVar("receipt", default=None)


def received_at() -> datetime:
    """The instant by which a verdict is taken: when the request under way was received; outside of one, now.

    What was sent in time is in time, however long it waited until a thread came to it.
    """
    return _receipt.get() or timezone.now()


@contextmanager
def received(moment: datetime) -> Iterator[None]:
    """Everything inside is judged as received at MOMENT."""
    before = _receipt.set(moment)
    try:
        yield
    finally:
        _receipt.reset(before)


@dataclass(frozen=True)
class Window:
    """The dates in which a verb is possible.

    ``closes_at`` names a minute that still belongs to the window: 23:59 includes 23:59:59.
    ``grace`` is extra time in which work begun before the deadline may be finished; newcomers are not let in.
    ``is_off``: it was called off, so nothing can be done in it whatever the date is.
    """

    opens_at: datetime
    closes_at: datetime
    grace: timedelta = timedelta(0)
    is_off: bool = False

    @property
    def ends_at(self) -> datetime:
        """The first instant that is too late."""
        return minute_of(self.closes_at) + MINUTE

    def is_open(self, now: datetime | None = None) -> bool:
        return not self.is_off and self.opens_at <= (now or received_at()) < self.ends_at

    def accepts_finishing(self, begun_at: datetime, now: datetime | None = None) -> bool:
        """Whether work begun at BEGUN_AT may still be handed in."""
        now = now or received_at()
        in_grace = self.opens_at <= begun_at < self.ends_at <= now < self.ends_at + self.grace
        return self.is_open(now) or (in_grace and not self.is_off)

    def has_opened(self, now: datetime | None = None) -> bool:
        return self.opens_at <= (now or received_at())

    def has_closed(self, now: datetime | None = None) -> bool:
        return self.is_off or self.ends_at <= (now or received_at())


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and hour in Ottawa so many MONTHS later; the last day of a month that has no such day."""
    here = moment.astimezone(OTTAWA)
    year, month = divmod(here.year * 12 + here.month - 1 + months, 12)
    return here.replace(year=year, month=month + 1, day=min(here.day, monthrange(year, month + 1)[1]))


def ottawa_day(moment: datetime | None = None) -> date:
    """The date in Ottawa at MOMENT (now, unless said): the day by which the association's rules are judged."""
    return (moment or timezone.now()).astimezone(OTTAWA).date()
