"""Who served at one mission with whom: whole days, both ends included, within so many years."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from members.models import Member, Posting
from members.nearness import Common, Stay, in_common, stays_of, years_before
from tests.factories.people import make_member

D = date
SINCE, UNTIL = D(2022, 4, 5), D(2027, 4, 5)
days = st.dates(D(2018, 1, 1), D(2031, 1, 1))


@st.composite
def stays(draw: st.DrawFn) -> list[Stay]:
    found = []
    for key in draw(st.lists(st.sampled_from(["accra", "dakar"]), max_size=3)):
        first = draw(days)
        last = draw(st.none() | st.integers(0, 900).map(lambda length, first=first: first + timedelta(length)))
        found.append(Stay(key, key.title(), first, last))
    return found


def on_day(stay: Stay, day: date) -> bool:
    return stay.first <= day and (stay.last is None or day <= stay.last)


@given(stays(), stays())
def test_it_is_the_same_from_both_sides(one: list[Stay], other: list[Stay]) -> None:
    assert in_common(one, other, since=SINCE, until=UNTIL) == in_common(other, one, since=SINCE, until=UNTIL)


@given(stays(), stays())
def test_it_is_found_if_and_only_if_both_were_there_on_some_day(one: list[Stay], other: list[Stay]) -> None:
    every_day = [SINCE + timedelta(n) for n in range((UNTIL - SINCE).days + 1)]
    both = {
        mine.mission
        for mine in one
        for theirs in other
        if mine.key == theirs.key and any(on_day(mine, day) and on_day(theirs, day) for day in every_day)
    }

    assert {common.mission for common in in_common(one, other, since=SINCE, until=UNTIL)} == both


@given(stays(), stays())
def test_its_days_are_days_on_which_both_were_there(one: list[Stay], other: list[Stay]) -> None:
    for common in in_common(one, other, since=SINCE, until=UNTIL):
        for day in {common.first, common.last or D(2032, 1, 1)}:
            assert any(on_day(stay, day) for stay in one) and any(on_day(stay, day) for stay in other)


@pytest.mark.parametrize(
    ("last", "first", "found"),
    [
        (D(2024, 6, 30), D(2024, 6, 30), True),  # one day together
        (D(2024, 6, 30), D(2024, 7, 1), False),  # one left, the other came
        (SINCE, D(2020, 1, 1), True),
        (SINCE - timedelta(1), D(2020, 1, 1), False),  # too long ago
        (None, UNTIL, True),
        (None, UNTIL + timedelta(1), False),  # not yet
    ],
)
def test_to_the_day(last: date | None, first: date, found: bool) -> None:
    one, other = Stay("x", "X", D(2019, 1, 1), last), Stay("x", "X", first, None)

    assert bool(in_common([one], [other], since=SINCE, until=UNTIL)) is found


def test_the_years_before_a_leap_day() -> None:
    assert years_before(D(2028, 2, 29), 5) == D(2023, 2, 28)
    assert years_before(D(2028, 2, 29), 4) == D(2024, 2, 29)
    assert years_before(D(2027, 4, 5), 5) == D(2022, 4, 5)


def test_the_sentence_in_both_languages() -> None:
    ended, lasts = (
        Common("Embassy, Dakar", D(2022, 3, 1), D(2024, 6, 30)),
        Common("Embassy, Dakar", D(2022, 3, 1), None),
    )

    assert str(ended.sentence) == "Embassy, Dakar, from March 1, 2022 to June 30, 2024"
    with translation.override("fr"):
        assert str(ended.sentence) == "Embassy, Dakar, du 1er mars 2022 au 30 juin 2024"
        assert str(lasts.sentence) == "Embassy, Dakar, depuis le 1er mars 2022"


def posted(member: Member, mission: str, first: date, last: date | None, country: str = "Senegal") -> Posting:
    return Posting.objects.create(
        member=member, mission=mission, city="Dakar", country=country, starts_on=first, ends_on=last
    )


@pytest.mark.django_db
def test_the_stays_of_many_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    one, two, three = (make_member(None, number, name=number) for number in ("1", "2", "3"))
    posted(one, "Embassy", D(2020, 1, 1), D(2023, 1, 1))
    posted(one, "Headquarters", D(2023, 1, 2), None, " CANADA ")
    posted(two, "EMBASSY", D(2022, 1, 1), None)
    posted(three, "Embassy", D(2010, 1, 1), D(2012, 1, 1))
    struck = posted(three, "Embassy", D(2022, 1, 1), None)
    Posting.objects.filter(pk=struck.pk).update(struck_at=timezone.now())

    with django_assert_num_queries(1):
        found = stays_of([one.pk, two.pk, three.pk], since=SINCE, until=UNTIL)
    with django_assert_num_queries(0):
        assert stays_of([], since=SINCE, until=UNTIL) == {}

    assert {pk: [stay.mission for stay in rows] for pk, rows in found.items()} == {
        one.pk: ["Embassy, Dakar"],
        two.pk: ["EMBASSY, Dakar"],
    }
    (both,) = in_common(found[one.pk], found[two.pk], since=SINCE, until=UNTIL)
    assert both == Common("Embassy, Dakar", D(2022, 1, 1), D(2023, 1, 1))
