"""The demonstration and the populated database hold what the pages need."""

from random import Random
from typing import Any

from django.test import Client

from awards import demonstration
from awards.models import Cycle, Letter, Nomination
from pafso.clock import OTTAWA
from tests.factories.people import Cast, make_guest


def test_the_demonstration_has_an_open_cycle_and_two_nominations(cast: Cast, client: Client) -> None:
    context: dict[str, Any] = {"people": {"officer": cast.officer, "colleague": cast.colleague}}

    demonstration.fill(context)

    open_now = Cycle.objects.open().get(award__slug="pafso-awards")
    closes = open_now.closes_at.astimezone(OTTAWA)
    assert (open_now.award.slug, closes.hour, closes.minute) == ("pafso-awards", 23, 59)
    assert Cycle.objects.count() == 5
    assert (open_now.nominee_rule, open_now.letters_from, open_now.letters_needed) == ("substantive", "anyone", 2)
    assert (open_now.guests_nominate, open_now.nominee_kind, open_now.prize_en) == (True, "individual", "")
    assert Cycle.objects.get(year=2020).is_called_off
    after = Cycle.objects.get(year=2021)
    assert not after.is_called_off and after.nominee_rule == "substantive"
    for language, words in (("en", "work done in 2020 or in 2021"), ("fr", "le travail accompli en 2020 ou en 2021")):
        assert words in client.get(f"/{language}/awards/pafso-awards/2021/").text
    service = Cycle.objects.filter(award__slug="randy-orr").order_by("year")
    assert [f"{cycle.closes_at.astimezone(OTTAWA):%m-%d %H:%M}" for cycle in service] == ["08-31 23:59"] * 2
    for each in service:
        assert (each.nominee_rule, each.letters_from, each.letters_needed) == ("anyone", "regular", 3)
        assert (each.nominee_kind, each.prize_en, each.prize_fr) == ("either", "$1,000", "1\u00a0000\u00a0$")
    assert sorted(Nomination.objects.values_list("nominator__name", "state")) == [
        ("Alix Tremblay-Okafor", "draft"),
        ("Benoît Lefèvre", "submitted"),
    ]
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["invited", "sent", "sent", "sent"]
    assert client.get("/fr/awards/").status_code == 200


def test_a_guest_of_the_demonstration_has_begun_one(cast: Cast) -> None:
    people = {"officer": cast.officer, "colleague": cast.colleague, "imani": make_guest("Imani", "imani@example.org")}

    demonstration.fill({"people": people})

    assert list(people["imani"].nominations.values_list("state", "nominee_name")) == [("draft", "Joëlle Arsenault")]


def test_without_people_there_are_still_awards(db: None) -> None:
    demonstration.fill({"people": {}})

    assert Cycle.objects.open().filter(award__slug="pafso-awards").count() == 1
    assert not Nomination.objects.exists()


def test_nominations_in_any_number(cast: Cast) -> None:
    assert demonstration.populate(5, Random("1")) == 5
    assert demonstration.populate(3, Random("1")) == 3

    assert Nomination.objects.handed_in().count() == 8
    assert Letter.objects.arrived().count() == 16


def test_an_empty_database_is_populated_too(db: None) -> None:
    assert demonstration.populate(2, Random("1")) == 2
    assert len(set(Nomination.objects.values_list("nominee_name", "case"))) == 2
