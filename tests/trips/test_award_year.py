"""The year of both awards, set up in the office alone: everybody who takes part, every mail once, every verb in the trail."""

import re
from typing import Any

import pytest

from awards.models import Award, Cycle, Dossier, Nomination
from pafso.mail import catalogue
from tests.factories.people import Cast

from . import carried_over, pafso_awards, randy_orr, second_thoughts
from .at_pages import Person
from .award_year import Year, at, make_regular, make_secretary
from .pafso_awards import Nominators

# Why a mail of the catalogue is not in the trip.
NOT_IN_THE_TRIP = {
    "letter_not_found": "answers a code and an address of no letter (tests/awards/letters/test_codes.py)",
    "nomination_withdrawn_for": "the office does for a nominator what one does here (tests/awards/nominations/test_office.py)",
}
TEXTS = {
    "description_en": "For work that stands out.", "description_fr": "Pour un travail qui se distingue.",
}  # fmt: skip
CRITERIA = {"criteria_en": "- initiative", "criteria_fr": "- l’initiative"}


@pytest.fixture
def year(time_machine: Any, transactional_db: None) -> Year:
    year = Year(time_machine)
    year.on("2026-02-02T10:00")
    return year


@pytest.fixture
def people(year: Year, cast: Cast) -> Nominators:
    return Nominators(
        alix=Person(cast.officer.email),
        benoit=Person(cast.colleague.email, "fr"),
        margaret=Person(cast.retiree.email),
        chidi=Person(cast.newcomer.email),
        imani=Person(at("imani"), "fr"),
    )


@pytest.fixture
def secretary(people: Nominators) -> Person:
    make_regular("therese", "2001", "Thérèse Okonkwo")
    for number, who in enumerate(("denise", "sol", "claude", "paula", "xavier"), 2002):
        make_regular(who, str(number), who.title())
    return make_secretary()


def set_up(secretary: Person, slug: str, name: str, nom: str, **conditions: Any) -> Award:
    """A new award, in its form."""
    typed = {"name_en": name, "name_fr": nom, "slug": slug, **TEXTS, **conditions}
    secretary.press("/admin/awards/award/add/", "Save", **typed)
    return Award.objects.get(slug=slug)


def open_cycle(secretary: Person, award: Award, year: int, opens: str, closes: str, **rules: Any) -> Cycle:
    """Its first cycle, in its form, which begins with the award's conditions."""
    page = secretary.look("/admin/awards/cycle/add/")
    assert f"?award={award.pk}" in page
    dates = {"opens_at_0": opens, "opens_at_1": "00:00", "closes_at_0": closes, "closes_at_1": "23:59"}
    secretary.press(f"/admin/awards/cycle/add/?award={award.pk}", "Save", year=str(year), **dates, **CRITERIA, **rules)
    return Cycle.objects.get(award=award, year=year)


def both_are_set_up(year: Year, secretary: Person) -> tuple[Cycle, Cycle]:
    secretary.sign_in()
    pafso = set_up(secretary, "pafso-awards", "PAFSO Awards", "Prix de l’APASE", letters_needed="2")
    orr = set_up(
        secretary, "randy-orr", "Randy Orr Memorial Award", "Prix commémoratif Randy Orr",
        nominee_kind="either", letters_needed="3",
    )  # fmt: skip
    prize = {"prize_en": "$1,000", "prize_fr": "1 000 $"}
    rules = {"nominee_rule": "substantive", "guests_nominate": "on"}
    first = open_cycle(secretary, pafso, 2026, "2026-03-01", "2026-04-06", **rules)
    rules = {"letters_from": "regular", "guests_nominate": "on", **prize}
    second = open_cycle(secretary, orr, 2027, "2027-06-01", "2027-08-31", **rules)
    assert (first.letters_needed, first.letters_from, second.letters_needed) == (2, "anyone", 3)
    year.wrote()
    year.recorded(*4 * ("added_by_staff sylvie",))
    return first, second


def frozen(year: Year, secretary: Person, cycle: Cycle, dossiers: int) -> None:
    """Once and for all; each dossier is stored with a digest, which its page shows."""
    secretary.sign_in()
    secretary.press(f"/admin/awards/cycle/{cycle.pk}/freezing/", "Freeze them")
    year.wrote()
    year.recorded("dossiers_frozen sylvie")
    stored = Dossier.objects.filter(nomination__cycle=cycle)
    assert len(stored) == dossiers
    for dossier in stored:
        assert dossier.digest in secretary.look(f"/admin/awards/nomination/{dossier.nomination_id}/change/")


def the_next_one(year: Year, secretary: Person, before: Cycle) -> Cycle:
    """By one press from last year's, looked at; the call waits for the office's word."""
    secretary.press(f"/admin/awards/cycle/{before.pk}/next/", "Begin the cycle")
    cycle = Cycle.objects.get(award=before.award, year=2027)
    assert (cycle.rules(), cycle.conditions()) == (before.rules(), before.conditions())
    year.wrote()
    secretary.press(f"/admin/awards/cycle/{cycle.pk}/call/", "Send the call when this opens")
    year.recorded("cycle_begun sylvie")
    return cycle


@pytest.mark.req("R40", "R41", "R42", "R43", "R48", "R60")
def test_the_year_of_both_awards(year: Year, people: Nominators, secretary: Person) -> None:
    before, orr = both_are_set_up(year, secretary)
    year.on("2026-03-10T09:00")
    earlier = pafso_awards.the_year_before(year, people, before)
    year.on("2026-05-04T09:00")
    frozen(year, secretary, before, 1)
    cycle = the_next_one(year, secretary, before)
    the_pafso_awards(year, people, secretary, earlier, cycle)
    the_randy_orr_award(year, people, secretary, orr)
    what_is_true_at_the_end(people)
    year.assert_each_was_delivered_once()
    known = {event.name for event in catalogue.every_event() if event.app == "awards"}
    in_the_trip = {event for event in year.events if event.startswith("awards/")}
    assert known - in_the_trip == {f"awards/{name}" for name in NOT_IN_THE_TRIP}


