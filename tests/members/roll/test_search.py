"""The roll is searched by the beginning of a number, an address, or any word of a name."""

import pytest

from members.models import Member, RollAddress
from members.roll import search
from tests.factories.people import Cast, make_member


def numbers(term: str) -> set[str]:
    return set(Member.objects.filter(pk__in=search.found(term).members).values_list("number", flat=True))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("lefevre", {"1002"}),
        ("  LEFÈV ", {"1002"}),
        ("benoit lef", {"1002"}),
        ("lef ben", {"1002"}),
        ("benoit roy", set()),
        ("okafor", {"1001"}),
        ("tremblay-oka", {"1001"}),
        ("o'neill", {"1003"}),
        ("O’Neill", {"1003"}),
        ("neill", {"1003"}),
        ("sider", set()),
        ("100", {"1001", "1002", "1003", "1004"}),
        ("1002", {"1002"}),
        ("Benoit@ex", {"1002"}),
        ("@example.org", set()),
        ("zzz", set()),
        ("' & | ! :* \\ %", set()),
        ("_", set()),
        ("%", set()),
    ],
)
def test_a_person_is_found_by_how_they_begin(cast: Cast, term: str, expected: set[str]) -> None:
    assert numbers(term) == expected


def test_a_second_address_and_small_letters_of_a_number_find_too(cast: Cast) -> None:
    make_member(None, "P777", name="Łucja Ødegård")
    RollAddress.objects.create(member=Member.objects.get(number="P777"), email="lucja@mission.example")

    assert numbers("lucja@m") == numbers("p77") == numbers("ødeg") == {"P777"}


def test_more_than_are_looked_at_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 3)

    found = search.found("100")

    assert (len(found.members), found.is_cut) == (3, True)
    assert not search.found("1001").is_cut


@pytest.mark.parametrize("term", ["p-777", "P 777", "Ｐ７７７", "p0777"])
def test_a_number_is_found_however_it_is_written(cast: Cast, term: str) -> None:
    make_member(None, "P-0777", name="Łucja Ødegård")

    assert numbers(term) == {"P-0777"}


def test_a_name_is_found_however_it_is_joined_or_turned(cast: Cast) -> None:
    make_member(None, "P777", name="Łucja O’Connor-Ødegård")

    for term in ("OConnor", "o'connor", "odegard, lucja", "Oconnorodegard", "O‘Connor‑Ødegård", "lucja connor"):
        assert numbers(term) == {"P777"}, term
