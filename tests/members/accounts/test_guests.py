"""Guests: an account by a code alone, which has no more than its nominations until its owner chooses a password."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.accounts.actions.guests import (
    Newcomer,
    open_guest,
)
from members.models import User
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from tests.factories.people import PASSWORD, Cast, make_guest, make_user
from tests.members.walk import app_code, code_in, enrol, log_in, newest

from .test_login import hashes

DOOR, CODE = "/en/accounts/guest/", "/en/accounts/guest/confirm/"
SIGNUP, CONFIRM = "/en/accounts/signup/", "/en/accounts/confirm-email/"
WANTED = "/en/awards/"
NEW = "tulipe rouge sous la pluie"


def who(**changes: str) -> dict[str, str]:
    person = {"name": "Imani Guest", "email": "imani@example.org", "language": "fr", "time_zone": "Africa/Dakar"}
    return {**person, **changes}


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def come_in(client: Client, **changes: str) -> Any:
    """Through the door, with the code that the mail has."""
    there = client.post(f"{DOOR}?next={WANTED}", who(**changes)).headers["Location"]
    return client.post(there, {"code": code_in(newest("guest_code_asked")), "next": WANTED})


def test_a_guest_is_made_by_the_code_alone(client: Client, db: None) -> None:
    asked = client.post(f"{DOOR}?next={WANTED}", who())
    mail, early = newest("guest_code_asked"), User.objects.count()
    done = client.post(asked.headers["Location"], {"code": f" {code_in(mail).lower()} ", "next": WANTED})

    assert asked.headers["Location"] == f"{CODE}?next=%2Fen%2Fawards%2F"
    assert (mail.to, mail.language, mail.is_secret, early) == ("imani@example.org", "fr", True, 0)
    assert done.headers["Location"] == WANTED
    guest = User.objects.get()
    assert (guest.name, guest.email, guest.language) == ("Imani Guest", "imani@example.org", "fr")
    assert (guest.is_guest, guest.time_zone, guest.has_usable_password()) == (True, "Africa/Dakar", False)
    assert verbs() == ["guest_opened", "address_confirmed", "logged_in"]
    assert list(Mail.objects.values_list("event", flat=True)) == ["members/guest_code_asked"]
    assert client.session.get("guest_code") is None


@pytest.mark.req("R05")
def test_the_door_says_and_does_the_same_for_a_known_address(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    done = hashes(monkeypatch)
    seen = {}
    make_guest("Known Guest", "known@example.org")
    for email in ("alix@example.org", "imani@example.org", "known@example.org"):
        visitor = Client()
        with CaptureQueriesContext(connection) as asked:
            answer = visitor.post(DOOR, who(email=email), follow=True)
        cost = len(asked)  # the next request begins to count anew
        page = answer.content.decode().replace(email, "")
        wrong = [visitor.post(CODE, {"code": "WRONG2"}).status_code for _ in range(3)]
        seen[email] = (answer.status_code, answer.redirect_chain, cost, len(page), wrong, len(done))

    assert len({repr(each) for each in seen.values()}) == 1
    assert seen["alix@example.org"][1] == [(CODE, 302)]
    assert Mail.objects.count() == 3


def test_a_known_address_opens_its_account(cast: Cast, client: Client) -> None:
    done = come_in(client, email="alix@example.org", name="Somebody else")
    page = client.get("/en/account/")

    assert done.headers["Location"] == WANTED
    assert "already has an account" in newest("guest_code_asked").text
    assert newest("guest_code_asked").language == "en"
    assert page.context["user"] == cast.officer
    assert (cast.officer.name, User.objects.filter(is_guest=True).count()) == ("Alix Tremblay-Okafor", 0)


def test_a_second_step_is_asked_of_whoever_has_one(cast: Cast, client: Client) -> None:
    factor = enrol(cast.officer)

    done = come_in(client, email="alix@example.org")
    shut = client.get("/en/account/").status_code
    opened = client.post(done.headers["Location"], {"code": app_code(factor)})

    assert done.headers["Location"].startswith("/en/accounts/2fa/authenticate/")
    assert (shut, opened.headers["Location"]) == (302, WANTED)


def test_a_guest_comes_back_by_the_door_or_by_the_login(db: None) -> None:
    come_in(Client())
    guest = User.objects.get()

    again, by_code = Client(), Client()
    come_in(again, name="Another name")
    there = by_code.post("/en/accounts/login/code/", {"email": "imani@example.org"}).headers["Location"]
    by_code.post(there, {"code": code_in(newest("login_code_asked"))})

    for client in (again, by_code):
        assert client.get("/en/account/").context["user"] == guest
    assert User.objects.get().name == "Imani Guest"
    assert "already has an account" not in newest("guest_code_asked").text


def test_a_password_is_refused_as_usual(client: Client, db: None) -> None:
    make_guest("Imani Guest", "imani@example.org")

    page = log_in(client, "imani@example.org")

    assert page.context["form"].errors == {"__all__": ["The email address or password is incorrect."]}
    assert "/en/accounts/login/code/" in page.content.decode()


def test_where_one_wanted_to_go_is_our_own_host(client: Client, db: None) -> None:
    there = client.post(f"{DOOR}?next=https://evil.example/", who()).headers["Location"]

    done = client.post(there, {"code": code_in(newest("guest_code_asked")), "next": "https://evil.example/"})

    assert there == CODE
    assert done.headers["Location"] == "/en/account/"


def test_whoever_is_signed_in_goes_on(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer)

    for page in (DOOR, CODE):
        assert client.get(f"{page}?next={WANTED}").headers["Location"] == WANTED


def test_the_page_for_the_code_needs_somebody_who_asked(client: Client, db: None) -> None:
    assert client.get(f"{CODE}?next={WANTED}").headers["Location"] == f"{DOOR}?next=%2Fen%2Fawards%2F"


def test_a_login_that_was_left_does_not_stand_in_the_way(cast: Cast, client: Client) -> None:
    client.post("/en/accounts/login/code/", {"email": "alix@example.org"})

    assert client.get(DOOR).status_code == 200
    assert come_in(client).headers["Location"] == WANTED


@pytest.mark.req("R04")
def test_the_third_wrong_code_is_the_last(client: Client, db: None) -> None:
    client.post(DOOR, who())
    wrong = [client.post(CODE, {"code": "WRONG2"}) for _ in range(3)]

    late = client.post(CODE, {"code": code_in(newest("guest_code_asked"))})

    assert [answer.status_code for answer in wrong] == [200, 200, 302]
    assert (wrong[-1].headers["Location"], late.headers["Location"]) == (DOOR, DOOR)
    assert verbs() == ["code_refused"] * 3
    assert not User.objects.exists()


@pytest.mark.req("R04")
def test_the_door_is_counted_per_address_and_network(db: None) -> None:
    answers = [Client().post(DOOR, who()).status_code for _ in range(6)]
    others = [Client().post(DOOR, who(email=f"g{n}@example.org")).status_code for n in range(5)]

    assert answers == [302] * 5 + [200]
    assert others == [302] * 3 + [200] * 2  # nine a network, the refused try counted there too
    # Of one code that is asked for over and over three mails go out.
    assert Mail.objects.filter(to="imani@example.org").count() == 3


@pytest.mark.parametrize(("later", "opens"), [("12:14:59", True), ("12:15:01", False)])
def test_a_code_lives_for_fifteen_minutes(client: Client, db: None, time_machine: Any, later: str, opens: bool) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    client.post(DOOR, who())
    time_machine.move_to(f"2027-03-01T{later}Z", tick=False)

    client.post(CODE, {"code": code_in(newest("guest_code_asked"))})

    assert User.objects.exists() is opens


def test_what_is_typed_is_asked_for(client: Client, db: None) -> None:
    page = client.post(DOOR, {"name": " ", "email": "nobody", "language": "de"})

    assert set(page.context["form"].errors) == {"name", "email", "language"}
    assert not Mail.objects.exists()


def test_invented_rights_are_dropped(client: Client, db: None) -> None:
    come_in(client, is_staff="on", is_superuser="on", is_guest="")

    guest = User.objects.get()
    assert (guest.is_guest, guest.is_staff, guest.is_superuser) == (True, False, False)


def test_two_at_once_make_one_account(db: None) -> None:
    first, second = Client(), Client()
    first.post(DOOR, who())
    code = code_in(newest("guest_code_asked"))
    cache.clear()
    second.post(DOOR, who(name="Second"))
    other = code_in(newest("guest_code_asked"))

    first.post(CODE, {"code": code})
    second.post(CODE, {"code": other})

    assert User.objects.get().name == "Imani Guest"
    assert [client.get("/en/account/").context["user"].name for client in (first, second)] == ["Imani Guest"] * 2
    assert verbs().count("guest_opened") == 1


def test_one_code_opens_one_session(db: None) -> None:
    first, second = Client(), Client()
    for visitor in (first, second):
        visitor.post(DOOR, who())
    code = code_in(newest("guest_code_asked"))

    used, again = first.post(CODE, {"code": code}), second.post(CODE, {"code": code})

    assert (used.status_code, again.status_code) == (302, 200)


def test_an_account_that_is_shut_stays_shut(client: Client, db: None) -> None:
    make_user("Shut", "imani@example.org", is_active=False)

    done = come_in(client)

    assert done.headers["Location"] == "/en/contact/"
    assert client.get("/en/account/").status_code == 302
    assert not User.objects.filter(is_guest=True).exists()


def test_an_address_that_nobody_confirmed_gives_way_unless_the_account_was_used(db: None) -> None:
    User.objects.create_user("imani@example.org", PASSWORD, name="Idle try")
    begun = Client()
    come_in(begun)
    User.objects.create_user("boss@example.org", PASSWORD, name="Boss", is_staff=True)

    assert open_guest("boss@example.org", Newcomer("X", "en")) is None
    assert User.objects.get(email="imani@example.org").is_guest
    assert "account_lapsed" in verbs()


def test_a_guest_costs_no_more_statements_than_an_account(db: None) -> None:
    typed = {"name": "Noémie", "email": "noemie@example.org", "password1": NEW, "language": "en", "time_zone": ""}
    ways = {
        "guest": (DOOR, who(), "guest_code_asked", CODE),
        "account": (SIGNUP, typed, "signup_code_asked", CONFIRM),
    }
    cost = {}
    for way, (first, form, event, second) in ways.items():
        visitor = Client()
        with CaptureQueriesContext(connection) as asked:
            visitor.post(first, form)
        begun, code = len(asked), code_in(newest(event))
        with CaptureQueriesContext(connection) as given:
            done = visitor.post(second, {"code": code})
        cost[way] = (begun, len(given))
        assert done.status_code == 302

    assert cost["guest"][0] <= 10 < cost["account"][0]
    assert cost["guest"][1] <= cost["account"][1], cost
