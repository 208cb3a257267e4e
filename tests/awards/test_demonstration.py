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

    open_now = Cycle.objects.open().get()
    closes = open_now.closes_at.astimezone(OTTAWA)
    assert (open_now.award.slug, closes.hour, closes.minute) == ("pafso-awards", 23, 59)
    assert Cycle.objects.count() == 3
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

    assert Cycle.objects.open().count() == 1
    assert not Nomination.objects.exists()


def test_nominations_in_any_number(cast: Cast) -> None:
    assert demonstration.populate(5, Random("1")) == 5
    assert demonstration.populate(3, Random("1")) == 3

    assert Nomination.objects.handed_in().count() == 8
    assert Letter.objects.arrived().count() == 16


def test_an_empty_database_is_populated_too(db: None) -> None:
    assert demonstration.populate(2, Random("1")) == 2
    assert len(set(Nomination.objects.values_list("nominee_name", "case"))) == 2
