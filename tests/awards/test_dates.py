"""The dates that the awards have for a person: their own, and only what is not done; nobody's name in any of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from awards import dates as module
from awards.dates import dates, due
from awards.letters import actions as letter_actions
from awards.models import CoNominator, Cycle, GroupMember, Nomination
from awards.nominations import actions
from awards.nominations.actions.deadlines import give_longer
from awards.returning.actions import return_nomination
from members.models import User
from members.notifications.actions import say_consents
from pafso.audit.log import record
from pafso.clock import minute_of
from pafso.dates import Date
from pafso.mail.outbox import write
from tests.factories.awards import (
    LETTER,
    NOMINEE_CANARY,
    SUPPORTER_CANARY,
    close,
    make_award,
    make_co_nominator,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.people import Cast, make_user

DAY = timedelta(days=1)


def of(user: Any) -> dict[str, Date]:
    return {date.uid: date for date in dates(user, timezone.now())}


def found(user: Any) -> set[str]:
    return set(of(user))


def test_a_draft_says_what_is_missing_and_takes_the_windows_place(cast: Cast) -> None:
    cycle = make_cycle()
    draft = make_draft(cycle, cast.officer, case="")
    make_letter(draft)

    mine = of(cast.officer)

    assert set(mine) == {f"nomination-{draft.code}", f"letters-{draft.code}"}
    date = mine[f"nomination-{draft.code}"]
    assert date.title == f"Nomination {draft.code} to submit: PAFSO Awards 2027"
    assert (date.at, date.begun_at) == (cycle.closes_at, draft.begun_at)
    assert date.url == f"http://127.0.0.1:8000/en/awards/nominations/{draft.code}/"
    assert date.missing == "Write the case. 2 letters of support are still missing."
    awaited = mine[f"letters-{draft.code}"]
    assert awaited.title == f"Letters of support awaited for nomination {draft.code}: PAFSO Awards 2027"
    assert (awaited.at, awaited.begun_at) == (cycle.closes_at, None)


def test_a_whole_draft_says_that_nothing_is_missing(cast: Cast) -> None:
    draft = make_draft(make_cycle(make_award(letters_needed=0)), cast.officer)

    assert (
        of(cast.officer)[f"nomination-{draft.code}"].missing
        == "Everything is complete. Read it once more and submit it."
    )


def test_it_is_in_the_language_in_use(cast: Cast) -> None:
    draft = make_draft(make_cycle(), cast.colleague)

    with translation.override("fr"):
        date = of(cast.colleague)[f"nomination-{draft.code}"]

    assert date.title == f"Candidature {draft.code} à soumettre\u00a0: Prix de l’APASE 2027"
    assert date.url == f"http://127.0.0.1:8000/fr/awards/nominations/{draft.code}/"


@pytest.mark.req("R15", "R16")
def test_nobody_elses_are_mine_and_no_name_is_in_any(cast: Cast) -> None:
    cycle = make_cycle()
    draft = make_draft(cycle, cast.officer, nominee_email=cast.retiree.email)
    make_letter(draft, cast.colleague.email)
    make_letter(draft, "quill@example.org")
    every = [of(person) for person in (cast.officer, cast.colleague, cast.retiree, cast.staff, cast.newcomer)]

    assert [set(each) for each in every[2:]] == [{f"cycle-{cycle.pk}"}, set(), set()]
    assert f"nomination-{draft.code}" not in every[1]
    said = " ".join(f"{date.title} {date.url} {date.missing}" for each in every for date in each.values())
    for name in (NOMINEE_CANARY, SUPPORTER_CANARY, cast.officer.name, cast.colleague.name, "@"):
        assert name not in said


@pytest.mark.parametrize("end", ["submitted", "withdrawn", "closed"])
def test_what_is_done_or_over_is_gone(cast: Cast, end: str) -> None:
    cycle = make_cycle()
    if end == "closed":
        make_letter(make_draft(cycle, cast.newcomer))
        close(cycle)
    else:
        nomination = make_submitted(cycle, cast.newcomer)
        if end == "withdrawn":
            actions.withdraw_nomination(nomination, by=cast.newcomer)

    assert found(cast.newcomer) == set()


def test_a_letter_beyond_those_needed_is_owed_by_nobody(cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.newcomer)
    make_letter(nomination, "third@example.org")

    assert found(cast.newcomer) == set()


def test_a_supporter_with_an_account_finds_the_letter_that_they_owe(cast: Cast) -> None:
    cycle = make_cycle()
    letter = make_letter(make_draft(cycle, cast.officer), cast.newcomer.email)

    mine = of(cast.newcomer)

    assert set(mine) == {f"letter-{letter.code}"}
    date = mine[f"letter-{letter.code}"]
    assert date.title == "Letter of support to send: PAFSO Awards 2027"
    assert date.url == "http://127.0.0.1:8000/en/awards/pafso-awards/2027/"
    assert (date.begun_at, date.missing) == (None, ""), "supporters are reminded by the letters' own clock"
    letter_actions.save_letter_draft(letter, values={"text": "I saw it."}, tab="", version=0)
    begun = of(cast.newcomer)[f"letter-{letter.code}"]
    assert begun.begun_at is None
    assert begun.missing.startswith("Your letter is saved but not sent.")
    letter_actions.send_letter(letter_actions.save_letter_draft(letter, values=LETTER, tab="", version=1))
    assert found(cast.newcomer) == set()


@pytest.mark.req("R16")
def test_a_letter_about_oneself_is_never_owed(cast: Cast) -> None:
    """Somebody was asked, by mistake, for a letter at the nominee's second address."""
    cast.newcomer.emailaddress_set.create(email="second@example.org", verified=True)  # type: ignore[attr-defined]
    draft = make_draft(make_cycle(), cast.officer, nominee_email=cast.newcomer.email)
    make_letter(draft, "second@example.org")

    assert found(cast.newcomer) == set()


