"""Codes from a mail: of readable signs, for fifteen minutes, three tries, one use, and only where they were asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from members.models import User
from pafso.audit.models import Entry
from pafso.codes import ALPHABET
from pafso.mail.models import Mail
from tests.factories.people import PASSWORD, Cast, on_the_roll
from tests.members.walk import code_in, log_in, newest

from .test_roll_accounts import NEW

SIGNUP = {"name": "Noémie", "email": "noemie@example.org", "password1": NEW, "language": "en"}


@dataclass(frozen=True)
class Way:
    """One flow: how a visitor asks, the page for the code, the mail, where the right code leads."""

    begin: Callable[[Client], Any]
    page: str
    event: str
    leads_to: str


def add_address(client: Client) -> Any:
    log_in(client, "alix@example.org")
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    return client.post("/en/accounts/email/", {"email": "new@example.org", "action_add": ""})


def asks(path: str, **form: str) -> Callable[[Client], Any]:
    return lambda client: client.post(f"/en/accounts/{path}", form)


WAYS = {
    "signup": Way(asks("signup/", **SIGNUP), "/en/accounts/confirm-email/", "signup_code_asked", "/en/account/"),
    "login": Way(
        asks("login/code/", email="alix@example.org"),
        "/en/accounts/login/code/confirm/", "login_code_asked", "/en/account/",
    ),
    "recovery": Way(
        asks("password/reset/", email="alix@example.org"),
        "/en/accounts/password/reset/confirm/", "reset_code_asked", "/en/accounts/password/reset/complete/",
    ),
    "roll": Way(
        asks("password/reset/", email="odile@example.org"),
        "/en/accounts/password/reset/confirm/", "activation_code_asked", "/en/accounts/password/reset/complete/",
    ),
    "address": Way(add_address, "/en/accounts/confirm-email/", "address_code_asked", "/en/accounts/email/"),
}  # fmt: skip


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, cast: Cast) -> Way:
    on_the_roll("odile@example.org", "2001", name="Odile")
    return WAYS[request.param]


def give(client: Client, way: Way, code: str, **environ: str) -> Any:
    return client.post(way.page, {"code": code}, **environ)


def opened(way: Way, answer: Any) -> bool:
    """Whether the code did what it was asked for; the list of addresses is where a failure leads as well."""
    there = way.event != "address_code_asked" or EmailAddress.objects.filter(email="new@example.org").exists()
    return there and answer.headers.get("Location") == way.leads_to


def test_codes_are_of_signs_that_nobody_confuses() -> None:
    assert not set(ALPHABET) & set("IL10OU258")
    assert len(ALPHABET) == len(set(ALPHABET)) == 27


def test_the_right_code_opens_its_way_once(way: Way, client: Client) -> None:
    way.begin(client)
    code = code_in(newest(way.event))

    used = give(client, way, code)
    again = give(client, way, code)

    assert set(code) <= set(ALPHABET)
    assert len(code) == 6
    assert opened(way, used)
    assert again.status_code == 302
    assert not Entry.objects.filter(verb="code_refused").exists()


def test_capitals_spaces_and_dashes_do_not_matter(way: Way, client: Client) -> None:
    way.begin(client)
    code = code_in(newest(way.event)).lower()

    assert opened(way, give(client, way, f" {code[:3]} - {code[3:]} "))


@pytest.mark.parametrize(("later", "opens"), [("12:14:59", True), ("12:15:01", False)])
def test_a_code_lives_for_fifteen_minutes(way: Way, client: Client, time_machine: Any, later: str, opens: bool) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    way.begin(client)
    code = code_in(newest(way.event))
    time_machine.move_to(f"2027-03-01T{later}Z", tick=False)

    answer = give(client, way, code)

    assert (answer.status_code, opened(way, answer)) == (302, opens)


@pytest.mark.req("R04")
def test_the_fourth_try_is_too_late(way: Way, client: Client) -> None:
    way.begin(client)
    code = code_in(newest(way.event))

    tries = [give(client, way, "WRONGX").status_code for _ in range(3)]
    late = give(client, way, code)

    assert tries == [200, 200, 302]
    assert not opened(way, late)
    assert "too many attempts" in str(give_up_words(client)).lower()


@pytest.mark.req("R04", "R47")
def test_tries_made_at_once_count_together(way: Way, client: Client) -> None:
    """Requests that all read the session before one of them wrote it, each from another network."""
    way.begin(client)
    code = code_in(newest(way.event))
    here = Session.objects.filter(session_key=client.cookies[settings.SESSION_COOKIE_NAME].value)
    as_read = here.values_list("session_data", flat=True).get()

    for number in range(3):
        give(client, way, "WRONGX", REMOTE_ADDR=f"192.0.2.{number}")
        here.update(session_data=as_read)
    late = give(client, way, code, REMOTE_ADDR="192.0.2.9")

    assert not opened(way, late)


def give_up_words(client: Client) -> str:
    return str(client.get("/en/accounts/login/", follow=True).content.decode())


@pytest.mark.req("R08")
def test_another_browser_cannot_use_the_code(way: Way, client: Client) -> None:
    way.begin(client)
    code = code_in(newest(way.event))
    other, asked_too = Client(), Client()
    asked_too.post("/en/accounts/password/reset/", {"email": "nobody@example.org"})

    without = give(other, way, code)
    with_its_own = give(asked_too, way, code)

    assert without.status_code == 302
    assert without.headers["Location"].startswith("/en/accounts/log")
    assert not opened(way, with_its_own)
    assert opened(way, give(client, way, code))


@pytest.mark.req("R08", "R26")
def test_looking_consumes_nothing(way: Way, client: Client) -> None:
    """A scanner that opens every page, with the code in the address for good measure."""
    way.begin(client)
    mail = newest(way.event)
    code = code_in(mail)

    for _ in range(4):
        for method in (client.get, client.head):
            assert method(way.page, {"code": code}).status_code == 200

    assert settings.SITE_URL not in mail.text.split("--")[0]
    assert opened(way, give(client, way, code))
    assert Mail.objects.filter(event=mail.event).count() == 1


def new_password() -> None:
    """Somebody, elsewhere, changes Alix's password."""
    elsewhere = Client()
    log_in(elsewhere, "alix@example.org")
    elsewhere.post("/en/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})


def address_gone() -> None:
    EmailAddress.objects.filter(email="alix@example.org").update(verified=False)


@pytest.mark.req("R08")
@pytest.mark.parametrize("change", [new_password, address_gone])
@pytest.mark.parametrize("typed_first", [True, False])
def test_a_recovery_dies_when_password_or_address_change(
    cast: Cast, client: Client, change: Callable[[], None], typed_first: bool
) -> None:
    way, other = WAYS["recovery"], "neuf chats noirs sous le lit"
    way.begin(client)
    code = code_in(newest(way.event))
    if typed_first:
        give(client, way, code)
    change()

    if not typed_first:
        assert give(client, way, code).headers["Location"] == "/en/accounts/password/reset/"
    late = client.post("/en/accounts/password/reset/complete/", {"password1": other, "password2": other})

    assert late.headers["Location"] == "/en/accounts/password/reset/"
    assert not User.objects.get(pk=cast.officer.pk).check_password(other)


@pytest.mark.req("R08")
def test_a_login_code_dies_with_its_address(cast: Cast, client: Client) -> None:
    way, app = WAYS["login"], "/api/auth/app/v1/auth/code"
    way.begin(client)
    code = code_in(newest(way.event))
    asked = Client().post(f"{app}/request", {"email": "alix@example.org"}, content_type="application/json")
    apps = {"code": code_in(newest(way.event))}
    token = {"X-Session-Token": asked.json()["meta"]["session_token"]}
    address_gone()

    assert Client().post(f"{app}/confirm", apps, content_type="application/json", headers=token).status_code == 409
    assert give(client, way, code).status_code == 200
    assert not Entry.objects.filter(verb="logged_in").exists()


ASKED = [("login_code_asked", "login"), ("reset_code_asked", "recovery")]


@pytest.mark.parametrize(("event", "name"), ASKED)
def test_a_code_asked_for_again_is_the_live_one(client: Client, cast: Cast, event: str, name: str) -> None:
    way = WAYS[name]
    way.begin(client)
    first = code_in(newest(event))
    client.post("/en/accounts/logout/", {"next": "/en/accounts/login/code/"})  # "Ask for another code"
    way.begin(client)

    assert code_in(newest(event)) == first
    assert give(client, way, first).headers["Location"] == way.leads_to


@pytest.mark.req("R08")
@pytest.mark.parametrize(("event", "name"), ASKED)
def test_a_code_that_was_used_opens_nothing_in_another_session(
    client: Client, cast: Cast, event: str, name: str
) -> None:
    way, other = WAYS[name], Client()
    way.begin(client)
    way.begin(other)
    code = code_in(newest(event))

    assert give(client, way, code).headers["Location"] == way.leads_to
    assert give(other, way, code).status_code == 200
    other.post("/en/accounts/logout/", {"next": "/en/accounts/login/code/"})
    way.begin(other)
    assert code_in(newest(event)) != code
    assert give(other, way, code_in(newest(event))).headers["Location"] == way.leads_to


@pytest.mark.parametrize(("event", "name"), ASKED)
def test_after_its_time_another_code_is_sent(
    client: Client, cast: Cast, event: str, name: str, time_machine: Any
) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    WAYS[name].begin(client)
    first = code_in(newest(event))
    time_machine.move_to("2027-03-01T12:16:00Z", tick=False)
    WAYS[name].begin(client)

    assert code_in(newest(event)) != first


@pytest.mark.req("R04")
@pytest.mark.parametrize(("event", "name"), ASKED)
def test_asking_again_and_again_prolongs_no_code(
    client: Client, cast: Cast, event: str, name: str, time_machine: Any
) -> None:
    """Whoever asked in its last second may type it for fifteen minutes; nobody is sent it any more after its first fifteen."""
    way = WAYS[name]
    asked: list[tuple[int, Client, str]] = []
    for minute in range(0, 60, 2):
        time_machine.move_to(f"2027-03-01T12:{minute:02}:00Z", tick=False)
        browser = Client(REMOTE_ADDR=f"192.0.2.{minute}")
        way.begin(browser)
        asked.append((minute, browser, code_in(newest(event))))
    first = asked[0][2]
    sent = [minute for minute, _browser, code in asked if code == first]
    last = asked[len(sent) - 1][1]
    time_machine.move_to("2027-03-01T12:29:01Z", tick=False)

    assert sent == [0, 2, 4, 6, 8, 10, 12, 14]
    assert len({code for _minute, _browser, code in asked}) == 4
    assert give(last, way, first).headers["Location"] != way.leads_to


@pytest.mark.req("R05")
@pytest.mark.parametrize("email", ["alix@example.org", "noemie@example.org"])
def test_a_code_sent_again_lives_as_long_as_its_mail_says_whoever_it_is(
    cast: Cast, client: Client, time_machine: Any, email: str
) -> None:
    """Known and unknown address alike: the page waits for its code until fifteen minutes after the last mail."""
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    client.post("/en/accounts/signup/", SIGNUP | {"email": email})
    time_machine.move_to("2027-03-01T12:14:00Z", tick=False)
    client.post("/en/accounts/confirm-email/", {"action": "resend"})
    waits = []
    for last in ("28:59", "29:01"):
        time_machine.move_to(f"2027-03-01T12:{last}Z", tick=False)
        waits.append(client.get("/en/accounts/confirm-email/").status_code)

    assert waits == [200, 302]


@pytest.mark.req("R04")
def test_a_code_of_a_sign_up_is_sent_three_times_and_is_over_after_that(
    cast: Cast, client: Client, time_machine: Any
) -> None:
    codes = []
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    WAYS["signup"].begin(client)
    for minute in (14, 28, 42, 43):
        codes.append(code_in(newest("signup_code_asked")))
        time_machine.move_to(f"2027-03-01T12:{minute}:00Z", tick=False)
        client.post("/en/accounts/confirm-email/", {"action": "resend"})
    time_machine.move_to("2027-03-01T12:43:01Z", tick=False)

    assert Mail.objects.filter(event="members/signup_code_asked").count() == 3
    assert give(client, WAYS["signup"], codes[-1]).headers["Location"] != WAYS["signup"].leads_to


@pytest.mark.parametrize("between", [" ", "-", "\u2011", "\u200b", "\u00a0", " \u2013 ", "."])
def test_a_code_is_taken_with_whatever_stands_between_its_signs(client: Client, cast: Cast, between: str) -> None:
    way = WAYS["login"]
    way.begin(client)
    code = code_in(newest(way.event))

    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())
    assert give(client, way, between.join(wide)).headers["Location"] == way.leads_to


@pytest.mark.req("R05")
@pytest.mark.parametrize("email", ["alix@example.org", "noemie@example.org"])
def test_asking_again_at_sign_up_sends_another_mail_whoever_it_is(cast: Cast, client: Client, email: str) -> None:
    client.post("/en/accounts/signup/", SIGNUP | {"email": email})

    pages = [client.post("/en/accounts/confirm-email/", {"action": "resend"}).status_code for _ in range(2)]
    shown = "Send another code" in client.get("/en/accounts/confirm-email/").content.decode()

    assert (pages, shown) == ([302, 302], False)
    assert Mail.objects.filter(to=email).count() == 3
