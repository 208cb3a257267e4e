"""Deadlines are judged to the second."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pafso.clock import OTTAWA, Window, ottawa_day

OPENS = datetime(2026, 3, 1, 9, 0, tzinfo=OTTAWA)
CLOSES = datetime(2026, 4, 5, 23, 59, tzinfo=OTTAWA)
SECOND = timedelta(seconds=1)


@pytest.mark.req("R46")
def test_2359_includes_its_last_second_and_not_the_next() -> None:
    window = Window(OPENS, CLOSES)

    assert window.is_open(datetime(2026, 4, 5, 23, 59, 59, tzinfo=OTTAWA))
    assert not window.is_open(datetime(2026, 4, 6, 0, 0, 0, tzinfo=OTTAWA))
    assert window.has_closed(datetime(2026, 4, 6, 0, 0, 0, tzinfo=OTTAWA))
    assert not window.is_open(OPENS - SECOND)
    assert window.is_open(OPENS)


@pytest.mark.req("R46")
def test_grace_is_for_work_begun_in_time_only() -> None:
    window = Window(OPENS, CLOSES, timedelta(minutes=10))
    late = datetime(2026, 4, 6, 0, 9, 59, tzinfo=OTTAWA)

    assert window.accepts_finishing(begun_at=CLOSES, now=late)
    assert not window.accepts_finishing(begun_at=window.ends_at, now=late)
    assert not window.accepts_finishing(begun_at=CLOSES, now=late + SECOND)
    assert not window.accepts_finishing(begun_at=OPENS - SECOND, now=late)


@pytest.mark.req("R46")
@pytest.mark.parametrize(
    ("closes", "first_late_instant_utc"),
    [
        (
            datetime(2026, 3, 8, 1, 59, tzinfo=OTTAWA),
            datetime(2026, 3, 8, 7, 0, tzinfo=UTC),
        ),  # clocks go forward at 2:00
        (
            datetime(2026, 11, 1, 1, 59, fold=1, tzinfo=OTTAWA),
            datetime(2026, 11, 1, 7, 0, tzinfo=UTC),
        ),  # the second 1:59
        (datetime(2028, 2, 29, 23, 59, tzinfo=OTTAWA), datetime(2028, 3, 1, 5, 0, tzinfo=UTC)),  # leap day
    ],
)
def test_clock_changes_and_leap_day(closes: datetime, first_late_instant_utc: datetime) -> None:
    window = Window(OPENS.replace(year=2025), closes.astimezone(UTC))

    assert window.is_open(first_late_instant_utc - SECOND)
    assert not window.is_open(first_late_instant_utc)


def test_the_day_is_ottawas_wherever_the_reader_is() -> None:
    assert ottawa_day(datetime(2026, 4, 6, 3, 59, tzinfo=UTC)) == date(2026, 4, 5)
    assert ottawa_day(datetime(2026, 4, 6, 4, 0, tzinfo=UTC)) == date(2026, 4, 6)
