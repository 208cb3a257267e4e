"""Reminders of one's own work: each step once, by day, and none of what was done; whoever does not want them gets none."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import translation

from awards.letters import actions as letter_actions
from awards.models import Cycle, Nomination
from awards.nominations import actions as nominations
from contests.models import Entry
from members.beat import forget_reminders, remind_people
from members.deadlines.actions import reminders
from members.deadlines.actions.reminders import remind_person
from members.models import Reminder, User
from members.notifications.actions import say_consents
from pafso.audit.models import Entry as Audit
from pafso.clock import OTTAWA
from pafso.mail.models import Mail
from tests.factories.awards import CASE_CANARY, NOMINEE_CANARY, SUPPORTER_CANARY, make_cycle, make_draft, make_letter
from tests.factories.contests import make_contest, make_entry
from tests.factories.people import Cast, make_user

HOUR, DAY, TEN_MINUTES = timedelta(hours=1), timedelta(days=1), timedelta(minutes=10)
OPENS = datetime(2027, 2, 1, 9, tzinfo=OTTAWA)
CLOSES = datetime(2027, 4, 5, 23, 59, tzinfo=OTTAWA)
BEGUN = datetime(2027, 2, 2, 12, tzinfo=OTTAWA)


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return make_cycle(opens_at=OPENS, closes_at=CLOSES)


def draft(cycle: Cycle, user: User, **values: Any) -> Nomination:
    with time_machine.travel(BEGUN, tick=False):
        return make_draft(cycle, user, **values)


def at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return remind_people()


def mails(**only: Any) -> list[Mail]:
    return list(Mail.objects.filter(event="members/work_unfinished", **only).order_by("id"))


def steps() -> list[tuple[str, str]]:
    return list(Reminder.objects.order_by("id").values_list("uid", "step"))


def test_three_reminders_come_each_once_at_its_moment(cast: Cast, cycle: Cycle) -> None:
    """A clock that looks every ten minutes for three weeks, over the change of Ottawa's clocks; nobody knows the zone."""
    User.objects.filter(pk=cast.officer.pk).update(time_zone="")
    uid = f"nomination-{draft(cycle, cast.officer).code}"
    now, sent = datetime(2027, 3, 14, 0, 3, tzinfo=UTC), []
    while now < CLOSES + DAY:
        if at(now):
            sent.append(now.astimezone(OTTAWA))
        now += 6 * TEN_MINUTES

    assert [(moment.day, moment.hour) for moment in sent] == [(22, 10), (2, 10), (4, 10)]
    assert steps() == [(uid, "14d"), (uid, "3d"), (uid, "24h")]
    assert [mail.to for mail in mails()] == ["alix@example.org"] * 3


def test_the_mail_says_what_is_missing_and_names_nobody(cast: Cast, cycle: Cycle) -> None:
    nomination = draft(cycle, cast.officer, case="")
    with time_machine.travel(BEGUN, tick=False):
        make_letter(nomination)

    assert at(datetime(2027, 4, 4, 20, tzinfo=OTTAWA)) == 0, "half past four in the morning in Kabul"
    assert at(datetime(2027, 4, 5, 1, tzinfo=OTTAWA)) == 1

    (mail,) = mails()
    assert mail.subject == "Reminder: finish by April 5, 2027"
    assert mail.text.startswith("Hello Alix Tremblay-Okafor,\n\nYou started this, and it is not finished:\n")
    for said in (
        f"Nomination {nomination.code} to submit: PAFSO Awards 2027",
        "Write the case. 2 letters of support are still missing.",
        "Deadline: Monday, April 5, 2027, 23:59 (EDT), Ottawa time.",
        "Where you are: Tuesday, April 6, 2027, 08:29 (UTC+4:30)",
        f"http://127.0.0.1:8000/en/awards/nominations/{nomination.code}/",
    ):
        assert said in mail.text
    for name in (NOMINEE_CANARY, CASE_CANARY, SUPPORTER_CANARY, "jones@example.org", "quill@example.org"):
        assert name not in mail.subject + mail.text + mail.html
    assert "/en/unsubscribe/" in mail.unsubscribe_url
    assert mail.unsubscribe_url in mail.text
    row = Reminder.objects.get()
    assert (row.user, row.deadline, row.step) == (cast.officer, CLOSES, "24h")
    assert not Audit.objects.filter(verb__contains="remind").exists(), "the outbox and the row say it"