def test_windows_are_for_those_who_want_news_and_the_coming_ones_open_too(cast: Cast) -> None:
    now = timezone.now()
    opened = make_cycle()
    coming = make_cycle(opened.award, year=2028, opens_at=now + DAY, closes_at=now + 9 * DAY)
    make_cycle(opened.award, year=2026, opens_at=now - 30 * DAY, closes_at=now - 20 * DAY)
    both = {f"cycle-{opened.pk}", f"cycle-{coming.pk}-opens", f"cycle-{coming.pk}"}

    assert found(cast.officer) == both
    assert found(cast.newcomer) == set()
    say_consents(cast.newcomer, {"news": True}, by=cast.newcomer, source="page")
    say_consents(cast.officer, {"news": False}, by=cast.officer, source="page")
    assert found(cast.newcomer) == both
    assert found(cast.officer) == set()
    titles = {date.title for date in of(cast.newcomer).values()}
    assert titles == {
        "Deadline: PAFSO Awards 2027",
        "Deadline: PAFSO Awards 2028",
        "Nominations open: PAFSO Awards 2028",
    }


def test_the_last_minute_still_belongs_to_it(cast: Cast) -> None:
    cycle = make_cycle()
    ends = cycle.window.ends_at

    assert [date.uid for date in dates(cast.officer, ends - timedelta(seconds=1))] == [f"cycle-{cycle.pk}"]
    assert list(dates(cast.officer, ends)) == []


def test_it_costs_the_same_for_one_and_for_three(cast: Cast, django_assert_num_queries: Any) -> None:
    award = make_award()
    for year in range(2027, 2030):
        cycle = make_cycle(award, year=year)
        make_letter(make_draft(cycle, cast.officer), "one@example.org")
        make_letter(make_draft(cycle, cast.colleague), cast.officer.email)
        make_cycle(award, year=year + 10)
        if year != 2028:
            person = User.objects.get(pk=cast.officer.pk)  # what was asked of an account once is kept with it
            with django_assert_num_queries(6):
                dates(person, timezone.now())


