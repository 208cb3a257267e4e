"""Nominations are found by their code, the nominee, or who put them forward."""

import pytest

from awards.models import Nomination
from awards.nominations import search
from tests.factories.awards import make_cycle, make_submitted
from tests.factories.people import Cast


def codes(term: str) -> set[str]:
    return set(Nomination.objects.filter(pk__in=search.found(term).keys).values_list("code", flat=True))


@pytest.fixture
def two(cast: Cast) -> tuple[Nomination, Nomination]:
    cycle = make_cycle()
    first = make_submitted(cycle, cast.officer, nominee_name="Élodie Bélanger-Roy")
    return first, make_submitted(cycle, cast.colleague, nominee_name="Sam Poe")


@pytest.mark.parametrize("term", ["elodie", "ROY", "bélang roy", "tremblay", "alix@ex", "Alix"])
def test_a_nomination_is_found_by_who_is_in_it(two: tuple[Nomination, Nomination], term: str) -> None:
    assert codes(term) == {two[0].code}


def test_a_nomination_is_found_by_its_code_as_people_write_it(two: tuple[Nomination, Nomination]) -> None:
    assert codes(f" {two[1].code[:2].lower()}-{two[1].code[2:].lower()} ") == {two[1].code}


@pytest.mark.parametrize("term", ["lodie", "example", "%", "zzz", "'", "@"])
def test_nothing_else_is_found(two: tuple[Nomination, Nomination], term: str) -> None:
    assert codes(term) == set()


def test_more_than_are_looked_at_is_said(two: tuple[Nomination, Nomination], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 1)
    Nomination.objects.update(nominee_name="Ida Roe")

    found = search.found("ida")

    assert (len(found.keys), found.is_cut) == (1, True)