def test_it_is_in_the_persons_language(cast: Cast, cycle: Cycle) -> None:
    code = draft(cycle, cast.colleague).code

    with translation.override("en"):
        at(datetime(2027, 4, 4, 10, tzinfo=OTTAWA))

    (mail,) = mails()
    assert (mail.language, mail.subject) == ("fr", "Rappel\u00a0: à terminer d’ici le 5 avril 2027")
    assert f"Candidature {code} à soumettre\u00a0: Prix de l’APASE 2027" in mail.text
    assert "Échéance\u00a0: lundi 5 avril 2027 à 23\u00a0h\u00a059 (HAE), heure d’Ottawa." in mail.text
    assert "Chez vous" not in mail.text


def test_a_second_call_for_the_same_person_has_nothing_to_say(cast: Cast, cycle: Cycle) -> None:
    draft(cycle, cast.colleague)
    moment = datetime(2027, 4, 4, 10, tzinfo=OTTAWA)

    assert [remind_person(cast.colleague.pk, now=moment) for _ in range(2)] == [True, False]


def test_several_things_are_one_mail(cast: Cast, cycle: Cycle) -> None:
    codes = [draft(cycle, cast.colleague).code for _ in range(2)]
    with time_machine.travel(BEGUN, tick=False):
        contest = make_contest(opens_at=OPENS, closes_at=CLOSES)
        entry = make_entry(contest, cast.colleague)
        entry.advance(Entry.State.UNREADABLE, decided_at=BEGUN, last_error="damaged")

    assert at(datetime(2027, 4, 4, 10, tzinfo=OTTAWA)) == 1

    (mail,) = mails()
    assert all(code in mail.text for code in [*codes, entry.code])
    assert {step for _, step in steps()} == {"24h"}
    assert len(steps()) == 3


def test_after_days_without_the_clock_there_is_one_mail_and_not_three(cast: Cast, cycle: Cycle) -> None:
    draft(cycle, cast.colleague)

    assert [at(datetime(2027, 4, 5, hour, tzinfo=OTTAWA)) for hour in (3, 9, 10, 11, 12)] == [0, 0, 1, 0, 0]

    assert len(mails()) == 1


@pytest.mark.parametrize("how", ["submitted", "withdrawn", "closed early", "said no", "account closed", "too late"])
def test_none_when_it_is_done_or_not_wanted(cast: Cast, cycle: Cycle, how: str) -> None:
    cycle.letters_needed = 0
    cycle.save()
    nomination = draft(cycle, cast.colleague)
    moment = datetime(2027, 4, 4, 10, tzinfo=OTTAWA)
    with time_machine.travel(moment - HOUR, tick=False):
        if how in ("submitted", "withdrawn"):
            nomination = nominations.submit_nomination(nomination, by=cast.colleague)
        if how == "withdrawn":
            nominations.withdraw_nomination(nomination, by=cast.colleague)
        if how == "closed early":
            Cycle.objects.update(closes_at=moment - 2 * HOUR)
        if how == "said no":
            say_consents(cast.colleague, {"reminders": False}, by=cast.colleague, source="page")
        if how == "account closed":
            User.objects.filter(pk=cast.colleague.pk).update(is_active=False)
    if how == "too late":
        moment = CLOSES

    assert at(moment) == 0
    with time_machine.travel(moment, tick=False):
        assert remind_person(cast.colleague.pk) is False
    assert mails() == []
    assert steps() == []