def the_pafso_awards(year: Year, people: Nominators, secretary: Person, earlier: Nomination, cycle: Cycle) -> None:
    year.on("2027-03-01T00:00")
    year.wrote("cycle_opened alix en", "cycle_opened benoit fr", "cycle_opened margaret en")
    year.on("2027-03-02T10:00")
    first = pafso_awards.together(year, people, cycle)
    pafso_awards.supporters(year, people, first)
    year.on("2027-03-05T10:00")
    pafso_awards.handed_in(year, people, first)
    second = pafso_awards.a_second_one(year, people, cycle)
    carried = carried_over.from_last_year(year, people, secretary, earlier, cycle)
    year.on("2027-03-12T10:00")
    pafso_awards.made_one(year, secretary, people, first, second)
    pafso_awards.give_back(year, secretary, first, "2027-04-09", "alix en", "benoit fr", "chidi en")
    pafso_awards.give_back(year, secretary, carried, "2027-04-12", "margaret en")
    year.on("2027-03-31T10:00")
    late = pafso_awards.begun_late(year, people, cycle)
    year.on("2027-04-05T10:00")
    year.wrote("letter_reminder paul fr", "letter_reminder quy en", "members/work_unfinished imani fr")
    pafso_awards.more_time(year, secretary, late)
    year.on("2027-04-08T10:00")
    pafso_awards.resubmitted(year, people, first)
    margaret = people.margaret.sign_in()
    pafso_awards.write(margaret, carried, case="Half a sentence")
    year.wrote()
    year.on("2027-04-12T10:00")
    year.wrote("letter_reminder quy en", "members/work_unfinished margaret en")
    year.on("2027-04-13T00:30")
    pafso_awards.stands(year, people, carried)
    year.on("2027-04-19T10:00")
    year.wrote("letter_reminder paul fr", "members/work_unfinished imani fr")
    pafso_awards.late_and_in_time(year, people, late)
    year.on("2027-04-23T10:00")
    frozen(year, secretary, cycle, 3)


def the_randy_orr_award(year: Year, people: Nominators, secretary: Person, cycle: Cycle) -> None:
    year.on("2027-06-02T10:00")
    nomination = randy_orr.a_group(year, people, cycle)
    six = randy_orr.six_are_asked(year, people, nomination)
    randy_orr.four_answer(year, people, nomination, six)
    randy_orr.corrected(year, people, six["claude"])
    second_thoughts.given_up(year, people, cycle)
    year.on("2027-06-10T10:00")
    randy_orr.one_is_asked_again(year, people, nomination, six["sol"])
    asked = ["sol en", "paula en"]
    supporters = [*asked, "margaret en", "claude fr", "xavier fr"]
    second_thoughts.the_cycle_changes(year, secretary, cycle, supporters, asked)
    for day in ("2027-08-17T17:30", "2027-08-28T17:30", "2027-08-30T17:30"):
        year.on(day)
        year.wrote("letter_reminder sol en", "letter_reminder paula en", "members/work_unfinished imani fr")
    randy_orr.the_last_letter(year, secretary, six["paula"])
    randy_orr.handed_in(year, people, nomination)
    randy_orr.read_by_the_secretary(secretary, nomination)
    year.recorded(*3 * ("letter_read sylvie",))
    second_thoughts.taken_back_and_given_again(year, people, nomination)
    second_thoughts.by_the_office(year, secretary, nomination)
    year.on("2027-09-02T10:00")
    frozen(year, secretary, cycle, 1)


def what_is_true_at_the_end(people: Nominators) -> None:
    """On the list of each nominator, newest first: of whom, what has become of it, how many letters are in, with whom."""
    valid, group = "3 lettres valables reçues sur 3", randy_orr.GROUP
    for person, lines in {
        people.alix: [
            (group, "Received", "3 of 3 letters that count received", "with Imani Njoroge"),
            ("Thérèse Okonkwo", "Received", "3 letters received (2 needed)", "April 8, 2027, 10:00 (EDT)"),
        ],
        people.margaret: [
            ("Kofi Mensah", "Received", "PAFSO Awards 2027", "2 of 2 letters received", "March 5, 2027, 10:00 (EST)"),
            ("Kofi Mensah", "Received", "PAFSO Awards 2026", "2 of 2 letters received", "March 10, 2026, 09:00 (EDT)"),
        ],
        people.chidi: [
            ("Thérèse Okonkwo", "Joined to another", "1 of 2 letters received"),
            ("Thérèse Okonkwo", "Received", "3 letters received (2 needed)", "with Alix Tremblay-Okafor"),
        ],
        people.imani: [
            (group, "Reçue", "Prix commémoratif Randy Orr 2027", valid, "lundi 30 août 2027 à 17 h 30 (HAE)"),
            ("Odile Sansregret", "Reçue", "Lettres reçues : 2 sur 2", "lundi 19 avril 2027 à 10 h (HAE)"),
        ],
    }.items():
        page = person.sign_in().look(person.at("awards:nominations"))
        shown = [" ".join(re.sub("<[^>]*>", " ", each).split()) for each in page.split('<div class="toc-entry">')[1:]]
        assert len(shown) == len(lines), shown
        for row, words in zip(shown, lines, strict=True):
            assert [word for word in words if word not in row] == [], row
