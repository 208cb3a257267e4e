"""A cycle is begun from the one before, and taken away only while nothing hangs on it."""

import threading
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from awards.cycles import actions as cycles
from awards.cycles.forms import NextCycleForm, a_year_later
from awards.models import Award, Cycle
from pafso.audit.models import Entry
from pafso.clock import OTTAWA
from pafso.errors import Incomplete, WrongMove
from tests.factories import awards as make
from tests.factories.office import fields_of
from tests.factories.people import Cast

CONDITIONS = {"nominee_kind": "either", "letters_needed": 3, "case_words": 800, "letters_shown_to_nominator": True}
RULES = {
    "nominee_rule": "member", "letters_from": "regular", "guests_nominate": True, "prize_en": "$1,000",
    "prize_fr": "1\u00a0000\u00a0$", "nearness_years": 3, "retention_months": 12,
}  # fmt: skip
OPENS, CLOSES = datetime(2028, 2, 29, 9, tzinfo=OTTAWA), datetime(2028, 8, 31, 23, 59, tzinfo=OTTAWA)


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """With conditions that are no longer those of its award."""
    cycle = make.make_cycle(year=2028, opens_at=OPENS, closes_at=CLOSES, grace_minutes=90, criteria_en="- service")
    Cycle.objects.update(**CONDITIONS, called_people=7, sends_call=True, called_up_to=7)
    cycle.refresh_from_db()
    return cycle


def next_of(cycle: Cycle, cast: Cast, year: int = 2029, **more: date) -> Cycle:
    dates = {"opens_at": a_year_later(cycle.opens_at), "closes_at": a_year_later(cycle.closes_at)}
    return cycles.begin_next_cycle(cycle, by=cast.staff, year=year, **dates, **more)


def moment(name: str, typed: str) -> dict[str, str]:
    """As the two boxes of the page have it."""
    return {f"{name}_{box}": text for box, text in enumerate(typed.split())}


def said_in(error: Incomplete) -> list[str]:
    return [str(sentence) for _field, sentence in error.problems]


def test_the_next_cycle_is_copied_from_this_one_a_year_later(cast: Cast, cycle: Cycle) -> None:
    Cycle.objects.update(**RULES)
    cycle.refresh_from_db()

    following = next_of(cycle, cast, eligibility_on=date(2029, 8, 1))

    following.refresh_from_db()
    assert following.conditions() == CONDITIONS
    assert following.rules() == cycle.rules() == RULES
    assert following.eligibility_on == date(2029, 8, 1)
    assert (following.award, following.year, following.grace_minutes) == (cycle.award, 2029, 90)
    assert (following.criteria_en, following.criteria_fr) == ("- service", "- l’initiative")
    assert following.opens_at == datetime(2029, 2, 28, 9, tzinfo=OTTAWA)
    assert following.closes_at == datetime(2029, 8, 31, 23, 59, tzinfo=OTTAWA)
    assert (following.sends_call, following.called_at, following.called_people) == (False, None, 0)
    entry = Entry.objects.get(verb="cycle_begun")
    assert (entry.subject_id, entry.by, entry.changes) == (str(following.pk), cast.staff, {"after": 2028})


def test_a_year_has_one_cycle_and_dates_the_right_way_round(cast: Cast, cycle: Cycle) -> None:
    next_of(cycle, cast)
    with pytest.raises(Incomplete) as twice:
        next_of(cycle, cast)
    with pytest.raises(Incomplete) as turned_round:
        cycles.begin_next_cycle(cycle, by=cast.staff, year=2030, opens_at=CLOSES, closes_at=OPENS)
    assert said_in(twice.value) == ["This award already has a cycle for that year."]
    assert said_in(turned_round.value) == ["It would close before it opens."]
    assert Cycle.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time")
def test_two_colleagues_at_once_begin_one(cast: Cast, cycle: Cycle) -> None:
    said: list[str] = []
    together = threading.Barrier(2, timeout=30)

    def press() -> None:
        together.wait()
        try:
            said.append(str(next_of(cycle, cast).year))
        except Incomplete as error:
            said.extend(said_in(error))
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join(30)

    assert sorted(said) == ["2029", "This award already has a cycle for that year."]


def test_the_page_proposes_the_dates_and_leads_to_the_new_cycle(client: Client, cast: Cast, cycle: Cycle) -> None:
    client.force_login(cast.staff)
    address = reverse("admin:awards_cycle_next", args=[cycle.pk])
    assert address in client.get(reverse("admin:awards_cycle_change", args=[cycle.pk])).text

    page = client.get(address)

    form = page.context["form"]
    assert isinstance(form, NextCycleForm)
    assert (form["year"].value(), form["closes_at"].value()) == (2029, datetime(2029, 8, 31, 23, 59, tzinfo=OTTAWA))
    typed = {"year": "2029", **moment("opens_at", "2029-03-01 9:00"), **moment("closes_at", "2029-08-31 23:59")}
    answer = client.post(address, typed)
    following = Cycle.objects.get(year=2029)
    assert answer["Location"] == reverse("admin:awards_cycle_change", args=[following.pk])
    assert following.opens_at == datetime(2029, 3, 1, 9, tzinfo=OTTAWA)
    assert following.eligibility_on is None


