"""When a person is reminded of a deadline: with at least the notice that was promised, and never at night where they are."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from members.models import Reminder
from pafso.clock import OTTAWA

DAY = timedelta(days=1)
# The farthest first.
STEPS = {
    Reminder.Step.TWO_WEEKS: timedelta(days=14),
    Reminder.Step.THREE_DAYS: timedelta(days=3),
    Reminder.Step.ONE_DAY: timedelta(hours=24),
}
# Every deadline of which somebody might be reminded now: the longest notice, and the longest wait for a daytime.
HORIZON = STEPS[Reminder.Step.TWO_WEEKS] + 2 * DAY
MORNING, AFTERNOON, EVENING = time(9), time(17), time(18)
# For people of whom we do not know where they are: an hour of Ottawa that is day from Vancouver to Nairobi.
IN_OTTAWA = time(10)


def zone_of(name: str) -> ZoneInfo | None:
    """The zone that an account names; None when it names none that we know."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def step_due(deadline: datetime, begun_at: datetime, zone: ZoneInfo | None, now: datetime) -> Reminder.Step | None:
    """Which reminder of DEADLINE somebody in ZONE should have had by NOW; None when there is nothing to send at this hour.

    Of several that were missed, while the clock stood still, only the nearest to the deadline. None that fell before the
    work was begun. At night it waits for the morning, unless that would be too late.
    """
    if now >= deadline:
        return None
    passed = [step for step in STEPS if begun_at < moment_of(step, deadline, zone) <= now]
    if not passed or (not _is_daytime(now, zone) and _next_morning(now, zone) < deadline):
        return None
    return passed[-1]


def moment_of(step: Reminder.Step, deadline: datetime, zone: ZoneInfo | None) -> datetime:
    """So long before DEADLINE, or at the last daytime before that: nobody gets less notice than was promised."""
    latest = deadline.astimezone(UTC) - STEPS[step]  # hours that pass, also where a clock is put back between
    there = latest.astimezone(zone or OTTAWA)
    if zone is None:
        return _at(there.date() if there.time() >= IN_OTTAWA else there.date() - DAY, IN_OTTAWA, OTTAWA)
    if MORNING <= there.time() < EVENING:
        return latest
    return _at(there.date() if there.time() >= EVENING else there.date() - DAY, AFTERNOON, zone)


def _is_daytime(now: datetime, zone: ZoneInfo | None) -> bool:
    there = now.astimezone(zone or OTTAWA).time()
    return (MORNING if zone else IN_OTTAWA) <= there < EVENING


def _next_morning(now: datetime, zone: ZoneInfo | None) -> datetime:
    there, morning = now.astimezone(zone or OTTAWA), MORNING if zone else IN_OTTAWA
    return _at(there.date() if there.time() < morning else there.date() + DAY, morning, zone or OTTAWA)


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone)
