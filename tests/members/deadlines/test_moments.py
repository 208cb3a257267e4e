"""When a reminder falls: enough notice, daytime where the person is, clock changes, leap day, a clock that stood still."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.deadlines.moments import HORIZON, STEPS, moment_of, step_due, zone_of
from members.models import Reminder
from pafso.clock import OTTAWA

TWO_WEEKS, THREE_DAYS, ONE_DAY = Reminder.Step.TWO_WEEKS, Reminder.Step.THREE_DAYS, Reminder.Step.ONE_DAY
# A Monday, 23:59 in Ottawa: the next day's 8:29 in Kabul, 12:59 in Tokyo, 15:59 in Auckland.
DEADLINE = datetime(2027, 4, 5, 23, 59, tzinfo=OTTAWA)
LONG_AGO = datetime(2027, 1, 1, tzinfo=UTC)
KABUL, TOKYO, NAIROBI = ZoneInfo("Asia/Kabul"), ZoneInfo("Asia/Tokyo"), ZoneInfo("Africa/Nairobi")
MINUTE = timedelta(minutes=1)
ZONES = ["Asia/Kabul", "Asia/Tokyo", "Pacific/Auckland", "Pacific/Kiritimati", "America/Vancouver", "Africa/Cairo",
         "Europe/Lisbon", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Toronto", ""]  # fmt: skip


def local(*parts: int, zone: ZoneInfo) -> datetime:
    return datetime(*parts, tzinfo=zone)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "step", "moment"),
    [
        # 23:59 the day before is night in Ottawa: the afternoon before it.
        (OTTAWA, ONE_DAY, local(2027, 4, 4, 17, zone=OTTAWA)),
        (OTTAWA, THREE_DAYS, local(2027, 4, 2, 17, zone=OTTAWA)),
        (OTTAWA, TWO_WEEKS, local(2027, 3, 22, 17, zone=OTTAWA)),
        # 8:29 in Kabul: the afternoon of the day before.
        (KABUL, ONE_DAY, local(2027, 4, 4, 17, zone=KABUL)),
        # 12:59 in Tokyo is day: to the minute.
        (TOKYO, ONE_DAY, local(2027, 4, 5, 12, 59, zone=TOKYO)),
        (TOKYO, TWO_WEEKS, local(2027, 3, 23, 12, 59, zone=TOKYO)),
        # Nobody knows where: ten in the morning in Ottawa.
        (None, ONE_DAY, local(2027, 4, 4, 10, zone=OTTAWA)),
        (None, TWO_WEEKS, local(2027, 3, 22, 10, zone=OTTAWA)),
    ],
)
def test_the_last_daytime_that_leaves_enough_notice(
    zone: ZoneInfo | None, step: Reminder.Step, moment: datetime
) -> None:
    assert moment_of(step, DEADLINE, zone) == moment


@pytest.mark.parametrize(
    ("deadline", "zone", "step", "moment"),
    [
        # Ottawa's clocks went forward on 14 March: fourteen times 24 hours before 23:59 is 22:59, on a day of 23 hours.
        (local(2027, 3, 27, 23, 59, zone=OTTAWA), OTTAWA, TWO_WEEKS, local(2027, 3, 13, 17, zone=OTTAWA)),
        (local(2027, 3, 14, 23, 59, zone=OTTAWA), None, ONE_DAY, local(2027, 3, 13, 10, zone=OTTAWA)),
        # They go back on 7 November: 24 hours before 9:30 of that Sunday is 10:30 of Saturday.
        (local(2027, 11, 7, 9, 30, zone=OTTAWA), OTTAWA, ONE_DAY, local(2027, 11, 6, 10, 30, zone=OTTAWA)),
        # A leap day lies between.
        (local(2028, 3, 1, 12, zone=OTTAWA), OTTAWA, ONE_DAY, local(2028, 2, 29, 12, zone=OTTAWA)),
        (local(2028, 3, 1, 23, 59, zone=OTTAWA), OTTAWA, ONE_DAY, local(2028, 2, 29, 17, zone=OTTAWA)),
        (local(2028, 2, 29, 23, 59, zone=OTTAWA), NAIROBI, THREE_DAYS, local(2028, 2, 26, 17, zone=NAIROBI)),
        (local(2028, 3, 14, 23, 59, zone=OTTAWA), None, TWO_WEEKS, local(2028, 2, 29, 10, zone=OTTAWA)),
    ],
)
def test_clock_changes_and_leap_days(
    deadline: datetime, zone: ZoneInfo | None, step: Reminder.Step, moment: datetime
) -> None:
    assert moment_of(step, deadline, zone) == moment


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
    st.sampled_from(list(STEPS)),
)
def test_wherever_somebody_is_it_is_day_and_the_notice_is_long_enough(
    deadline: datetime, name: str, step: Reminder.Step
) -> None:
    zone = zone_of(name)
    moment = moment_of(step, deadline, zone)

    there = moment.astimezone(zone or OTTAWA)
    assert (9 <= there.hour < 18) if zone else ((there.hour, there.minute) == (10, 0))
    notice = deadline - moment
    assert STEPS[step] <= notice <= STEPS[step] + timedelta(hours=25)
    assert notice < HORIZON


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
    st.integers(0, 59),
)
def test_a_clock_that_looks_every_hour_sends_each_step_once_by_day_and_in_order(
    deadline: datetime, name: str, past: int
) -> None:
    zone = zone_of(name)
    now, sent = deadline - timedelta(days=17) + past * MINUTE, []
    while now < deadline:
        step = step_due(deadline, deadline - timedelta(days=60), zone, now)
        if step is not None and step not in [each for each, _ in sent]:
            sent.append((step, now))
        now += timedelta(hours=1)

    assert [step for step, _ in sent] == list(STEPS)
    assert all(9 <= moment.astimezone(zone or OTTAWA).hour < 18 for _, moment in sent)
    assert all(earlier < later for (_, earlier), (_, later) in pairwise(sent))


def test_a_second_before_there_is_none_yet() -> None:
    moment = moment_of(ONE_DAY, DEADLINE, TOKYO)

    assert step_due(DEADLINE, LONG_AGO, TOKYO, moment - timedelta(seconds=1)) == THREE_DAYS
    assert step_due(DEADLINE, LONG_AGO, TOKYO, moment) == ONE_DAY


def test_after_a_day_without_the_clock_only_the_nearest() -> None:
    """Both moments have passed: the first one is not sent any more."""
    assert step_due(DEADLINE, LONG_AGO, OTTAWA, local(2027, 4, 5, 9, zone=OTTAWA)) == ONE_DAY


@pytest.mark.parametrize(
    ("begun_at", "now", "step"),
    [
        # Begun five days before the end: nobody is told on the spot what was due two weeks before.
        (local(2027, 4, 1, 12, zone=OTTAWA), local(2027, 4, 1, 13, zone=OTTAWA), None),
        (local(2027, 4, 1, 12, zone=OTTAWA), local(2027, 4, 2, 17, zone=OTTAWA), THREE_DAYS),
        # Begun on the last day: none.
        (local(2027, 4, 5, 9, zone=OTTAWA), local(2027, 4, 5, 17, zone=OTTAWA), None),
    ],
)
def test_none_that_fell_before_the_work_was_begun(
    begun_at: datetime, now: datetime, step: Reminder.Step | None
) -> None:
    assert step_due(DEADLINE, begun_at, OTTAWA, now) == step


@pytest.mark.parametrize(
    ("now", "step"),
    [
        # The clock comes back at night: it waits for the morning.
        (local(2027, 4, 5, 2, zone=OTTAWA), None),
        (local(2027, 4, 5, 8, 59, zone=OTTAWA), None),
        (local(2027, 4, 5, 9, zone=OTTAWA), ONE_DAY),
        # The next morning would be too late: better in the evening than never.
        (local(2027, 4, 5, 22, zone=OTTAWA), ONE_DAY),
        (local(2027, 4, 5, 23, 58, zone=OTTAWA), ONE_DAY),
        # And nothing after the deadline.
        (local(2027, 4, 5, 23, 59, zone=OTTAWA), None),
    ],
)
def test_late_it_waits_for_the_morning_unless_that_is_too_late(now: datetime, step: Reminder.Step | None) -> None:
    assert step_due(DEADLINE, LONG_AGO, OTTAWA, now) == step


@pytest.mark.parametrize("name", ["", "Atlantis/Capital", "../etc/passwd", "Asia"])
def test_a_zone_that_we_do_not_know_is_none(name: str) -> None:
    assert zone_of(name) is None