def test_whatever_is_in_them_it_costs_the_same(cast: Cast, django_assert_num_queries: Any) -> None:
    """A group, people who nominate with the person, one of whom is the nominee, more time, and an address that was proven."""
    write("members/address_code_asked", to=cast.officer.email, language="en", subject="s", text="t", key="k")
    record("address_confirmed", cast.officer, by=cast.officer)
    longer, returned, group, alone = (make_draft(make_cycle(make_award(slug)), cast.officer) for slug in "abcd")
    give_longer(longer.cycle, by=cast.staff, code=longer.code, until=timezone.now() + 40 * DAY, reason="Ill.")
    for draft in (group, alone, longer):
        for person in (cast.colleague, cast.retiree):
            make_co_nominator(draft, person)
    Nomination.objects.filter(pk=group.pk).update(nominee_kind="group")
    for place, name in ((1, ""), (0, "Ida Sand")):
        GroupMember.objects.create(nomination=group, place=place, name=name, email="half@" if place else "")
    CoNominator.objects.filter(nomination=alone, user=cast.retiree).update(email="other@example.org")
    Nomination.objects.filter(pk=alone.pk).update(nominee_email=cast.retiree.email)
    sent = {"state": "submitted", "submitted_at": timezone.now()}
    Nomination.objects.filter(pk=returned.pk).update(**sent)
    return_nomination(returned, by=cast.staff, note="More.", until=minute_of(timezone.now() + 9 * DAY))
    person = User.objects.get(pk=cast.officer.pk)

    with django_assert_num_queries(6):
        mine = {date.uid: date.missing for date in dates(person, timezone.now()) if date.begun_at}

    letters = "2 letters of support are still missing."
    assert mine == {
        f"nomination-{alone.code}": f"Somebody who nominates with you is the nominee. {letters}",
        f"nomination-{group.code}": f"Give the name of member 2. The email address of member 2 is not complete. {letters}",
        f"nomination-{longer.code}": "Open the page to see what is missing.",
        f"returned-{returned.code}": "The page says what is missing. Otherwise the nomination stands as you submitted it.",
    }
    CoNominator.objects.update(ended_at=timezone.now(), ending="left")
    assert of(cast.officer)[f"nomination-{alone.code}"].missing == letters


# --- What the sweep finds ---------------------------------------------------------------------------------------------
def test_the_sweep_finds_the_same_work_as_each_person_has(cast: Cast) -> None:
    now = timezone.now()
    cycle = make_cycle()
    draft = make_draft(cycle, cast.officer)
    begun = make_letter(draft, cast.newcomer.email)
    letter_actions.save_letter_draft(begun, values={"text": "I saw it."}, tab="", version=0)
    make_submitted(cycle, cast.colleague)
    make_letter(draft, "without-account@example.org")
    later = make_cycle(cycle.award, year=2028, closes_at=now + 60 * DAY)
    make_draft(later, cast.officer)

    rows = list(due(now, now + 16 * DAY))

    assert {(row.person, row.uid) for row in rows} == {(cast.officer.pk, f"nomination-{draft.code}")}
    date = of(cast.officer)[rows[0].uid]
    assert (rows[0].at, rows[0].begun_at) == (date.at, date.begun_at)


def test_the_sweep_asks_three_times_however_many_there_are(cast: Cast, django_assert_num_queries: Any) -> None:
    now, cycle = timezone.now(), make_cycle()
    for number in range(3):
        draft = make_draft(cycle, cast.officer)
        make_user(f"Supporter {number}", f"s{number}@example.org")
        letter = make_letter(draft, f"s{number}@example.org")
        letter_actions.save_letter_draft(letter, values={"text": "I saw it."}, tab="", version=0)
        if number != 1:
            with django_assert_num_queries(3):
                assert len(list(due(now, now + 16 * DAY))) == number + 1


def test_a_letter_that_arrived_is_no_work(cast: Cast) -> None:
    make_sent_letter(make_draft(make_cycle(), cast.officer), cast.newcomer.email)

    assert [row.person for row in due(timezone.now(), timezone.now() + 16 * DAY)] == [cast.officer.pk]


def test_most_cycles_are_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CYCLES", 2)
    award = make_award()
    for year in range(2027, 2031):
        make_cycle(award, year=year)

    assert len(found(cast.officer)) == 2
    assert Cycle.objects.count() == 4
