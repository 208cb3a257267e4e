"""The end of an account: asked, undone, due; told to every address; never for people of the office."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from members import beat
from members.accounts.actions.accounts import join_roll
from members.details.actions import change_details
from members.models import Closing, Member, User
from members.privacy.actions.closing import ask_closing, close_account, close_due_accounts, undo_closing
from pafso.audit.models import Entry as Audit
from pafso.errors import NotEligible, WrongMove
from pafso.mail.models import Mail
from pafso.privacy.registry import erasures
from tests.factories.people import Cast, make_cast, make_user
from tests.services.test_awards_parallel import all_at_once

Commits = Callable[[], Any]
NOW = datetime.fromisoformat("2027-03-01T12:00:00+00:00")
TWO_WEEKS = timedelta(days=14)


def mails() -> set[tuple[str, str, str]]:
    return {(mail.event, mail.to, mail.language) for mail in Mail.objects.all()}


def test_asked_it_is_due_in_two_weeks_and_told_to_every_verified_address(cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.colleague, email="ben@example.org", verified=True)
    EmailAddress.objects.create(user=cast.colleague, email="unproven@example.org", verified=False)

    closing = ask_closing(cast.colleague, by=cast.colleague, now=NOW)

    assert (closing.state, closing.due_at) == ("asked", NOW + TWO_WEEKS)
    assert mails() == {
        ("members/account_closing", "benoit@example.org", "fr"),
        ("members/account_closing", "ben@example.org", "fr"),
    }
    assert "15 mars 2027" in Mail.objects.all()[0].text
    assert "/fr/account/closing/" in Mail.objects.all()[0].text
    entry = Audit.objects.get()
    assert (entry.verb, entry.by_id, entry.subject_label) == ("closing_asked", cast.colleague.pk, "Benoît Lefèvre")


def test_asked_again_the_first_date_stands(cast: Cast) -> None:
    first = ask_closing(cast.officer, by=cast.officer, now=NOW)

    again = ask_closing(cast.officer, by=cast.officer, now=NOW + timedelta(days=3))

    assert (again, again.due_at) == (first, NOW + TWO_WEEKS)
    assert (Mail.objects.count(), Audit.objects.count()) == (1, 1)


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_the_office_cannot_close_its_own_accounts(cast: Cast, right: str) -> None:
    User.objects.filter(pk=cast.officer.pk).update(**{right: True})

    with pytest.raises(NotEligible) as refusal:
        ask_closing(cast.officer, by=cast.officer)

    assert str(refusal.value) == (
        "Your account belongs to the office. Ask a colleague to take away your rights first; then you can close it."
    )
    assert (Closing.objects.count(), Mail.objects.count(), Audit.objects.count()) == (0, 0, 0)


def test_undone_the_account_stays_and_every_address_is_told(cast: Cast) -> None:
    closing = ask_closing(cast.officer, by=cast.officer, now=NOW)
    Mail.objects.all().delete()

    undo_closing(closing, by=cast.officer, now=NOW + timedelta(days=13))
    undo_closing(closing, by=cast.officer)

    closing.refresh_from_db()
    assert (closing.state, closing.ended_at) == ("undone", NOW + timedelta(days=13))
    assert mails() == {("members/account_kept", "alix@example.org", "en")}
    assert [entry.verb for entry in Audit.objects.order_by("pk")] == ["closing_asked", "closing_undone"]
    assert close_due_accounts(NOW + TWO_WEEKS) == 0
    assert ask_closing(cast.officer, by=cast.officer, now=NOW) != closing


def test_once_closed_it_cannot_be_undone(cast: Cast) -> None:
    closing = ask_closing(cast.officer, by=cast.officer, now=NOW)
    close_account(closing, now=NOW + TWO_WEEKS)

    with pytest.raises(WrongMove):
        undo_closing(closing, by=cast.officer)


def test_due_at_the_second_and_not_before(cast: Cast) -> None:
    closing = ask_closing(cast.officer, by=cast.officer, now=NOW)

    assert close_due_accounts(NOW + TWO_WEEKS - timedelta(seconds=1)) == 0
    assert not close_account(closing, now=NOW + TWO_WEEKS - timedelta(seconds=1))
    assert close_due_accounts(NOW + TWO_WEEKS) == 1

    closing.refresh_from_db()
    assert (closing.state, closing.ended_at) == ("done", NOW + TWO_WEEKS)


@pytest.mark.req("R59")
def test_two_beats_close_it_once(cast: Cast) -> None:
    closing = ask_closing(cast.officer, by=cast.officer, now=NOW)

    assert close_due_accounts(NOW + TWO_WEEKS) == 1
    assert close_due_accounts(NOW + TWO_WEEKS) == 0
    # A second worker that had read its list before the first was done.
    assert not close_account(closing, now=NOW + TWO_WEEKS)

    assert Audit.objects.filter(verb="account_closed").count() == 1
    assert Mail.objects.filter(event="members/account_closed").count() == 1


def test_the_trail_says_what_was_done_without_a_name(cast: Cast) -> None:
    closing = ask_closing(cast.officer, by=cast.officer, now=NOW)

    close_account(closing, now=NOW + TWO_WEEKS)

    entry = Audit.objects.get(verb="account_closed")
    assert (entry.by_id, entry.subject_id, entry.subject_label) == (
        None, str(cast.officer.pk), "Closed account / Compte fermé",
    )  # fmt: skip
    assert entry.changes == {
        "photos": 0, "photos_kept": 0, "letters": 0, "nominations": 0, "co_nominations": 0, "mails": 1, "roll_entries": 1, "applications": 0,
        "recoveries": 0, "requests": 0, "rights": 0, "keepers": 0, "hidden": 0, "texts_changed": 0, "kept_answers": 0,
    }  # fmt: skip


def test_whoever_came_to_work_in_the_office_meanwhile_stays(cast: Cast) -> None:
    closing = ask_closing(cast.officer, by=cast.officer, now=NOW)
    User.objects.filter(pk=cast.officer.pk).update(is_staff=True)

    assert close_due_accounts(NOW + TWO_WEEKS) == 0
    assert not close_account(closing, now=NOW + TWO_WEEKS)

    User.objects.filter(pk=cast.officer.pk).update(is_staff=False)
    assert close_due_accounts(NOW + TWO_WEEKS) == 1


def test_one_that_fails_stops_nobody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_closing(cast.officer, by=cast.officer, now=NOW)
    ask_closing(cast.newcomer, by=cast.newcomer, now=NOW)
    first = erasures()[0]

    def fails_for_officer(user: User, now: datetime) -> dict[str, int]:
        if user.pk == cast.officer.pk:
            raise RuntimeError
        return first.function(user, now)

    faulty = [(1, type(first)(fails_for_officer, first.through)), *((2, one) for one in erasures()[1:])]
    monkeypatch.setattr("pafso.privacy.registry._erasures", faulty)

    assert close_due_accounts(NOW + TWO_WEEKS) == 1
    assert User.objects.get(pk=cast.officer.pk).name == "Alix Tremblay-Okafor"
    assert Closing.objects.get(user=cast.newcomer).state == "done"


@pytest.mark.req("R59")
def test_a_closed_account_is_not_opened_again_by_its_address(cast: Cast, client: Client) -> None:
    closing = ask_closing(cast.officer, by=cast.officer, now=NOW)
    close_account(closing, now=NOW + TWO_WEEKS)

    again = make_user("Alix again", "alix@example.org")

    assert again.pk != cast.officer.pk
    assert join_roll(again, "alix@example.org") is None
    assert Member.objects.get(number="1001").user is None
    assert not client.login(email=f"closed-{cast.officer.pk}@erased.invalid", password="une longue phrase de passe 42")


def test_the_clock_closes_and_forgets(cast: Cast, commits: Commits) -> None:
    ask_closing(cast.officer, by=cast.officer, now=timezone.now() - TWO_WEEKS)

    with commits():
        assert beat.close_accounts() == 1
    assert beat.close_accounts() == 1

    assert {mail.to for mail in Mail.objects.all()} == {f"mail-{Mail.objects.get().pk}@erased.invalid"}
    assert beat.close_accounts() == 0


def test_a_change_of_details_after_the_closing_writes_nothing(cast: Cast) -> None:
    closing = ask_closing(cast.officer, by=cast.officer, now=NOW)
    close_account(closing, now=NOW + TWO_WEEKS)

    change_details(cast.officer, by=cast.officer, values={"name": "Came too late"})

    assert User.objects.get(pk=cast.officer.pk).name == "Closed account / Compte fermé"
    assert not Audit.objects.filter(verb="details_changed").exists()


@pytest.mark.req("R47")
def test_a_closing_and_a_change_of_details_wait_for_each_other(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("what is proved here is PostgreSQL's locking: TEST_DATABASE_URL names another database")
    officer = make_cast().officer
    closing = ask_closing(officer, by=officer, now=NOW)

    def act(number: int) -> Any:
        if number:
            time.sleep(0.3)
            return close_account(closing, now=NOW + TWO_WEEKS)
        with transaction.atomic():
            Member.objects.select_for_update(of=("self",), no_key=True).get(user=officer)
            time.sleep(1)
            return change_details(officer, by=officer, values={"name": "Just in time"}).name

    assert all_at_once(act, times=2) == ["Just in time", True]
    assert User.objects.get(pk=officer.pk).name == "Closed account / Compte fermé"
