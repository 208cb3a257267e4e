"""The call for nominations: one mail to each who wants news, once, while the cycle is open and the office lets it go."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from awards.beat import sweep
from awards.cycles import mails, tasks
from awards.cycles.tasks import call_for_nominations
from awards.models import Cycle
from members.models import User
from members.notifications.actions import say_consents
from pafso.clock import OTTAWA
from pafso.mail import broadcast
from pafso.mail.models import Mail
from tests.factories.awards import make_award, make_cycle
from tests.factories.people import Cast

Commits = Callable[[], Any]
OPENS = datetime(2027, 2, 1, 9, tzinfo=OTTAWA)
CLOSES = datetime(2027, 4, 5, 23, 59, tzinfo=OTTAWA)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
MEMBERS = ["alix@example.org", "benoit@example.org", "margaret@example.org"]


def make(**fields: Any) -> Cycle:
    return make_cycle(**{"opens_at": OPENS, "closes_at": CLOSES, "sends_call": True, **fields})


def at(moment: datetime, commits: Commits) -> int:
    with time_machine.travel(moment, tick=False), commits():
        return sweep()


def told() -> list[str]:
    return sorted(Mail.objects.filter(event="awards/cycle_opened").values_list("to", flat=True))


@pytest.mark.req("R46")
def test_it_goes_out_when_the_cycle_opens_and_once(cast: Cast, commits: Commits) -> None:
    cycle = make()

    assert at(OPENS - SECOND, commits) == 0
    assert told() == []
    assert at(OPENS, commits) == 1
    assert told() == MEMBERS
    assert [at(OPENS + DAY, commits), at(OPENS + 2 * DAY, commits)] == [0, 0]
    assert told() == MEMBERS
    cycle.refresh_from_db()
    assert (cycle.called_at, cycle.called_people) == (OPENS, 3)
    assert cycle.call_in_words() == "Sent on Monday, February 1, 2027, 09:00 (EST). 3 people told."


def test_the_mail_is_in_the_readers_language_and_can_be_ended(cast: Cast, commits: Commits) -> None:
    make()
    at(OPENS, commits)

    english, french = (Mail.objects.get(to=address) for address in MEMBERS[:2])

    assert english.subject == "Nominations are open until April 5, 2027"
    assert "Nominations for the PAFSO Awards 2027 are open." in english.text
    assert "Deadline: Monday, April 5, 2027, 23:59 (EDT), Ottawa time." in english.text
    assert "http://127.0.0.1:8000/en/awards/pafso-awards/2027/" in english.text
    assert french.subject == "Candidatures ouvertes jusqu’au 5 avril 2027"
    assert "Prix de l’APASE, édition 2027" in french.text
    assert "http://127.0.0.1:8000/fr/awards/pafso-awards/2027/" in french.text
    for mail in (english, french):
        assert "/unsubscribe/" in mail.unsubscribe_url and mail.unsubscribe_url in mail.text


@pytest.mark.req("R58", "R59")
def test_who_said_no_is_left_out_who_asked_is_not_and_an_unproved_address_is(cast: Cast) -> None:
    say_consents(cast.officer, {"news": False}, by=cast.officer, source="page")
    say_consents(cast.newcomer, {"news": True}, by=cast.newcomer, source="page")
    cast.retiree.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]

    call_for_nominations(make(opens_at=timezone.now() - DAY).pk)

    assert told() == ["benoit@example.org", "chidi@example.org"]


def test_a_closed_account_gets_none(cast: Cast) -> None:
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)

    cycle = make(opens_at=timezone.now() - DAY)

    call_for_nominations(cycle.pk)

    assert told() == MEMBERS[1:]
    cycle.refresh_from_db()
    assert cycle.called_people == len(MEMBERS) - 1


@pytest.mark.parametrize("why", ["held back", "not open", "closed", "gone"])
def test_nothing_goes_out_that_should_not(cast: Cast, commits: Commits, why: str) -> None:
    cycle = make(sends_call=why != "held back")
    moment = {"not open": OPENS - DAY, "closed": CLOSES + 60 * SECOND}.get(why, OPENS + DAY)
    if why == "gone":
        cycle.delete()

    assert at(moment, commits) == 0
    with time_machine.travel(moment, tick=False):
        call_for_nominations(cycle.pk or 987654)
    assert told() == []
    assert not Cycle.objects.exclude(called_at=None).exists()


class Killed(BaseException):
    """What -9 looks like from inside: no line after it runs."""


@pytest.mark.req("R45")
def test_held_back_or_cut_in_the_middle_it_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcast, "BATCH", 1)
    cycle = make(opens_at=timezone.now() - DAY)
    write, count = mails.cycle_opened, iter(range(99))

    def dying(*args: Any) -> None:
        if next(count) == 2:
            raise Killed
        write(*args)

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "CALL", broadcast.MassMail(tasks.CALL.recipients, dying))
        with pytest.raises(Killed):
            call_for_nominations(cycle.pk)
    cycle.refresh_from_db()
    assert (told(), cycle.called_people, cycle.called_at) == (MEMBERS[:2], 2, None)
    assert cycle.call_in_words() == "Being sent. 2 people told."

    Cycle.objects.update(sends_call=False)
    call_for_nominations(cycle.pk)
    cycle.refresh_from_db()
    assert (told(), cycle.call_in_words()) == (MEMBERS[:2], "Held back. 2 people told.")

    Cycle.objects.update(sends_call=True)
    call_for_nominations(cycle.pk)
    cycle.refresh_from_db()
    assert (told(), cycle.called_people) == (MEMBERS, 3)
    assert cycle.called_at is not None


def test_what_had_opened_before_there_were_calls_is_held_back_by_the_migration(cast: Cast) -> None:
    now, award = timezone.now(), make_award()
    past = make(award=award, year=2026, opens_at=now - 30 * DAY, closes_at=now - DAY)
    opened = make(award=award, year=2027, opens_at=now - DAY, closes_at=now + DAY)
    coming = make(award=award, year=2028, opens_at=now + DAY, closes_at=now + 9 * DAY)

    import_module("awards.migrations.0005_the_call").hold_back_what_is_open(apps, None)

    assert list(Cycle.objects.order_by("pk").values_list("pk", "sends_call")) == [
        (past.pk, False), (opened.pk, False), (coming.pk, True),
    ]  # fmt: skip