def test_done_between_the_look_and_the_letter_there_is_none(
    cast: Cast, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep has found the person; before their turn comes the nomination is handed in."""
    cycle.letters_needed = 0
    cycle.save()
    nomination = draft(cycle, cast.colleague)
    look = reminders._people_to_remind

    def slow(now: datetime) -> list[int]:
        found = look(now)
        nominations.submit_nomination(nomination, by=cast.colleague)
        return found

    monkeypatch.setattr(reminders, "_people_to_remind", slow)

    assert at(datetime(2027, 4, 4, 10, tzinfo=OTTAWA)) == 0
    assert mails() == []


def test_a_deadline_that_moves_is_another_one(cast: Cast, cycle: Cycle) -> None:
    uid = f"nomination-{draft(cycle, cast.colleague).code}"
    at(datetime(2027, 4, 4, 10, tzinfo=OTTAWA))
    Cycle.objects.update(closes_at=CLOSES + 7 * DAY)

    assert at(datetime(2027, 4, 4, 11, tzinfo=OTTAWA)) == 1, "two weeks before the new one have passed"
    assert at(datetime(2027, 4, 9, 10, tzinfo=OTTAWA)) == 1
    assert at(datetime(2027, 4, 9, 11, tzinfo=OTTAWA)) == 0

    assert steps() == [(uid, "24h"), (uid, "14d"), (uid, "3d")]


def test_a_letter_is_reminded_of_by_its_own_mails_and_never_here(cast: Cast, cycle: Cycle) -> None:
    make_user("Supporter", "s1@example.org", language="en")
    User.objects.filter(email__startswith="s").update(date_joined=OPENS)
    with time_machine.travel(BEGUN, tick=False):
        begun = make_letter(draft(cycle, cast.officer), "s1@example.org")
        letter_actions.save_letter_draft(begun, values={"text": "I saw it."}, tab="", version=0)

    at(datetime(2027, 4, 4, 10, tzinfo=OTTAWA))

    assert list(mails(to__startswith="s")) == []
    assert f"letter-{begun.code}" not in dict(steps())


class Killed(BaseException):
    """What -9 looks like from inside: no line after it runs."""


@pytest.mark.req("R45")
@pytest.mark.parametrize("place", ["bulk_create", "work_unfinished", "after"])
def test_a_death_at_any_line_leaves_it_to_the_next_sweep(
    cast: Cast, cycle: Cycle, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    for person in (cast.colleague, cast.retiree):
        draft(cycle, person)
    moment = datetime(2027, 4, 4, 10, tzinfo=OTTAWA)

    def die(*args: Any, **kwargs: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        if place == "bulk_create":
            patch.setattr(Reminder.objects, "bulk_create", die)
        elif place == "work_unfinished":
            patch.setattr(reminders.mails, "work_unfinished", die)
        else:
            one = reminders.remind_person
            patch.setattr(reminders, "remind_person", lambda pk, *, now: [one(pk, now=now), die()])
        with pytest.raises(Killed):
            at(moment)
    assert len(mails()) == len(steps()) == (1 if place == "after" else 0)

    at(moment + TEN_MINUTES)

    assert sorted(mail.to for mail in mails()) == [cast.colleague.email, cast.retiree.email]
    assert len(steps()) == 2
    assert at(moment + 2 * TEN_MINUTES) == 0


def test_one_that_fails_stops_nobody(cast: Cast, cycle: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    for person in (cast.colleague, cast.retiree):
        draft(cycle, person)
    write = reminders.mails.work_unfinished

    def broken(user: User, *args: Any, **kwargs: Any) -> None:
        if user == cast.colleague:
            raise RuntimeError("a template")
        write(user, *args, **kwargs)

    monkeypatch.setattr(reminders.mails, "work_unfinished", broken)

    assert at(datetime(2027, 4, 4, 10, tzinfo=OTTAWA)) == 1
    assert [mail.to for mail in mails()] == [cast.retiree.email]


def test_a_row_that_was_lost_sends_no_second_mail(cast: Cast, cycle: Cycle) -> None:
    """The outbox has a key of its own for the same reminders."""
    draft(cycle, cast.colleague)
    at(datetime(2027, 4, 4, 10, tzinfo=OTTAWA))
    Reminder.objects.all().delete()

    at(datetime(2027, 4, 4, 11, tzinfo=OTTAWA))

    assert len(mails()) == 1


def test_a_look_without_anything_to_do_costs_the_same_for_one_and_for_three(
    cast: Cast, cycle: Cycle, django_assert_num_queries: Any
) -> None:
    for person in (cast.officer, cast.colleague, cast.retiree):
        draft(cycle, person)
        if person != cast.colleague:
            at(datetime(2027, 4, 4, 12, tzinfo=OTTAWA))
            with django_assert_num_queries(6):
                assert at(datetime(2027, 4, 4, 13, tzinfo=OTTAWA)) == 0


def test_those_of_a_year_ago_are_forgotten(cast: Cast) -> None:
    now = datetime(2027, 4, 5, tzinfo=UTC)
    for days in (364, 366):
        Reminder.objects.create(user=cast.officer, uid=f"u{days}", deadline=now - days * DAY, step="3d")

    with time_machine.travel(now, tick=False):
        assert forget_reminders() == 1

    assert Reminder.objects.get().uid == "u364"
