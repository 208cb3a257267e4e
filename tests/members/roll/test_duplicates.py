"""Entries of the roll that may be the same person: found by name, number or address, and the reason is said."""

from datetime import date

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from members.models import Member, RollAddress
from members.roll.duplicates import likely_duplicates
from tests.factories.people import make_member

SINCE = ("regular", date(2015, 9, 1), None)


@pytest.fixture
def elise(db: None) -> Member:
    member = make_member(None, "A-17", SINCE, name="Élise Œuvrard")
    RollAddress.objects.create(member=member, email="elise@example.org")
    return member


def found(name: str = "", *numbers: str, addresses: tuple[str, ...] = (), excluding: tuple[int, ...] = ()) -> object:
    return [(one.member.number, one.reasons) for one in likely_duplicates(name, numbers, addresses, excluding)]


def test_a_name_is_compared_without_accents_or_case(elise: Member) -> None:
    assert found("ELISE  oeuvrard") == [("A-17", ["Same name"])]


@pytest.mark.parametrize("typed", ["A-17", " a-17 "])
def test_a_number_is_compared_as_people_type_it(elise: Member, typed: str) -> None:
    assert found("", typed) == [("A-17", ["Same member number: A-17"])]


def test_a_number_is_found_among_words(db: None) -> None:
    make_member(None, "1001", name="Ida Roe")

    assert found("", "no. 1001") == [("1001", ["Same member number: 1001"])]


def test_an_address_in_common_is_found_verified_or_not(elise: Member) -> None:
    assert found("", addresses=(" Elise@Example.org",)) == [("A-17", ["Same address: elise@example.org"])]


def test_whoever_has_most_in_common_comes_first(elise: Member) -> None:
    make_member(None, "B-1", name="Anna Roe")
    RollAddress.objects.create(member=Member.objects.get(number="B-1"), email="elise@example.org")

    assert found("Élise Œuvrard", "A-17", addresses=("elise@example.org",)) == [
        ("A-17", ["Same name", "Same member number: A-17", "Same address: elise@example.org"]),
        ("B-1", ["Same address: elise@example.org"]),
    ]


def test_nobody_is_like_an_empty_form(elise: Member) -> None:
    Member.objects.create(number="9", name="")

    assert found("", " ", addresses=("",)) == []


def test_the_person_themselves_and_the_erased_are_left_out(elise: Member) -> None:
    Member.objects.create(number="9", name="Elise Oeuvrard", erased_at=timezone.now())

    assert found("Elise Oeuvrard", excluding=(elise.pk,)) == []


def test_a_merged_entry_stands_for_the_one_that_was_kept(elise: Member) -> None:
    Member.objects.create(number="B-2", name="Elise Oeuvrard", merged_into=elise)

    assert found("Elise Oeuvrard", "B-2") == [("A-17", ["Same name", "Same member number: B-2"])]


def test_it_costs_two_queries_however_many_are_alike(
    elise: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in ("1", "2", "3"):
        other = make_member(None, number, name="Elise Oeuvrard")
        RollAddress.objects.create(member=other, email="elise@example.org")

    with django_assert_num_queries(2):
        likely = likely_duplicates("Elise Oeuvrard", ["A-17"], ["elise@example.org"])

    assert [one.member.number for one in likely] == ["A-17", "1", "2", "3"]
