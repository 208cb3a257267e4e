"""Photos are found by their code, their title, or who took them."""

import pytest

from contests import search
from contests.models import Entry
from tests.factories import contests as make
from tests.factories.people import Cast


@pytest.fixture
def photo(cast: Cast, db: None) -> Entry:
    contest = make.make_contest()
    photo = make.make_entry(contest, cast.officer, title="L’été à Gorée")
    make.make_entry(contest, cast.colleague, title="Winter", colour=2)
    return photo


def keys(term: str) -> list[int]:
    return search.found(term).keys


@pytest.mark.parametrize("term", ["ete", "gorée", "gor ete", "Tremblay", "alix@"])
def test_a_photo_is_found_by_its_title_or_its_author(photo: Entry, term: str) -> None:
    assert keys(term) == [photo.pk]


def test_a_photo_is_found_by_its_code(photo: Entry) -> None:
    assert keys(photo.code.lower()) == [photo.pk]


@pytest.mark.parametrize("term", ["oree", "example", "%", "zzz"])
def test_nothing_else_is_found(photo: Entry, term: str) -> None:
    assert keys(term) == []
