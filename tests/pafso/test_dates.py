"""The registry of dates: every app that has some is in it, and gives them in order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pafso import dates as module
from pafso.dates import Date, Due, Work, dates_of, lock_work, own_dates_of, work_due

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_dates", [])
    monkeypatch.setattr(module, "_work", [])
    monkeypatch.setattr(module, "_windows", [])


def date(uid: str, hours: int) -> Date:
    return Date(uid, uid.title(), NOON + hours * HOUR, f"https://x.example/{uid}")


@pytest.mark.usefixtures("empty")
def test_the_nearest_date_comes_first_whoever_registered_it() -> None:
    person: Any = object()
    asked: list[Any] = []
    module.add(20, lambda user, now: asked.append((user, now)) or [date("late", 9), date("b", 2)])
    module.add(10, lambda user, now: [date("a", 2), date("soon", 1)])

    assert [found.uid for found in dates_of(person, NOON)] == ["soon", "a", "b", "late"]
    assert asked == [(person, NOON)]


@pytest.mark.usefixtures("empty")
def test_what_is_a_persons_own_asks_for_no_window_of_everybody() -> None:
    person: Any = object()
    asked: list[Any] = []
    window = replace(date("open", 3), is_window=True)
    module.add(
        10, lambda user, now: [date("mine", 5), window], windows=lambda user, now: asked.append(user) or [window]
    )

    assert [found.uid for found in own_dates_of(person, NOON)] == ["mine"] and asked == []
    assert [found.uid for found in dates_of(person, NOON)] == ["open", "open", "mine"] and asked == [person]


@pytest.mark.usefixtures("empty")
def test_work_is_found_for_everybody_and_locked_for_one() -> None:
    person: Any = object()
    locked: list[Any] = []
    due = Due(7, "a", NOON, NOON - HOUR)
    module.add(10, lambda user, now: [])
    module.add(20, lambda user, now: [], work=Work(lambda after, until: [due], locked.append))

    assert work_due(NOON, NOON + HOUR) == [due]
    lock_work(person)
    assert locked == [person]


def test_the_apps_that_have_dates_are_in_it() -> None:
    assert [function.__module__ for _, function in module._dates] == ["members.dates", "awards.dates", "contests.dates"]
    assert len(module._work) == 2
