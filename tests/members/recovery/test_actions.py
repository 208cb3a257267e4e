"""Nobody opens somebody's account alone, and no account of the office is ever opened so."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.test import Client

from members.models import Member, Recovery, RecoveryLink, RollAddress, User
from members.recovery import actions
from pafso.audit.models import Entry
from pafso.errors import DomainError, Incomplete, NotEligible, WrongMove
from pafso.mail.models import Mail
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_member, make_user
from tests.members.walk import enrol, log_in

NOW = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
DAY, WEEK = timedelta(hours=24), timedelta(days=7)
NEW = "alix@new.example"
LINK = re.compile(r"https?://\S+/recovery/(stop|confirm)/([A-Za-z0-9_-]{43})/")


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(DomainError) as refusal:
        yield
    assert refusal.value.code == code


def ask(user: User, by: User, **changes: Any) -> Recovery:
    asked = {"new_address": NEW, "evidence": "Video call, badge.", "takes_off_second_step": False, **changes}
    return actions.ask_recovery(user, by=by, now=NOW, **asked)


def link_in(mail: Mail) -> tuple[str, str]:
    """What the link of a mail is for, and its secret."""
    (found,) = set(LINK.findall(mail.text))
    return found


def mails() -> set[tuple[str, str, str]]:
    rows = Mail.objects.values_list("event", "to", "language")
    return {(event.removeprefix("members/"), to, language) for event, to, language in rows}


def trail(recovery: Recovery) -> list[tuple[str, int | None]]:
    rows = Entry.objects.filter(subject_type="members.Recovery", subject_id=str(recovery.pk)).order_by("id")
    return list(rows.values_list("verb", "by"))


def ready(user: User, clerk: User, second: User, **changes: Any) -> Recovery:
    """Asked, approved, and a day later its link sent."""
    recovery = actions.approve_recovery(ask(user, clerk, **changes), by=second, now=NOW)
    assert actions.ready_recoveries(NOW + DAY) == 1
    return Recovery.objects.get(pk=recovery.pk)


# --- Asking ----------------------------------------------------------------------------------------------------------
@pytest.mark.req("R54", "R60")
def test_asking_tells_every_old_address_in_the_persons_language(cast: Cast, clerk: User) -> None:
    EmailAddress.objects.create(user=cast.colleague, email="benoit.work@example.org", verified=True)
    EmailAddress.objects.create(user=cast.colleague, email="never@proven.example", verified=False)
    RollAddress.objects.create(member=cast.colleague.member, email="b.lefevre@old.example")

    recovery = ask(cast.colleague, clerk, new_address=" Benoit@New.Example ")

    old = {"benoit@example.org", "benoit.work@example.org", "b.lefevre@old.example"}
    assert (recovery.state, recovery.new_address, recovery.due_at) == ("asked", "benoit@new.example", None)
    assert mails() == {("recovery_asked", address, "fr") for address in old}
    assert trail(recovery) == [("recovery_asked", clerk.pk)]
    assert Entry.objects.get(verb="recovery_asked").changes == {"account": cast.colleague.pk, "second_step": False}


def test_what_the_notice_says_and_does_not_say(cast: Cast, clerk: User) -> None:
    ask(cast.officer, clerk)

    mail = Mail.objects.get(event="members/recovery_asked")
    purpose, token = link_in(mail)
    assert mail.subject == "A request to reopen your account"
    assert (purpose, mail.is_secret) == ("stop", True)
    assert "a…@new.example" in mail.text
    for secret in (NEW, "Video call", "Camille"):
        assert secret not in mail.text + mail.html + mail.subject
    assert not RecoveryLink.objects.filter(digest=token).exists()
    assert actions.recovery_for_token(token, "stop") == Recovery.objects.get()
    assert actions.recovery_for_token(token, "confirm") is None


@pytest.mark.req("R41")
def test_asking_twice_is_asking_once(cast: Cast, clerk: User, second: User) -> None:
    first = ask(cast.officer, clerk)

    assert ask(cast.officer, clerk) == first
    with refused("wrong_move"):
        ask(cast.officer, second)
    with pytest.raises(WrongMove):
        ask(cast.officer, clerk, new_address="other@new.example")
    assert Recovery.objects.count() == 1
    assert Mail.objects.count() == 1


def refusals(cast: Cast) -> dict[str, User]:
    shut = make_user("Shut", "shut@example.org", is_active=False)
    unproven = User.objects.create_user("begun@example.org", "x", name="Begun")
    juror = make_user("Juror", "juror@example.org", needs_second_step=True)
    former = make_user("Former", "former@example.org", is_superuser=True)
    return {"inactive": shut, "unproven": unproven, "jury": juror, "superuser": former, "staff": cast.staff}


@pytest.mark.req("R21")
@pytest.mark.parametrize("which", ["inactive", "unproven", "jury", "superuser", "staff"])
def test_some_accounts_are_never_recovered_so(cast: Cast, clerk: User, which: str) -> None:
    with pytest.raises(NotEligible) as refusal:
        ask(refusals(cast)[which], clerk)

    assert refusal.value.code == {"inactive": "inactive", "unproven": "unproven"}.get(which, "office_account")
    assert (Recovery.objects.count(), Mail.objects.count(), Entry.objects.count()) == (0, 0, 0)


@pytest.mark.req("R21")
def test_an_account_with_rights_of_the_office_is_one_of_the_office(cast: Cast, clerk: User) -> None:
    cast.officer.groups.add(*clerk.groups.all())

    with refused("office_account"):
        ask(cast.officer, clerk)


@pytest.mark.req("R14", "R21")
def test_only_the_office_asks(cast: Cast, clerk: User) -> None:
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    gone = make_clerk("Gone", "gone@example.org")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    former = make_clerk("Former", "former@example.org")
    User.objects.filter(pk=former.pk).update(is_staff=False)

    for who in (cast.colleague, bare, gone, former):
        with refused("not_of_the_office"):
            ask(cast.officer, who)
    assert not Recovery.objects.exists()


def test_nobody_asks_for_themselves(cast: Cast, clerk: User) -> None:
    with refused("own_account"):
        ask(clerk, clerk)


def test_what_is_missing_is_named(cast: Cast, clerk: User) -> None:
    with pytest.raises(Incomplete) as refusal:
        ask(cast.officer, clerk, new_address="no address", evidence="  ")

    assert [(field, str(sentence)) for field, sentence in refusal.value.problems] == [
        ("new_address", "Enter a valid email address."),
        ("evidence", "Say what you saw that shows who this is."),
    ]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("alix@example.org", "known"),
        ("Benoit@example.org", "address_taken"),
        ("second@benoit.example", "address_taken"),
        ("on-the-roll@example.org", "address_taken"),
        ("asked@new.example", "address_taken"),
    ],
)
def test_the_new_address_is_nobody_elses(cast: Cast, clerk: User, address: str, code: str) -> None:
    EmailAddress.objects.create(user=cast.colleague, email="second@benoit.example", verified=True)
    other = Member.objects.create(number="3001", name="No Account")
    RollAddress.objects.create(member=other, email="on-the-roll@example.org")
    ask(cast.retiree, clerk, new_address="asked@new.example")

    with pytest.raises(NotEligible) as refusal:
        ask(cast.officer, clerk, new_address=address)

    assert refusal.value.code == code
    assert Recovery.objects.count() == 1


def test_a_strangers_unproven_sign_up_stops_no_recovery(cast: Cast, clerk: User, second: User) -> None:
    recovery = actions.approve_recovery(ask(cast.officer, clerk), by=second, now=NOW)
    User.objects.create_user(NEW, "x", name="Stranger")

    sent = actions.ready_recoveries(now=NOW + DAY)
    done = actions.confirm_recovery(recovery, now=NOW + DAY)

    assert (sent, done.state) == (1, "done")
    assert User.objects.get(email=NEW) == cast.officer
    assert Entry.objects.get(verb="account_lapsed").subject_label == "Stranger"


def test_the_persons_own_entry_on_the_roll_does_not_stand_in_the_way(cast: Cast, clerk: User) -> None:
    merged = Member.objects.create(number="3002", name="Alix again", merged_into=cast.officer.member)
    RollAddress.objects.create(member=merged, email=NEW)
    RollAddress.objects.create(member=cast.officer.member, email=NEW)

    assert ask(cast.officer, clerk).state == "asked"


# --- Approving, refusing, stopping -----------------------------------------------------------------------------------
@pytest.mark.req("R54")
def test_another_colleague_approves_and_a_day_begins(cast: Cast, clerk: User, second: User) -> None:
    recovery = actions.approve_recovery(ask(cast.officer, clerk), by=second, now=NOW)

    assert (recovery.state, recovery.decided_by, recovery.due_at) == ("approved", second, NOW + DAY)
    assert mails() == {
        ("recovery_asked", "alix@example.org", "en"),
        ("recovery_approved", "alix@example.org", "en"),
    }
    mail = Mail.objects.get(event="members/recovery_approved")
    assert "September 2, 2026" in mail.text
    assert trail(recovery) == [("recovery_asked", clerk.pk), ("recovery_approved", second.pk)]
    first_link = link_in(Mail.objects.get(event="members/recovery_asked"))
    for purpose, token in (first_link, link_in(mail)):
        assert (purpose, actions.recovery_for_token(token, "stop")) == ("stop", recovery)


@pytest.mark.req("R41")
def test_approving_again_changes_nothing(cast: Cast, clerk: User, second: User) -> None:
    recovery = actions.approve_recovery(ask(cast.officer, clerk), by=second, now=NOW)

    again = actions.approve_recovery(recovery, by=cast.staff, now=NOW + timedelta(hours=5))

    assert (again.decided_by, again.due_at) == (second, NOW + DAY)
    assert Mail.objects.filter(event="members/recovery_approved").count() == 1


@pytest.mark.req("R21")
def test_who_may_not_decide(cast: Cast, clerk: User, second: User) -> None:
    recovery = ask(cast.officer, clerk)
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    who = {clerk: "same_person", cast.colleague: "not_of_the_office", bare: "not_of_the_office"}

    for by, code in who.items():
        for decide in (actions.approve_recovery, actions.refuse_recovery):
            with refused(code):
                decide(recovery, by=by)
    assert Recovery.objects.get().state == "asked"


@pytest.mark.req("R21")
def test_the_person_decides_nothing_even_when_they_joined_the_office(cast: Cast, clerk: User) -> None:
    recovery = ask(cast.officer, clerk)
    User.objects.filter(pk=cast.officer.pk).update(is_staff=True, is_superuser=True)

    with refused("own_account"):
        actions.approve_recovery(recovery, by=User.objects.get(pk=cast.officer.pk))


@pytest.mark.req("R21")
def test_the_database_wants_two_people_and_a_day(cast: Cast, clerk: User, second: User) -> None:
    def make(**values: Any) -> None:
        fields = {"user": cast.officer, "new_address": NEW, "evidence": "x", "asked_by": clerk, **values}
        with transaction.atomic():
            Recovery.objects.create(**fields)

    approved = {"state": "approved", "decided_by": second, "decided_at": NOW}
    for wrong in (
        {**approved, "decided_by": clerk, "due_at": NOW + DAY},
        {**approved, "decided_by": cast.officer, "due_at": NOW + DAY},
        {"asked_by": cast.officer},
        {"state": "approved"},
        {**approved, "due_at": NOW + DAY - timedelta(seconds=1)},
        {**approved, "due_at": NOW},
    ):
        with pytest.raises(IntegrityError):
            make(**wrong)
    make(**approved, due_at=NOW + DAY)
    with pytest.raises(IntegrityError):
        make()


def test_refused_by_another_with_a_reason_in_the_trail(cast: Cast, clerk: User, second: User) -> None:
    recovery = actions.refuse_recovery(ask(cast.officer, clerk), by=second, reason="No badge was shown.", now=NOW)

    assert (recovery.state, recovery.decided_by, recovery.ended_at) == ("refused", second, NOW)
    assert Entry.objects.get(verb="recovery_refused").changes["reason"] == "No badge was shown."
    assert ("recovery_stopped", "alix@example.org", "en") in mails()
    assert "No badge" not in Mail.objects.get(event="members/recovery_stopped").text
    actions.refuse_recovery(recovery, by=second)
    with pytest.raises(WrongMove):
        actions.approve_recovery(recovery, by=second)


@pytest.mark.parametrize("who", ["asker", "other", "link", "person"])
@pytest.mark.parametrize("stage", ["asked", "approved", "ready"])
def test_it_is_stopped_by_many_at_any_stage(cast: Cast, clerk: User, second: User, who: str, stage: str) -> None:
    recovery = ask(cast.officer, clerk)
    if stage != "asked":
        actions.approve_recovery(recovery, by=second, now=NOW)
    if stage == "ready":
        actions.ready_recoveries(NOW + DAY)
    by = {"asker": clerk, "other": cast.staff, "link": None, "person": cast.officer}[who]

    stopped = actions.stop_recovery(recovery, by=by, now=NOW)
    actions.stop_recovery(recovery, by=by, now=NOW + DAY)

    assert (stopped.state, stopped.ended_at) == ("stopped", NOW)
    assert trail(recovery)[-1] == ("recovery_stopped", by.pk if by else None)
    told = {to for event, to, _ in mails() if event == "recovery_stopped"}
    assert told == ({"alix@example.org", NEW} if stage == "ready" else {"alix@example.org"})
    assert Mail.objects.filter(event="members/recovery_stopped").count() == len(told)


def test_a_stranger_stops_nothing(cast: Cast, clerk: User) -> None:
    recovery = ask(cast.officer, clerk)

    with refused("not_of_the_office"):
        actions.stop_recovery(recovery, by=cast.colleague)
    assert Recovery.objects.get().state == "asked"


@pytest.mark.parametrize("is_known", [True, False])
def test_who_logs_in_has_not_lost_every_way_in(cast: Cast, clerk: User, client: Client, is_known: bool) -> None:
    if is_known:  # the device has been used before
        log_in(client, "alix@example.org")
        client.post("/en/accounts/logout/")
    recovery = ask(cast.officer, clerk)
    client.post("/en/accounts/login/", {"login": "alix@example.org", "password": "une longue phrase de passe 42"})

    assert Recovery.objects.get().state == "stopped"
    assert trail(recovery)[-1] == ("recovery_stopped", cast.officer.pk)
    assert Entry.objects.get(verb="recovery_stopped").changes["reason"] == "signed_in"


# --- The clock -------------------------------------------------------------------------------------------------------
def test_not_a_second_before_the_day_is_over(cast: Cast, clerk: User, second: User) -> None:
    actions.approve_recovery(ask(cast.officer, clerk), by=second, now=NOW)

    assert actions.ready_recoveries(NOW + DAY - timedelta(seconds=1)) == 0
    assert not Mail.objects.filter(event="members/recovery_ready").exists()
    assert actions.ready_recoveries(NOW + DAY) == 1
    assert actions.ready_recoveries(NOW + DAY) == 0
    mail = Mail.objects.get(event="members/recovery_ready")
    assert (mail.to, mail.is_secret, link_in(mail)[0]) == (NEW, True, "confirm")
    for private in ("Alix", "alix@example.org", "1001"):
        assert private not in mail.text + mail.html


def test_a_late_clock_takes_nothing_from_the_week(cast: Cast, clerk: User, second: User) -> None:
    recovery = actions.approve_recovery(ask(cast.officer, clerk), by=second, now=NOW)
    late = NOW + timedelta(days=10)

    actions.ready_recoveries(late)

    recovery.refresh_from_db()
    assert recovery.link_ends_at == late + WEEK
    assert actions.expire_recoveries(late + WEEK - timedelta(seconds=1)) == 0


@pytest.mark.req("R21")
@pytest.mark.parametrize("change", ["is_staff", "is_superuser", "needs_second_step", "shut", "address"])
def test_what_changed_in_between_stops_it(cast: Cast, clerk: User, second: User, change: str) -> None:
    recovery = actions.approve_recovery(ask(cast.officer, clerk), by=second, now=NOW)
    spoil(cast, change)

    assert actions.ready_recoveries(NOW + DAY) == 0

    recovery.refresh_from_db()
    assert recovery.state == "stopped"
    assert not Mail.objects.filter(event="members/recovery_ready").exists()


def spoil(cast: Cast, change: str) -> None:
    if change == "address":
        EmailAddress.objects.create(user=cast.colleague, email=NEW, verified=True)
    else:
        field = {"is_active": False} if change == "shut" else {change: True}
        User.objects.filter(pk=cast.officer.pk).update(**field)


def test_a_link_that_nobody_used_ends_after_a_week(cast: Cast, clerk: User, second: User) -> None:
    recovery = ready(cast.officer, clerk, second)

    with pytest.raises(WrongMove):
        actions.confirm_recovery(recovery, now=NOW + DAY + WEEK)
    assert actions.expire_recoveries(NOW + DAY + WEEK) == 1
    assert actions.expire_recoveries(NOW + DAY + WEEK) == 0

    recovery.refresh_from_db()
    assert recovery.state == "expired"
    assert trail(recovery)[-1] == ("recovery_expired", None)
    assert {to for event, to, _ in mails() if event == "recovery_stopped"} == {"alix@example.org", NEW}
    with pytest.raises(WrongMove):
        actions.stop_recovery(recovery, by=clerk)


# --- Confirming ------------------------------------------------------------------------------------------------------
@pytest.mark.req("R09", "R12", "R54")
def test_the_new_mailbox_is_proven_and_everything_old_ends(cast: Cast, clerk: User, second: User) -> None:
    enrol(cast.officer)
    theirs = Client()
    theirs.force_login(cast.officer)
    Recovery.objects.all().delete()
    recovery = ready(cast.officer, clerk, second)

    actions.confirm_recovery(recovery, now=NOW + DAY)
    actions.confirm_recovery(recovery, now=NOW + DAY + WEEK)

    user = User.objects.get(pk=cast.officer.pk)
    rows = EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")
    assert set(rows) == {("alix@example.org", True, False), (NEW, True, True)}
    assert (user.email, user.has_usable_password(), user.sign_outs) == (NEW, False, 1)
    assert theirs.get("/en/account/").status_code == 302
    assert not UserSession.objects.filter(user=user).exists()
    assert Authenticator.objects.filter(user=user).count() == 2
    assert {(event, to) for event, to, _ in mails() if event == "recovery_done"} == {
        ("recovery_done", "alix@example.org"),
        ("recovery_done", NEW),
    }
    assert trail(recovery)[-1] == ("recovery_done", user.pk)
    entry = Entry.objects.get(verb="account_recovered")
    assert (entry.subject_id, entry.changes) == (
        str(user.pk),
        {"recovery": recovery.pk, "second_steps_taken_off": 0},
    )


def test_the_second_step_goes_only_when_that_was_asked(cast: Cast, clerk: User, second: User) -> None:
    enrol(cast.officer)
    enrol(cast.colleague)
    recovery = ready(cast.officer, clerk, second, takes_off_second_step=True)

    actions.confirm_recovery(recovery, now=NOW + DAY)

    assert set(Authenticator.objects.values_list("user", flat=True)) == {cast.colleague.pk}
    assert Entry.objects.get(verb="account_recovered").changes["second_steps_taken_off"] == 2
    assert "Two-step verification was turned off" in Mail.objects.get(event="members/recovery_done", to=NEW).text


def test_an_address_that_was_added_but_never_proven_becomes_proven(cast: Cast, clerk: User, second: User) -> None:
    EmailAddress.objects.create(user=cast.officer, email=NEW, verified=False)
    EmailAddress.objects.create(user=cast.colleague, email=NEW, verified=False)
    recovery = ready(cast.officer, clerk, second)

    actions.confirm_recovery(recovery, now=NOW + DAY)

    assert EmailAddress.objects.filter(email=NEW, verified=True).get().user_id == cast.officer.pk


@pytest.mark.req("R21")
@pytest.mark.parametrize("change", ["is_staff", "is_superuser", "needs_second_step", "shut", "address"])
def test_confirming_looks_again(cast: Cast, clerk: User, second: User, change: str) -> None:
    recovery = ready(cast.officer, clerk, second)
    spoil(cast, change)

    with pytest.raises(NotEligible):
        actions.confirm_recovery(recovery, now=NOW + DAY)

    assert Recovery.objects.get().state == "ready"
    assert User.objects.get(pk=cast.officer.pk).email == "alix@example.org"
    assert not Mail.objects.filter(event="members/recovery_done").exists()


@pytest.mark.parametrize("stage", ["asked", "approved", "stopped"])
def test_nothing_is_confirmed_before_its_time_or_after_its_end(
    cast: Cast, clerk: User, second: User, stage: str
) -> None:
    recovery = ask(cast.officer, clerk)
    if stage == "approved":
        actions.approve_recovery(recovery, by=second, now=NOW)
    if stage == "stopped":
        actions.stop_recovery(recovery, by=None)

    with refused("wrong_move"):
        actions.confirm_recovery(recovery, now=NOW + DAY)
    assert User.objects.get(pk=cast.officer.pk).email == "alix@example.org"


def test_the_roll_is_not_touched(cast: Cast, clerk: User, second: User) -> None:
    make_member(None, "3003", ("regular", date(2020, 1, 1), None))
    before = set(RollAddress.objects.values_list("member", "email"))

    actions.confirm_recovery(ready(cast.officer, clerk, second), now=NOW + DAY)

    assert set(RollAddress.objects.values_list("member", "email")) == before
    assert Member.objects.get(number="1001").user_id == cast.officer.pk
