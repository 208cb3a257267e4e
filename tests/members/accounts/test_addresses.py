"""One's addresses: added by a code, told to all the others, and never down to none that is proven."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.utils import timezone

from members.models import User
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from tests.factories.people import PASSWORD, Cast, make_cast
from tests.members.walk import code_in, log_in, newest
from tests.services.test_awards_parallel import all_at_once

PAGE = "/en/accounts/email/"
CONFIRM = "/en/accounts/confirm-email/"
APP = "/api/auth/app/v1"
MAIN, WORK, HOME = "benoit@example.org", "work@example.org", "home@example.org"


@pytest.fixture
def benoit(cast: Cast) -> Client:
    """Benoît with three proven addresses and one that was never proven, a moment after he proved that it is him."""
    for email, verified in ((WORK, True), (HOME, True), ("typo@example.org", False)):
        EmailAddress.objects.create(user=cast.colleague, email=email, verified=verified)
    return signed_in()


def signed_in() -> Client:
    client = Client()
    log_in(client, MAIN)
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def press(client: Client, button: str, email: str) -> Any:
    return client.post(PAGE, {"email": email, f"action_{button}": ""}, follow=True)


def proven() -> set[str]:
    return set(EmailAddress.objects.filter(user__name="Benoît Lefèvre", verified=True).values_list("email", flat=True))


def told(event: str) -> list[tuple[str, str]]:
    return sorted(Mail.objects.filter(event=f"members/{event}").values_list("to", "language"))


@pytest.mark.req("R12")
def test_a_new_address_is_told_to_all_the_others(benoit: Client) -> None:
    press(benoit, "add", "new@example.org")
    benoit.post(CONFIRM, {"code": code_in(newest("address_code_asked"))})

    assert proven() == {MAIN, WORK, HOME, "new@example.org"}
    assert told("address_added") == [(MAIN, "fr"), (HOME, "fr"), (WORK, "fr")]
    assert "new@example.org" in newest("address_added").text
    assert Entry.objects.filter(verb="address_confirmed").count() == 1


@pytest.mark.req("R12")
def test_another_main_address_is_told_to_all_the_others(benoit: Client) -> None:
    page = press(benoit, "primary", HOME)

    assert User.objects.get(name="Benoît Lefèvre").email == HOME
    assert told("address_changed") == [(MAIN, "fr"), (WORK, "fr")]
    assert (MAIN in newest("address_changed").text, HOME in newest("address_changed").text) == (True, True)
    assert "Our emails will go to this address from now on." in page.content.decode()
    assert Entry.objects.filter(verb="main_address_changed").count() == 1


@pytest.mark.req("R12")
def test_a_removed_address_is_told_with_all_the_others(benoit: Client) -> None:
    page = press(benoit, "remove", WORK)

    assert proven() == {MAIN, HOME}
    assert told("address_removed") == [(MAIN, "fr"), (HOME, "fr"), (WORK, "fr")]
    assert "The address has been removed. We have notified your other addresses." in page.content.decode()
    assert Entry.objects.filter(verb="address_removed").count() == 1


def test_an_unproven_address_goes_without_a_word(benoit: Client) -> None:
    press(benoit, "remove", "typo@example.org")

    assert not EmailAddress.objects.filter(email="typo@example.org").exists()
    assert told("address_removed") == []


def test_the_main_address_is_not_removed(benoit: Client) -> None:
    page = press(benoit, "remove", MAIN)

    assert "Make another one your primary email first" in page.content.decode()
    assert proven() == {MAIN, WORK, HOME}
    assert not Entry.objects.filter(verb="address_removed").exists()


def test_the_last_proven_address_is_not_removed(benoit: Client) -> None:
    EmailAddress.objects.filter(email__in=[MAIN, WORK]).update(verified=False)

    page = press(benoit, "remove", HOME)

    assert "because your account needs one confirmed address." in page.content.decode()
    assert proven() == {HOME}
    assert told("address_removed") == []


def test_an_unproven_address_does_not_become_the_main_one(benoit: Client) -> None:
    page = press(benoit, "primary", "typo@example.org")

    assert "Confirm this address before you make it your primary email." in page.content.decode()
    assert User.objects.get(name="Benoît Lefèvre").email == MAIN


@pytest.mark.parametrize(("button", "email"), [("add", "x@example.org"), ("remove", WORK), ("primary", WORK)])
@pytest.mark.req("R11")
def test_each_takes_a_fresh_proof(benoit: Client, time_machine: Any, button: str, email: str) -> None:
    time_machine.move_to("2127-03-01T12:00:00Z", tick=False)
    log_in(benoit, MAIN)
    time_machine.move_to("2127-03-01T12:05:01Z", tick=False)

    answer = benoit.post(PAGE, {"email": email, f"action_{button}": ""})

    assert answer.headers["Location"].startswith("/en/accounts/reauthenticate/")
    assert proven() == {MAIN, WORK, HOME}
    assert not Mail.objects.filter(event__startswith="members/address").exists()


@pytest.mark.req("R11")
def test_who_has_just_signed_in_is_not_asked_again(cast: Cast, client: Client) -> None:
    log_in(client, MAIN)

    client.post(PAGE, {"email": "new@example.org", "action_add": ""})

    assert newest("address_code_asked").to == "new@example.org"


@pytest.mark.req("R15")
def test_another_persons_address_cannot_be_touched(benoit: Client) -> None:
    for button in ("remove", "primary", "send"):
        press(benoit, button, "alix@example.org")

    assert EmailAddress.objects.filter(email="alix@example.org", verified=True, primary=True).exists()
    assert User.objects.get(name="Benoît Lefèvre").email == MAIN
    assert not Mail.objects.exists()


@pytest.mark.req("R12")
def test_an_app_has_the_same_rules(benoit: Client, time_machine: Any) -> None:
    token = log_in_as_app()
    headers = {"X-Session-Token": token}
    time_machine.move_to(timezone.now() + timedelta(minutes=6))

    def send(verb: str, body: dict[str, Any]) -> Any:
        return getattr(Client(), verb)(f"{APP}/account/email", body, content_type="application/json", headers=headers)

    early = send("delete", {"email": WORK})
    Client().post(
        f"{APP}/auth/reauthenticate", {"password": PASSWORD}, content_type="application/json", headers=headers
    )
    main = send("delete", {"email": MAIN})
    unproven = send("patch", {"email": "typo@example.org", "primary": True})
    done = send("delete", {"email": WORK})

    assert [answer.status_code for answer in (early, main, unproven, done)] == [401, 400, 400, 200]
    assert "because your account needs one confirmed address." in str(main.json())
    assert "Confirm this address" in str(unproven.json())
    assert told("address_removed") == [(MAIN, "fr"), (HOME, "fr"), (WORK, "fr")]


def log_in_as_app() -> str:
    body = {"email": MAIN, "password": PASSWORD}
    answer = Client().post(f"{APP}/auth/login", body, content_type="application/json")
    return str(answer.json()["meta"]["session_token"])


@pytest.mark.req("R47")
def test_two_removals_at_once_leave_one(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("what is proved here is PostgreSQL's locking: TEST_DATABASE_URL names another database")
    cast = make_cast()
    EmailAddress.objects.filter(email=MAIN).delete()
    for email in (WORK, HOME):
        EmailAddress.objects.create(user=cast.colleague, email=email, verified=True)
    EmailAddress.objects.create(user=cast.colleague, email=MAIN, verified=False, primary=True)
    visitors = []
    for email in (WORK, HOME):
        visitor = Client()
        log_in(visitor, email)
        visitor.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
        visitors.append((visitor, email))

    def remove(number: int) -> int:
        visitor, email = visitors[number]
        return int(visitor.post(PAGE, {"email": email, "action_remove": ""}).status_code)

    answers = all_at_once(remove, times=2)

    assert answers == [302, 302]
    assert len(proven()) == 1


def test_nothing_is_told_when_the_change_fails(benoit: Client, commits: Callable[[], Any]) -> None:
    with commits():
        press(benoit, "primary", "nobody-has-this@example.org")

    assert not Mail.objects.filter(event="members/address_changed").exists()


@pytest.mark.parametrize("door", ["page", "app"])
def test_a_strangers_unproven_sign_up_keeps_nobody_from_their_address(benoit: Client, door: str) -> None:
    stranger = {
        "name": "Stranger",
        "email": "new@example.org",
        "password1": "quite another sentence 77",
        "language": "en",
    }
    Client().post("/en/accounts/signup/", stranger)

    if door == "page":
        press(benoit, "add", "new@example.org")
        benoit.post(CONFIRM, {"code": code_in(newest("address_code_asked"))})
        press(benoit, "primary", "new@example.org")
    else:
        asked = {"content_type": "application/json", "headers": {"X-Session-Token": log_in_as_app()}}
        Client().post(f"{APP}/auth/reauthenticate", {"password": PASSWORD}, **asked)
        Client().post(f"{APP}/account/email", {"email": "new@example.org"}, **asked)
        Client().post(f"{APP}/auth/email/verify", {"key": code_in(newest("address_code_asked"))}, **asked)
        Client().patch(f"{APP}/account/email", {"email": "new@example.org", "primary": True}, **asked)

    assert "new@example.org" in proven()
    assert User.objects.get(email="new@example.org").name == "Benoît Lefèvre"
    assert Entry.objects.get(verb="account_lapsed").subject_label == "Stranger"


def test_a_wrong_code_frees_no_address(benoit: Client) -> None:
    stranger = {
        "name": "Stranger",
        "email": "new@example.org",
        "password1": "quite another sentence 77",
        "language": "en",
    }
    Client().post("/en/accounts/signup/", stranger)

    press(benoit, "add", "new@example.org")
    benoit.post(CONFIRM, {"code": "AAAAAA"})

    assert User.objects.get(email="new@example.org").name == "Stranger"


@pytest.mark.req("R11")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/en/accounts/email/", {"action_add": "", "email": "thief@example.org"}),
        (
            "/en/accounts/password/set/",
            {"password1": "sept loups blancs au sud", "password2": "sept loups blancs au sud"},
        ),
        ("/en/accounts/2fa/totp/activate/", {"code": "123456"}),
        ("/en/accounts/2fa/webauthn/add/", {"name": "Mine"}),
    ],
)
def test_without_a_password_an_old_session_changes_nothing(
    cast: Cast, client: Client, path: str, body: dict[str, str]
) -> None:
    cast.officer.set_unusable_password()
    cast.officer.save()
    client.force_login(cast.officer)
    client.get("/en/account/")

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        answer = client.post(path, body)

    assert answer["Location"] == "/en/account/"
    assert list(EmailAddress.objects.filter(user=cast.officer).values_list("email", flat=True)) == ["alix@example.org"]
    assert not User.objects.get(pk=cast.officer.pk).has_usable_password()
