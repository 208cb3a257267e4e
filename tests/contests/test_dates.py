"""The dates that the contests have for a person: a photo to send anew, and contests that they want news of."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from contests.actions.entries import withdraw_entry
from contests.dates import dates, due, windows
from contests.models import Entry
from members.notifications.actions import say_consents
from pafso.dates import Date
from tests.factories.contests import make_contest, make_entry
from tests.factories.people import Cast

DAY = timedelta(days=1)


def of(user: Any) -> dict[str, Date]:
    return {date.uid: date for date in (*dates(user, timezone.now()), *windows(user, timezone.now()))}


def unreadable(entry: Entry) -> Entry:
    entry.advance(Entry.State.UNREADABLE, decided_at=timezone.now(), last_error="damaged")
    return entry


@pytest.fixture(autouse=True)
def _no_news(cast: Cast) -> None:
    say_consents(cast.officer, {"news": False}, by=cast.officer, source="page")


def test_an_entry_whose_photo_cannot_be_opened_waits_for_another(cast: Cast) -> None:
    contest = make_contest()
    entry = unreadable(make_entry(contest, cast.officer))

    date = of(cast.officer)[f"entry-{entry.code}"]

    assert date.title == f"Another photo to send in place of {entry.code}: Contest 2027"
    assert (date.at, date.begun_at) == (contest.closes_at, entry.decided_at)
    assert date.url == f"http://127.0.0.1:8000/en/contests/entries/{entry.code}/"
    assert date.missing == "We cannot open your photo. Withdraw it and send another one."
    assert [tuple(row) for row in due(timezone.now(), timezone.now() + 16 * DAY)] == [
        (cast.officer.pk, f"entry-{entry.code}", contest.closes_at, entry.decided_at)
    ]


@pytest.mark.parametrize("end", ["another", "withdrawn", "closed"])
def test_it_is_gone_when_another_was_sent_or_it_was_withdrawn_or_the_contest_is_over(cast: Cast, end: str) -> None:
    contest = make_contest()
    entry = unreadable(make_entry(contest, cast.officer))
    if end == "another":
        make_entry(contest, cast.officer, colour=90)
    elif end == "withdrawn":
        withdraw_entry(entry, by=cast.officer)
    else:
        type(contest).objects.update(opens_at=timezone.now() - 9 * DAY, closes_at=timezone.now() - DAY)

    assert of(cast.officer) == {}
    assert list(due(timezone.now(), timezone.now() + 16 * DAY)) == []


def test_a_photo_from_before_is_not_the_other_one(cast: Cast) -> None:
    contest = make_contest()
    make_entry(contest, cast.officer, colour=90)
    entry = unreadable(make_entry(contest, cast.officer))

    assert set(of(cast.officer)) == {f"entry-{entry.code}"}


@pytest.mark.req("R15")
def test_nobody_elses_photo_is_mine_and_no_word_of_it_is_said(cast: Cast) -> None:
    contest = make_contest()
    unreadable(make_entry(contest, cast.officer, title="Quetzal over the compound"))

    assert {person.pk: set(of(person)) for person in (cast.colleague, cast.newcomer)} == {
        cast.colleague.pk: {f"contest-{contest.pk}"},
        cast.newcomer.pk: set(),
    }
    (date,) = of(cast.officer).values()
    assert "Quetzal" not in date.title + date.missing


def test_contests_are_for_those_who_want_news(cast: Cast) -> None:
    opened = make_contest()
    coming = make_contest("2028", opens_at=timezone.now() + DAY, closes_at=timezone.now() + 9 * DAY)
    make_contest("2020", opens_at=timezone.now() - 9 * DAY, closes_at=timezone.now() - DAY)

    assert {uid: date.title for uid, date in of(cast.colleague).items()} == {
        f"contest-{opened.pk}": "Photo contest closes: Contest 2027",
        f"contest-{coming.pk}": "Photo contest closes: Contest 2028",
        f"contest-{coming.pk}-opens": "Photo contest opens: Contest 2028",
    }
    assert of(cast.officer) == of(cast.newcomer) == {}


def test_it_costs_the_same_for_one_and_for_three(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(3):
        contest = make_contest(f"c{number}")
        unreadable(make_entry(contest, cast.colleague, colour=number))
        if number != 1:
            with django_assert_num_queries(2):
                of(cast.colleague)
            with django_assert_num_queries(1):
                list(due(timezone.now(), timezone.now() + 16 * DAY))
