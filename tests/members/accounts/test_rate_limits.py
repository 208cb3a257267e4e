"""Limits on guessing and asking: per address and per network, on pages and for apps; a stranger locks nobody out."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from pafso.mail.models import Mail
from tests.factories.people import PASSWORD, Cast
from tests.members.walk import code_in, newest

STRANGER = "198.51.100.7"
GOOD = "tulipe rouge sous la pluie"
PAGES = {"signup": "signup/", "code": "login/code/", "forgot": "password/reset/"}
DOORS = {"signup": "auth/signup", "code": "auth/code/request", "forgot": "auth/password/request"}


def on_the_page(way: str, email: str, **extra: Any) -> Any:
    form = {"email": email, "name": "N. N.", "password1": GOOD, "language": "en"}
    return Client().post(f"/en/accounts/{PAGES[way]}", form, **extra)


def by_the_app(way: str, email: str, **extra: Any) -> Any:
    body = {"email": email, "name": "N. N.", "password": GOOD, "language": "en"}
    return Client().post(f"/api/auth/app/v1/{DOORS[way]}", body, content_type="application/json", **extra)


@pytest.mark.req("R04")
@pytest.mark.parametrize("way", PAGES)
@pytest.mark.parametrize(("ask", "taken"), [(on_the_page, 302), (by_the_app, 401)])
@pytest.mark.parametrize("email", ["alix@example.org", "nobody@example.org"])
def test_asking_is_limited_per_address_and_says_until_when(
    cast: Cast, way: str, ask: Callable[..., Any], taken: int, email: str
) -> None:
    answers = [ask(way, email) for _ in range(6)]

    assert [answer.status_code for answer in answers[:5]] == [taken] * 5
    assert "Too many attempts. Try again in 5 minutes." in answers[5].content.decode()
    # A code that is asked for again is in the mailbox already; who signs up again and again is told each time.
    assert Mail.objects.filter(to=email).count() == (5 if way == "signup" else 3)


@pytest.mark.req("R04")
@pytest.mark.parametrize("way", PAGES)
@pytest.mark.parametrize(("ask", "taken"), [(on_the_page, 302), (by_the_app, 401)])
def test_a_stranger_who_asks_too_often_shuts_out_only_himself(
    cast: Cast, way: str, ask: Callable[..., Any], taken: int
) -> None:
    for _ in range(7):
        ask(way, "alix@example.org", REMOTE_ADDR=STRANGER)

    refused = ask(way, "alix@example.org", REMOTE_ADDR=STRANGER)
    own = ask(way, "alix@example.org")

    assert refused.status_code != taken
    assert own.status_code == taken


@pytest.mark.req("R04")
def test_the_page_and_the_app_are_counted_together(cast: Cast) -> None:
    answers = [ask("code", "alix@example.org") for _ in range(3) for ask in (on_the_page, by_the_app)]

    assert [answer.status_code for answer in answers] == [302, 401, 302, 401, 302, 400]
    assert Mail.objects.filter(to="alix@example.org").count() == 3


@pytest.mark.req("R04")
@pytest.mark.parametrize("way", PAGES)
def test_a_network_that_asks_for_many_is_stopped(db: None, way: str) -> None:
    answers = [on_the_page(way, f"p{n}@example.org", REMOTE_ADDR=STRANGER) for n in range(10)]

    assert [answer.status_code for answer in answers[:9]] == [302] * 9
    assert answers[9].status_code in {200, 429}
    assert re.search("Try again in (5|five) minutes.", answers[9].content.decode())
    assert Mail.objects.count() == 9


@pytest.mark.req("R04")
def test_guessing_codes_is_limited_per_network_on_pages_and_for_apps(cast: Cast) -> None:
    said = []
    for n in range(4):
        visitor = Client(REMOTE_ADDR=STRANGER)
        visitor.post("/en/accounts/password/reset/", {"email": "alix@example.org"})
        path = "/en/accounts/password/reset/confirm/"
        said += [visitor.post(path, {"code": f"WRONG{n}"}, follow=True).content.decode() for _ in range(3)]
    door = "/api/auth/app/v1/auth/password"
    asked = Client().post(f"{door}/request", {"email": "chidi@example.org"}, content_type="application/json")
    headers = {"X-Session-Token": asked.json()["meta"]["session_token"]}
    body = {"key": code_in(newest("reset_code_asked")), "password": GOOD}
    stopped = Client(REMOTE_ADDR=STRANGER).post(f"{door}/reset", body, content_type="application/json", headers=headers)
    own = Client().post(f"{door}/reset", body, content_type="application/json", headers=headers)

    assert ["Too many attempts." in page for page in said[:9]] == [False, False, True] * 3
    assert "Too many attempts. Try again in 5 minutes." in said[9]
    assert (stopped.status_code, "Try again in 5 minutes" in stopped.content.decode()) == (400, True)
    assert own.status_code == 200


@pytest.mark.req("R04")
def test_the_right_code_is_not_counted(cast: Cast) -> None:
    for n in range(4):
        for email in ("alix@example.org", "benoit@example.org", "chidi@example.org"):
            visitor = Client(REMOTE_ADDR=f"203.0.113.{n}")
            visitor.post("/en/accounts/login/code/", {"email": email})
            done = visitor.post("/en/accounts/login/code/confirm/", {"code": code_in(newest("login_code_asked"))})

            assert done.headers["Location"] == "/en/account/"


@pytest.mark.req("R04")
def test_one_network_cannot_use_up_the_codes_of_an_address(cast: Cast, time_machine: Any) -> None:
    """Ten sign-ups an hour from one network, each asking twice again, are half of what an address may be sent."""
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    for n in range(12):
        time_machine.move_to(f"2027-03-01T12:{n * 4:02}:00Z", tick=False)
        visitor = Client(REMOTE_ADDR=STRANGER)
        form = {"email": "alix@example.org", "name": "N.", "password1": GOOD, "language": "en"}
        visitor.post("/en/accounts/signup/", form)
        for _ in range(3):
            visitor.post("/en/accounts/confirm-email/", {"action": "resend"})

    assert Mail.objects.filter(to="alix@example.org").count() == 30
    assert on_the_page("signup", "alix@example.org").status_code == 302


@pytest.mark.req("R04")
def test_a_password_that_is_right_clears_its_own_count_only(cast: Cast, client: Client) -> None:
    for _ in range(4):
        client.post("/en/accounts/login/", {"login": "alix@example.org", "password": "a wrong one"})
    opened = client.post("/en/accounts/login/", {"login": "alix@example.org", "password": PASSWORD})

    assert opened.headers["Location"] == "/en/account/"
