"""Letters at the second of the deadline, corrections while the dossiers freeze: on PostgreSQL, at once, whole or not at all."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from awards.letters import actions
from awards.letters.actions.reminding import remind_supporters
from awards.models import Cycle, Dossier, Freezing, Letter, LetterReminder, Nomination
from awards.nominations import actions as nomination_actions
from awards.nominations.actions.freezing import freeze_dossiers
from awards.nominations.tasks import store_dossiers
from pafso.audit.models import Entry
from pafso.errors import DomainError
from pafso.mail.models import Mail
from tests.factories.awards import LETTER, close, make_cycle, make_draft, make_letter, make_sent_letter, make_submitted
from tests.factories.people import Cast
from tests.services.test_awards_parallel import all_at_once

SECOND = timedelta(seconds=1)


def codes(found: list[object]) -> Counter[str]:
    return Counter(one.code if isinstance(one, DomainError) else str(one) for one in found)


@pytest.mark.req("R46", "R47")
def test_thirty_letters_at_the_second_of_the_deadline_are_in_or_late_by_their_own_instant(people: Cast) -> None:
    cycle = make_cycle(grace_minutes=0)
    nomination = make_draft(cycle, people.officer)
    letters = [make_letter(nomination, f"s{number}@example.org") for number in range(20)]
    second = make_draft(cycle, people.colleague)
    letters += [make_letter(second, f"s{number}@example.org") for number in range(10)]
    for letter in letters:
        actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
    end = cycle.window.ends_at

    def send(number: int) -> str:
        return actions.send_letter(letters[number], now=end - SECOND if number % 2 else end).state

    found = all_at_once(send, times=30)

    assert codes(found) == {"sent": 15, "window_closed": 15}
    assert all(isinstance(one, str) == bool(number % 2) for number, one in enumerate(found))
    assert Letter.objects.arrived().count() == Entry.objects.filter(verb="letter_sent").count() == 15
    assert Mail.objects.filter(event="awards/letter_receipt").count() == 15


@pytest.mark.req("R47")
def test_a_correction_sent_while_the_freeze_runs_is_in_the_dossier_or_refused(people: Cast) -> None:
    cycle = make_cycle()
    letters = []
    for number in range(10):
        nomination = make_submitted(cycle, people.officer, nominee_name=f"Nominee {number}")
        letters.append(nomination.letters.all()[0])
    for letter in letters:
        actions.save_correction(letter, values={"text": "Corrected."}, tab="a:1", version=0)
    close(cycle)

    def act(number: int) -> str:
        if number == 0:
            freeze_dossiers(cycle, by=people.staff)
            store_dossiers(Freezing.objects.get().pk)
            return "frozen"
        return actions.send_correction(letters[number]).text

    found = all_at_once(act, times=10)

    store_dossiers(Freezing.objects.get().pk)
    assert set(codes(found)) <= {"frozen", "Corrected."} | {"frozen"}
    assert not [one for one in found if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert Freezing.objects.get().state == "done"
    assert Dossier.objects.count() == 10
    for letter in Letter.objects.arrived():
        content = json.loads(Dossier.objects.get(nomination=letter.nomination_id).content)
        in_dossier = {each["code"]: each["text"] for each in content["letters"]}
        assert in_dossier[letter.code] == letter.text, "the dossier is what the letter is"


@pytest.mark.req("R47")
def test_workers_that_store_at_once_store_each_dossier_once(people: Cast) -> None:
    cycle = make_cycle(letters_needed=0)
    for number in range(10):
        nomination_actions.submit_nomination(
            make_draft(cycle, people.officer, nominee_name=f"Nominee {number}"), by=people.officer
        )
    close(cycle)
    found = all_at_once(lambda _: freeze_dossiers(cycle, by=people.staff).pk, times=10)
    assert set(found) == {cycle.pk}

    all_at_once(lambda _: store_dossiers(Freezing.objects.get().pk), times=10)

    assert Dossier.objects.count() == 10
    assert Entry.objects.filter(verb="dossiers_frozen").count() == 1


@pytest.mark.req("R47")
def test_a_letter_taken_back_while_the_nomination_is_submitted_leaves_one_truth(people: Cast) -> None:
    """Submitted with both letters and one taken back afterwards, or not submitted for want of it."""
    for attempt in range(5):
        cycle = Cycle.objects.first() or make_cycle()
        nomination = make_draft(cycle, people.officer, nominee_name=f"Nominee {attempt}")
        for number in range(2):
            make_sent_letter(nomination, f"s{number}@example.org")
        letter = nomination.letters.all()[0]

        def act(number: int, nomination: Nomination = nomination, letter: Letter = letter) -> str:
            if number % 2:
                return nomination_actions.submit_nomination(nomination, by=people.officer).state
            return actions.take_back_letter(letter).state

        found = all_at_once(act, times=6)

        assert set(codes(found)) <= {"invited", "submitted", "incomplete"}
        assert nomination.letters.arrived().count() == 1
        nomination.refresh_from_db()
        verbs = list(Entry.objects.filter(verb__in=["letter_taken_back", "nomination_submitted"]).order_by("-id")[:2])
        if nomination.state == "submitted":
            assert {entry.verb for entry in verbs} == {"letter_taken_back", "nomination_submitted"}
        else:
            assert codes(found)["incomplete"] == 3
    assert Mail.objects.filter(event="awards/letter_taken_back").count() == 5


@pytest.mark.req("R41", "R47")
def test_a_correction_is_sent_once_and_a_supporter_reminded_once(people: Cast) -> None:
    cycle = make_cycle()
    letter = make_sent_letter(make_draft(cycle, people.officer))
    actions.save_correction(letter, values={"text": "Corrected."}, tab="a:1", version=0)

    found = all_at_once(lambda _: actions.send_correction(letter).text, times=20)

    assert set(found) == {"Corrected."}
    assert Entry.objects.filter(verb="letter_corrected").count() == 1
    assert Mail.objects.filter(event="awards/letter_corrected").count() == 1
    awaited = make_letter(make_draft(cycle, people.colleague), "late@example.org")
    before = timezone.now() - timedelta(days=30)
    Letter.objects.filter(pk=awaited.pk).update(asked_again_at=before, time_zone="UTC")
    noon = cycle.closes_at.replace(hour=12) - timedelta(days=2)
    all_at_once(lambda _: remind_supporters(noon), times=10)
    assert LetterReminder.objects.count() == 1
    assert Mail.objects.filter(event="awards/letter_reminder").count() == 1


@pytest.mark.req("R41", "R47")
def test_thirty_tabs_write_one_letter_and_thirty_presses_ask_once(people: Cast) -> None:
    """Nothing but the row of the letter is locked by them."""
    letter = make_letter(make_draft(make_cycle(), people.officer))

    def save(number: int) -> str:
        values = {**LETTER, "text": f"Text of tab {number}"}
        return actions.save_letter_draft(letter, values=values, tab=f"tab{number}", version=0).text

    found = all_at_once(save, times=30)

    letter.refresh_from_db()
    assert [one for one in found if isinstance(one, str)] == [letter.text]
    assert codes(found)["edited_elsewhere"] == 29
    assert letter.version == 1
    later = letter.asked_again_at + timedelta(days=8)
    all_at_once(lambda _: actions.ask_again(letter, by=people.officer, now=later).code, times=30)
    assert Mail.objects.filter(event="awards/letter_invitation").count() == 2
    assert Entry.objects.filter(verb="supporter_asked_again").count() == 1


@pytest.mark.req("R47")
def test_a_letter_sent_while_it_is_cancelled_is_in_or_cancelled(people: Cast) -> None:
    for _attempt in range(5):
        letter = make_letter(make_draft(Cycle.objects.first() or make_cycle(), people.officer), "q@example.org")
        actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
        before = Entry.objects.latest("pk").pk

        def act(number: int, letter: Letter = letter) -> str:
            if number % 2:
                return actions.send_letter(letter).state
            return actions.revoke_letter(letter, by=people.officer).state

        found = all_at_once(act, times=10)

        letter.refresh_from_db()
        done = Entry.objects.filter(pk__gt=before, verb__in=["letter_sent", "letter_revoked"])
        assert list(done.values_list("verb", flat=True)) == [f"letter_{letter.state}"]
        assert not [one for one in found if isinstance(one, Exception) and not isinstance(one, DomainError)]