def test_the_page_shows_all_that_is_copied(client: Client, cast: Cast, cycle: Cycle) -> None:
    Cycle.objects.update(eligibility_on="2028-08-01", **RULES)
    client.force_login(cast.staff)

    page = client.get(reverse("admin:awards_cycle_next", args=[cycle.pk]))

    copied = dict(page.context["copied"])
    assert copied["whose letters count"] == "Regular members"
    assert copied["prize (French)"] == "1\u00a0000\u00a0$"
    assert copied["the nominator may read the letters"] == copied["guests may nominate"] == "yes"
    assert len(copied) == 1 + len(Cycle.CONDITIONS) + len(Cycle.RULES)
    assert page.context["form"]["eligibility_on"].value() == date(2029, 8, 1)
    assert "service" in page.text and "l’initiative" in page.text


def begun_with(client: Client, award: Award) -> dict[str, list[str]]:
    return fields_of(client.get(reverse("admin:awards_cycle_add"), {"award": award.pk}).text)


def test_a_first_cycle_begins_with_what_its_award_says_and_keeps_it(client: Client, cast: Cast) -> None:
    award = make.make_award(**CONDITIONS)
    client.force_login(cast.staff)
    asked = client.get(reverse("admin:awards_cycle_add"))
    assert list(asked.context["awards"]) == [(award, None)]
    assert f"?award={award.pk}" in asked.text

    typed = begun_with(client, award)
    assert (typed["letters_needed"], typed["criteria_en"], typed["year"]) == (["3"], [""], [""])
    typed |= {"year": ["2031"], "criteria_en": ["- a"], "criteria_fr": ["- b"], "nominee_rule": ["member"]}
    dates = {**moment("opens_at", "2031-01-10 9:00"), **moment("closes_at", "2031-04-05 23:59")}
    client.post(reverse("admin:awards_cycle_add"), typed | dates)
    Award.objects.update(letters_needed=9)

    cycle = Cycle.objects.get(year=2031)
    assert (cycle.conditions(), cycle.nominee_rule) == (CONDITIONS, "member")
    assert 'name="letters_needed" value="3"' in client.get(reverse("admin:awards_cycle_change", args=[cycle.pk])).text


def test_a_further_cycle_begins_with_the_rules_and_the_dates_of_the_latest(
    client: Client, cast: Cast, cycle: Cycle
) -> None:
    Cycle.objects.update(eligibility_on="2028-08-01", **RULES)
    make.make_cycle(cycle.award, year=2020, criteria_en="- old")
    client.force_login(cast.staff)

    typed = begun_with(client, cycle.award)

    said = {name: typed[name] for name in ("year", "opens_at_0", "closes_at_0", "eligibility_on", "criteria_en")}
    assert said == {
        "year": ["2029"], "opens_at_0": ["2029-02-28"], "closes_at_0": ["2029-08-31"], "eligibility_on": ["2029-08-01"],
        "criteria_en": ["- service"],
    }  # fmt: skip
    assert (typed["letters_from"], typed["prize_en"], typed["guests_nominate"]) == (["regular"], ["$1,000"], ["on"])
    assert typed["grace_minutes"] == ["90"]
    assert typed["letters_needed"] == ["2"]  # of the award: what a new cycle begins with


def test_only_a_cycle_on_which_nothing_hangs_is_deleted(client: Client, cast: Cast) -> None:
    cycle = make.make_cycle()
    draft = make.make_draft(cycle, cast.officer)
    with pytest.raises(WrongMove, match="started a nomination"):
        cycles.delete_cycle(cycle, by=cast.staff, reason="Twice.")
    draft.delete()
    Cycle.objects.update(called_people=3)
    with pytest.raises(WrongMove, match="told"):
        cycles.delete_cycle(cycle, by=cast.staff, reason="Twice.")
    Cycle.objects.update(called_people=0)
    client.force_login(cast.staff)

    answer = client.post(reverse("admin:awards_cycle_deletion", args=[cycle.pk]), {"reason": "Twice."})

    assert answer["Location"] == reverse("admin:awards_cycle_changelist")
    assert not Cycle.objects.exists()
    assert Entry.objects.get(verb="cycle_deleted").changes == {"reason": "Twice."}
