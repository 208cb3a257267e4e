"""What the Secretary does while others write, on PostgreSQL: no letter is lost, nothing happens twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from awards import locking
from awards.letters import actions as letters
from awards.models import Nomination
from awards.nominations import actions
from awards.nominations.actions.joining import join_nominations
from awards.nominations.actions.roll import match_nominee
from awards.returning.actions import return_nomination, stand_returned
from pafso.audit.models import Entry
from pafso.errors import DomainError
from pafso.mail.models import Mail
from tests.factories.awards import LETTER, make_award, make_cycle, make_letter, make_submitted
from tests.factories.people import Cast, make_member

from .test_awards_parallel import all_at_once, count

THIRTY = 30


@pytest.mark.req("R47")
def test_joined_while_letters_arrive(people: Cast) -> None:
    """Twenty-eight supporters press Send at the instant at which two colleagues join the nomination to another."""
    cycle = make_cycle(make_award(letters_needed=0))
    stays, other = make_submitted(cycle, people.officer), make_submitted(cycle, people.colleague)
    asked = [make_letter(other, f"s{number}@example.org") for number in range(18)]
    asked += [make_letter(stays, f"t{number}@example.org") for number in range(10)]
    for letter in asked:
        letters.save_letter_draft(letter, values=LETTER, tab="", version=0)

    def act(number: int) -> Any:
        if number < 2:
            return join_nominations(other, by=people.staff, into=stays.pk).nomination.state
        return letters.send_letter(asked[number - 2]).state

    found = all_at_once(act, THIRTY)

    assert found == ["joined"] * 2 + ["sent"] * 28
    assert stays.letters.arrived().count() == 28
    assert other.letters.count() == 0
    assert (count("nomination_joined"), count("letter_sent")) == (1, 28)
    assert Mail.objects.filter(event="awards/nomination_joined").count() == 1
    # Each letter is told of once to each who puts it forward: to one of them before the join, to both after it.
    told = list(Mail.objects.filter(event="awards/letter_received").values_list("key", flat=True))
    assert 28 <= len(told) == len(set(told)) <= 56


@pytest.mark.req("R47")
def test_a_letter_that_moves_while_its_nomination_is_waited_for_is_locked_where_it_is_now(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The join is done between the look at the letter and the lock of its nomination."""
    cycle = make_cycle(make_award(letters_needed=0))
    stays, other = make_submitted(cycle, people.officer), make_submitted(cycle, people.colleague)
    letter = make_letter(other)
    letters.save_letter_draft(letter, values=LETTER, tab="", version=0)
    lock, joined, held = locking.locked_nomination, [], []

    def late(nomination: Nomination) -> Nomination:
        if not joined:
            joined.extend(all_at_once(lambda _: join_nominations(other, by=people.staff, into=stays.pk).into.pk, 1))
        held.append(nomination.pk)
        return lock(nomination)

    monkeypatch.setattr(locking, "locked_nomination", late)

    letters.send_letter(letter)

    assert (joined, held) == ([stays.pk], [other.pk, stays.pk])
    assert Entry.objects.get(verb="letter_sent").changes == {"nomination": stays.code}


@pytest.mark.req("R47")
def test_joined_crosswise_at_once_one_stays(people: Cast) -> None:
    cycle = make_cycle(make_award(letters_needed=0))
    pair = [make_submitted(cycle, people.officer), make_submitted(cycle, people.colleague)]

    found = all_at_once(
        lambda number: join_nominations(pair[number % 2], by=people.staff, into=pair[1 - number % 2].pk), THIRTY
    )

    assert {one.code for one in found if isinstance(one, DomainError)} == {"wrong_move"}
    assert sorted(Nomination.objects.values_list("state", flat=True)) == ["joined", "submitted"]
    assert count("nomination_joined") == 1


@pytest.mark.req("R47")
def test_returned_submitted_and_withdrawn_at_once(people: Cast) -> None:
    nomination = make_submitted(make_cycle(make_award(letters_needed=0)), people.officer)
    until = timezone.now() + timedelta(days=5)

    def act(number: int) -> str:
        if number % 3 == 0:
            return return_nomination(nomination, by=people.staff, note="More.", until=until).state
        verb = actions.submit_nomination if number % 3 == 1 else actions.withdraw_nomination
        return verb(nomination, by=people.officer).state

    found = all_at_once(act, THIRTY)

    assert [one for one in found if isinstance(one, Exception) and not isinstance(one, DomainError)] == []
    nomination.refresh_from_db()
    told = Mail.objects.filter(
        event__in=["awards/nomination_returned", "awards/nomination_received", "awards/nomination_withdrawn"]
    )
    moves = count("nomination_returned") + count("nomination_submitted") + count("nomination_withdrawn")
    assert told.count() == moves
    assert (nomination.as_submitted is not None) == (nomination.state == "returned")


@pytest.mark.req("R47")
def test_the_date_is_over_once_whoever_comes_first(people: Cast) -> None:
    nomination = make_submitted(make_cycle(make_award(letters_needed=0)), people.officer)
    until = timezone.now() + timedelta(days=5)
    return_nomination(nomination, by=people.staff, note="More.", until=until)
    late = until + timedelta(minutes=2)

    found = all_at_once(
        lambda number: (
            stand_returned(late) if number % 2 else actions.submit_nomination(nomination, by=people.officer, now=late)
        ),
        THIRTY,
    )

    assert [one for one in found if isinstance(one, Exception)] == []
    assert (count("nomination_stands_as_submitted"), count("nomination_submitted")) == (1, 1)
    assert Mail.objects.filter(event="awards/nomination_stands").count() == 1


@pytest.mark.req("R47")
def test_matched_by_many_at_once(people: Cast) -> None:
    nomination = make_submitted(make_cycle(make_award(letters_needed=0)), people.officer)
    entries = [make_member(None, f"70{number}", name="Jones, Narwhalia") for number in range(3)]

    found = all_at_once(
        lambda number: match_nominee(nomination, by=people.staff, member=entries[number % 3].pk), THIRTY
    )

    refused = [one for one in found if isinstance(one, Exception)]
    assert {one.code for one in refused if isinstance(one, DomainError)} == {"matched_meanwhile"}
    assert len(refused) == 20
    assert Entry.objects.filter(verb="nominee_matched").count() == 1
