"""Fifty people press the same button at the same instant, on PostgreSQL: one record, one mail, no error."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from awards.letters import actions as letter_actions
from awards.models import Letter, Nomination
from awards.nominations import actions
from pafso.audit.models import Entry
from pafso.drafts.models import EditedElsewhere
from pafso.errors import DomainError
from pafso.mail.models import Mail
from tests.factories.awards import LETTER, make_cycle, make_draft, make_letter, make_sent_letter
from tests.factories.people import Cast

PEOPLE = 50


def all_at_once(act: Callable[[int], Any], times: int = PEOPLE) -> list[Any]:
    """What ACT returned or raised, for each of TIMES threads that begin together with connections of their own."""
    barrier = Barrier(times)

    def one(number: int) -> Any:
        barrier.wait()
        try:
            return act(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def count(verb: str) -> int:
    return Entry.objects.filter(verb=verb).count()


@pytest.mark.req("R41", "R47")
def test_one_press_begins_one_draft(people: Cast) -> None:
    cycle, token = make_cycle(), uuid.uuid4()

    found = all_at_once(lambda _: actions.start_nomination(cycle, by=people.officer, form_token=token).code)

    assert set(found) == {Nomination.objects.get().code}
    assert count("nomination_begun") == 1


@pytest.mark.req("R41", "R47")
def test_a_nomination_is_handed_in_once(people: Cast) -> None:
    draft = make_draft(make_cycle(), people.officer)
    make_sent_letter(draft, "one@example.org")
    make_sent_letter(draft, "two@example.org")

    found = all_at_once(lambda _: actions.submit_nomination(draft, by=people.officer).state)

    assert set(found) == {"submitted"}
    assert count("nomination_submitted") == 1
    assert Mail.objects.filter(event="awards/nomination_received").count() == 1


@pytest.mark.req("R41", "R47")
@pytest.mark.parametrize("same_press", [True, False])
def test_an_address_is_asked_once(people: Cast, same_press: bool) -> None:
    draft, token = make_draft(make_cycle(), people.officer), uuid.uuid4()

    def ask(_: int) -> str:
        return make_letter(draft, form_token=token if same_press else uuid.uuid4()).code

    found = all_at_once(ask)

    code = Letter.objects.get().code
    refused = [one for one in found if one != code]
    assert all(isinstance(one, DomainError) and one.code == "asked_already" for one in refused)
    assert len(refused) == (0 if same_press else PEOPLE - 1)
    assert Mail.objects.filter(event="awards/letter_invitation").count() == 1


@pytest.mark.req("R41", "R47")
def test_a_letter_is_sent_once(people: Cast) -> None:
    letter = make_letter(make_draft(make_cycle(), people.officer))
    letter_actions.save_letter_draft(letter, values=LETTER, tab="", version=0)

    found = all_at_once(lambda _: letter_actions.send_letter(letter).state)

    assert set(found) == {"sent"}
    assert count("letter_sent") == 1
    assert Mail.objects.filter(event="awards/letter_received").count() == 1


@pytest.mark.req("R47")
def test_fifty_tabs_save_and_one_wins(people: Cast) -> None:
    draft = make_draft(make_cycle(), people.officer)

    def save(number: int) -> str:
        values = {"case": f"Text of tab {number}"}
        return actions.save_draft(draft, by=draft.nominator, values=values, tab=f"tab{number}", version=1).case

    found = all_at_once(save)

    draft.refresh_from_db()
    saved = [one for one in found if isinstance(one, str)]
    assert saved == [draft.case]
    assert sum(isinstance(one, EditedElsewhere) for one in found) == PEOPLE - 1
    assert draft.version == 2


@pytest.mark.req("R47")
def test_withdrawing_and_setting_aside_at_once_have_one_winner(people: Cast) -> None:
    draft = make_draft(make_cycle(), people.officer)
    make_sent_letter(draft, "one@example.org")
    make_sent_letter(draft, "two@example.org")
    nomination = actions.submit_nomination(draft, by=people.officer)

    def act(number: int) -> str:
        if number % 2:
            return actions.withdraw_nomination(nomination, by=people.officer).state
        return actions.disqualify_nomination(nomination, by=people.staff, reason="No.").state

    all_at_once(act, times=20)

    nomination.refresh_from_db()
    assert count("nomination_withdrawn") + count("nomination_disqualified") == 1
    assert nomination.state in ("withdrawn", "disqualified")


@pytest.mark.req("R47")
def test_letters_that_arrive_together_are_all_counted(people: Cast) -> None:
    draft = make_draft(make_cycle(), people.officer)
    letters = [make_letter(draft, f"s{number}@example.org") for number in range(10)]
    for letter in letters:
        letter_actions.save_letter_draft(letter, values=LETTER, tab="", version=0)

    all_at_once(lambda number: letter_actions.send_letter(letters[number]).state, times=10)

    texts = Mail.objects.filter(event="awards/letter_received").values_list("text", flat=True)
    assert draft.letters.arrived().count() == 10
    assert sum("1 of 2 letters received." in text for text in texts) == 1
    assert sum("10 letters received." in text for text in texts) == 1
