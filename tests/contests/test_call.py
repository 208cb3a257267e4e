"""The call for photos: one mail to each who wants news, once, when a contest opens."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from contests.beat import sweep
from contests.models import Contest
from contests.tasks import call_for_photos
from members.notifications.actions import say_consents
from pafso.clock import OTTAWA
from pafso.mail.models import Mail
from tests.factories.contests import make_contest
from tests.factories.people import Cast

Commits = Callable[[], Any]
OPENS = datetime(2027, 9, 1, 9, tzinfo=OTTAWA)
CLOSES = datetime(2027, 9, 30, 23, 59, tzinfo=OTTAWA)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
MEMBERS = ["alix@example.org", "benoit@example.org", "margaret@example.org"]


def at(moment: datetime, commits: Commits) -> int:
    with time_machine.travel(moment, tick=False), commits():
        return sweep()


def told() -> list[str]:
    return sorted(Mail.objects.filter(event="contests/contest_opened").values_list("to", flat=True))


@pytest.mark.req("R46")
def test_it_goes_out_when_the_contest_opens_and_once(cast: Cast, commits: Commits) -> None:
    contest = make_contest(opens_at=OPENS, closes_at=CLOSES, sends_call=True)

    assert [at(moment, commits) for moment in (OPENS - SECOND, OPENS, OPENS + DAY)] == [0, 1, 0]

    assert told() == MEMBERS
    contest.refresh_from_db()
    assert (contest.called_at, contest.called_people) == (OPENS, 3)
    assert contest.announced_at is None, "the gallery has its own mail"
    english, french = (Mail.objects.get(to=address) for address in MEMBERS[:2])
    assert english.subject == "Photo contest: open until September 30, 2027"
    assert "The photo contest is open: Contest 2027." in english.text
    assert "Ottawa time. It is for members." in english.text
    assert french.subject == "Concours de photos ouvert jusqu’au 30 septembre 2027"
    assert "http://127.0.0.1:8000/fr/contests/2027/" in french.text
    assert all("/unsubscribe/" in mail.unsubscribe_url for mail in (english, french))


@pytest.mark.req("R58", "R59")
def test_who_said_no_is_left_out_who_asked_is_not_and_an_unproved_address_is(cast: Cast) -> None:
    say_consents(cast.officer, {"news": False}, by=cast.officer, source="page")
    say_consents(cast.newcomer, {"news": True}, by=cast.newcomer, source="page")
    cast.retiree.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]

    call_for_photos(make_contest(sends_call=True, members_only=False).pk)

    assert told() == ["benoit@example.org", "chidi@example.org"]
    assert "It is for members." not in Mail.objects.get(to="chidi@example.org").text


@pytest.mark.parametrize("why", ["held back", "not open", "closed"])
def test_nothing_goes_out_that_should_not(cast: Cast, commits: Commits, why: str) -> None:
    contest = make_contest(opens_at=OPENS, closes_at=CLOSES, sends_call=why != "held back")
    moment = {"not open": OPENS - DAY, "closed": CLOSES + 60 * SECOND}.get(why, OPENS + DAY)

    assert at(moment, commits) == 0
    with time_machine.travel(moment, tick=False):
        call_for_photos(contest.pk)

    assert told() == []


def test_what_had_opened_before_there_were_calls_is_held_back_by_the_migration(cast: Cast) -> None:
    opened = make_contest("open", sends_call=True)
    coming = make_contest("coming", opens_at=timezone.now() + DAY, closes_at=timezone.now() + 2 * DAY, sends_call=True)

    import_module("contests.migrations.0004_the_call").hold_back_what_is_open(apps, None)

    assert dict(Contest.objects.values_list("pk", "sends_call")) == {opened.pk: False, coming.pk: True}
