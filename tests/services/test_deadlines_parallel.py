"""Thirty sweeps, presses and workers at the same instant, on PostgreSQL: one mail each, and none for what was just done."""

import uuid
from datetime import datetime, timedelta
from threading import Event
from time import sleep
from typing import Any

import pytest
import time_machine
from django.db import transaction

from awards.cycles.tasks import call_for_nominations
from awards.models import Cycle
from awards.nominations import actions as nominations
from awards.nominations.actions import submission
from contests.models import Entry
from members.deadlines.actions import reminders
from members.deadlines.actions.calendars import address_for_token, fetch_dates, make_address
from members.deadlines.actions.reminders import remind_people, remind_person
from members.models import CalendarAddress, Reminder
from pafso.clock import OTTAWA
from pafso.mail.models import Mail
from tests.factories.awards import make_award, make_cycle, make_draft
from tests.factories.contests import make_contest, make_entry
from tests.factories.people import Cast, make_user
from tests.services.test_awards_parallel import all_at_once

TIMES = 30
OPENS = datetime(2027, 2, 1, 9, tzinfo=OTTAWA)
CLOSES = datetime(2027, 4, 5, 23, 59, tzinfo=OTTAWA)
MOMENT = datetime(2027, 4, 4, 10, tzinfo=OTTAWA)


@pytest.fixture
def cycle(people: Cast) -> Cycle:
    """One that asks for no letters, with a draft of everybody who is named."""
    cycle = make_cycle(make_award(letters_needed=0), opens_at=OPENS, closes_at=CLOSES)
    with time_machine.travel(OPENS + timedelta(days=1), tick=False):
        for person in (people.colleague, people.retiree, people.newcomer):
            make_draft(cycle, person)
    return cycle


def told(event: str) -> list[str]:
    return sorted(Mail.objects.filter(event=event).values_list("to", flat=True))


@pytest.mark.req("R41", "R45")
def test_thirty_sweeps_are_one_mail_each(people: Cast, cycle: Cycle) -> None:
    found = all_at_once(lambda _: remind_people(MOMENT), TIMES)

    assert sum(found) == 3
    assert told("members/work_unfinished") == ["benoit@example.org", "chidi@example.org", "margaret@example.org"]
    assert Reminder.objects.count() == 3


def test_a_submission_under_way_is_waited_for(people: Cast, cycle: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nomination is handed in, but not committed, when the reminder looks: it waits, and then there is nothing to say."""
    nomination = people.colleague.nominations.get()  # type: ignore[attr-defined]
    handed_in, looked = Event(), Event()
    receipt, lock = submission.mails.nomination_received, reminders.lock_work

    def slow_receipt(*args: Any) -> None:
        handed_in.set()
        assert looked.wait(10)
        receipt(*args)

    def look(user: Any) -> None:
        looked.set()
        lock(user)

    def act(number: int) -> Any:
        if number:
            return nominations.submit_nomination(nomination, by=people.colleague, now=MOMENT).state
        assert handed_in.wait(10)
        return remind_person(people.colleague.pk, now=MOMENT)

    monkeypatch.setattr(submission.mails, "nomination_received", slow_receipt)
    monkeypatch.setattr(reminders, "lock_work", look)

    assert all_at_once(act, 2) == [False, "submitted"]
    assert told("members/work_unfinished") == []


def test_another_photo_under_way_is_waited_for(people: Cast) -> None:
    """A row that does not exist yet cannot be locked: its author's is, by whoever enters a photo and by the reminder."""
    contest = make_contest(opens_at=OPENS, closes_at=CLOSES)
    first = make_entry(contest, people.colleague, now=OPENS + timedelta(days=1))
    first.advance(Entry.State.UNREADABLE, decided_at=OPENS + timedelta(days=2), last_error="damaged")
    entered = Event()

    def act(number: int) -> bool:
        if number:
            with transaction.atomic():
                make_entry(contest, people.colleague, colour=2, now=MOMENT - timedelta(minutes=1))
                entered.set()
                sleep(0.5)  # the reminder is at the door
            return True
        assert entered.wait(10)
        return remind_person(people.colleague.pk, now=MOMENT)

    assert all_at_once(act, 2) == [False, True]
    assert told("members/work_unfinished") == []


@pytest.mark.req("R41")
def test_thirty_presses_of_one_button_make_one_address(people: Cast) -> None:
    token = uuid.uuid4()

    found = all_at_once(lambda _: make_address(people.officer, by=people.officer, form_token=token)[1], TIMES)

    (secret,) = [each for each in found if each]
    assert address_for_token(secret) == CalendarAddress.objects.get()
    assert told("members/calendar_address_made") == ["alix@example.org"]


def test_thirty_programs_at_once_find_one_version(people: Cast, cycle: Cycle) -> None:
    _, secret = make_address(people.colleague, by=people.colleague, form_token=uuid.uuid4())
    now = CLOSES - timedelta(days=9)

    def fetch(_: int) -> Any:
        address = address_for_token(secret)
        assert address is not None
        return [(row.date.uid, row.version, row.changed_at) for row in fetch_dates(address, now=now)]

    first = all_at_once(fetch, TIMES)
    Cycle.objects.update(closes_at=CLOSES + timedelta(days=1))
    second = all_at_once(fetch, TIMES)

    for found, version in ((first, 0), (second, 1)):
        assert all(each == found[0] for each in found), found
        assert [row[1] for row in found[0]] == [version]


@pytest.mark.req("R45")
def test_thirty_workers_send_one_call_to_each(people: Cast) -> None:
    for number in range(25):
        make_user(f"Person {number}", f"p{number}@example.org")
    cycle = make_cycle(sends_call=True)

    assert all_at_once(lambda _: call_for_nominations(cycle.pk), TIMES) == [None] * TIMES

    assert told("awards/cycle_opened") == ["alix@example.org", "benoit@example.org", "margaret@example.org"]
    cycle.refresh_from_db()
    assert cycle.called_people == 3
