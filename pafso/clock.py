"""Decides what is open: every deadline of the association is judged here, in Ottawa's time, to the second."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

OTTAWA = ZoneInfo("America/Toronto")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Window:
    """The dates in which a verb is possible.

    ``closes_at`` names a minute that still belongs to the window: 23:59 includes 23:59:59.
    ``grace`` is extra time in which work begun before the deadline may be finished; newcomers are not let in.
    """

    opens_at: datetime
    closes_at: datetime
    grace: timedelta = timedelta(0)

    @property
    def ends_at(self) -> datetime:
        """The first instant that is too late."""
        return self.closes_at.replace(second=0, microsecond=0) + MINUTE

    def is_open(self, now: datetime | None = None) -> bool:
        return self.opens_at <= (now or timezone.now()) < self.ends_at

    def accepts_finishing(self, begun_at: datetime, now: datetime | None = None) -> bool:
        """Whether work begun at BEGUN_AT may still be handed in."""
        now = now or timezone.now()
        return self.is_open(now) or (self.opens_at <= begun_at < self.ends_at <= now < self.ends_at + self.grace)

    def has_opened(self, now: datetime | None = None) -> bool:
        return self.opens_at <= (now or timezone.now())

    def has_closed(self, now: datetime | None = None) -> bool:
        return self.ends_at <= (now or timezone.now())


def ottawa_day(moment: datetime | None = None) -> date:
    """The date in Ottawa at MOMENT (now, unless said): the day by which the association's rules are judged."""
    return (moment or timezone.now()).astimezone(OTTAWA).date()


@lru_cache(maxsize=1)
def zones() -> list[tuple[str, str]]:
    """Every place that has a clock of its own, by its name in the tz database."""
    places = [
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/"))
    ]
    return [(zone, zone.replace("_", " ")) for zone in sorted(places)]
