"""A supporter declines, and may think better of it; who learns what, and what the link still opens."""

from datetime import timedelta

import pytest
from django.db import connection

from awards.letters import actions as letter_actions
from awards.letters.actions.declining import decline_letter, take_up_letter
from awards.models import Cycle, Letter
from pafso.clock import months_later
from pafso.errors import NotEligible, WindowClosed, WrongMove
from pafso.mail.models import Mail
from pafso.press_once import SentOtherwise
from tests.awards.nominations.test_deletion import at_once
from tests.awards.traces import traces
from tests.factories.awards import LETTER, close, make_cycle, make_draft, make_letter, make_sent_letter
from tests.factories.people import Cast

NOTE = "I have\nleft the mission\u2028and saw little of it."


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle()


@pytest.fixture
def letter(cycle: Cycle, cast: Cast) -> Letter:
    return make_letter(make_draft(cycle, cast.colleague))


def test_declining_tells_the_nominator_and_neither_name_nor_word_is_in_the_mail(letter: Letter, cast: Cast) -> None:
    with traces() as left:
        declined = decline_letter(letter, note=NOTE)
        decline_letter(letter, note=NOTE)
        with pytest.raises(SentOtherwise):
            decline_letter(letter, note="again")

    assert (declined.state, declined.declined_note) == ("declined", NOTE)
    assert declined.declined_at is not None
    assert left.audit == [("letter_declined", letter.code, "")]
    assert left.mails == [("awards/letter_declined", cast.colleague.email, "fr")]
    mail = Mail.objects.get(event="awards/letter_declined")
    for word in (letter.name, "mission and", letter.nomination.nominee_name, letter.email):
        assert word not in mail.text + mail.subject + mail.html


def test_a_declined_letter_is_not_written_or_asked_for_again(letter: Letter, cast: Cast) -> None:
    decline_letter(letter)

    for verb in (
        lambda: letter_actions.save_letter_draft(letter, values=LETTER, tab="", version=0),
        lambda: letter_actions.send_letter(letter),
        lambda: letter_actions.ask_again(letter, by=cast.colleague),
    ):
        with pytest.raises(WrongMove) as refused:
            verb()
        assert refused.value.code == "declined"
    with pytest.raises(NotEligible):
        make_letter(letter.nomination, letter.email)
    make_letter(letter.nomination, "another@example.org")


def test_it_can_be_taken_up_until_the_close(letter: Letter, cast: Cast) -> None:
    decline_letter(letter, note=NOTE)

    with traces() as left:
        taken = take_up_letter(letter)
        take_up_letter(letter)

    assert (taken.state, taken.declined_at, taken.declined_note) == ("invited", None, "")
    assert left.audit == [("letter_taken_up", letter.code, "")]
    assert left.mails == [("awards/letter_taken_up", cast.colleague.email, "fr")]
    letter_actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
    assert letter_actions.send_letter(letter).state == "sent"


def test_declined_twice_is_told_twice(letter: Letter) -> None:
    for _time in range(2):
        decline_letter(letter)
        take_up_letter(letter)

    assert Mail.objects.filter(event="awards/letter_declined").count() == 2


def test_neither_after_the_close(cycle: Cycle, letter: Letter, cast: Cast) -> None:
    other = make_letter(letter.nomination, "other@example.org")
    decline_letter(other)
    close(cycle)

    with pytest.raises(WindowClosed):
        decline_letter(letter)
    with pytest.raises(WindowClosed):
        take_up_letter(other)


def test_what_was_sent_or_revoked_is_not_declined(cycle: Cycle, cast: Cast) -> None:
    draft = make_draft(cycle, cast.officer)
    sent, revoked = make_sent_letter(draft, "sent@example.org"), make_letter(draft, "revoked@example.org")
    letter_actions.revoke_letter(revoked, by=cast.officer)

    for letter in (sent, revoked):
        with pytest.raises(WrongMove):
            decline_letter(letter)
        with pytest.raises(WrongMove):
            take_up_letter(letter)


def test_the_copy_opens_as_long_after_the_cycle_as_it_says(cycle: Cycle, cast: Cast) -> None:
    sent = make_sent_letter(make_draft(cycle, cast.officer))
    Cycle.objects.update(retention_months=7)
    sent.refresh_from_db()
    ends = months_later(cycle.closes_at, 7)

    shown = [letter_actions.copy_is_shown(sent, ends + timedelta(seconds=each)) for each in (-1, 0)]

    assert shown == [True, False]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_declined_and_sent_at_once_is_one_of_the_two(cast: Cast) -> None:
    draft = make_draft(make_cycle(), cast.officer)
    for number in range(8):
        letter = make_letter(draft, f"quill{number}@example.org")
        letter_actions.save_letter_draft(letter, values=LETTER, tab="", version=0)

        ends = at_once(lambda each=letter: decline_letter(each), lambda each=letter: letter_actions.send_letter(each))

        letter.refresh_from_db()
        assert (ends, letter.state) in {((None, "declined"), "declined"), (("wrong_move", None), "sent")}
        told = Mail.objects.filter(key__contains=letter.code).exclude(event="awards/letter_invitation")
        events = sorted(told.values_list("event", flat=True))
        assert (
            events
            == {
                "declined": ["awards/letter_declined"],
                "sent": ["awards/letter_receipt", "awards/letter_received"],
            }[letter.state]
        )
