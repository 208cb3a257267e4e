"""A guest who chooses a password, wherever, has a full account: once, with all that was begun, and on the roll if it knows them."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.accounts.actions.accounts import join_proven
from members.accounts.actions.guests import (
    guest_at,
    register_guest,
)
from members.models import Member, User
from pafso.mail.models import Mail
from tests.factories.people import Cast, make_guest, make_user, on_the_roll
from tests.members.walk import code_in, log_in, newest

from .test_guests import CONFIRM, NEW, SIGNUP, WANTED, come_in, verbs
from .test_login import hashes


def registered(client: Client) -> User:
    """The full account, with the mail and the rows of the trail that it has once."""
    user = User.objects.get(emailaddress__email="imani@example.org")
    assert (user.is_guest, user.has_usable_password()) == (False, True)
    assert verbs().count("guest_registered") == 1
    assert Mail.objects.filter(event="members/guest_registered", to=user.email).count() == 1
    assert not Mail.objects.filter(event__in=["members/password_changed", "members/password_reset"]).exists()
    assert log_in(Client(), "imani@example.org", NEW).headers["Location"] == "/en/account/"
    return user


def test_a_guest_chooses_a_password_on_their_page(client: Client, db: None) -> None:
    come_in(client)
    guest = User.objects.get()
    page = client.get("/en/account/").content.decode()

    client.post("/en/accounts/password/set/", {"password1": NEW, "password2": NEW})

    assert 'href="/en/accounts/password/set/"' in page
    assert "The association knows your address" not in page
    assert registered(client) == guest
    assert client.get("/en/account/").status_code == 302


def test_a_sign_in_that_is_not_recent_is_asked_for_first(client: Client, db: None, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    come_in(client)
    time_machine.move_to("2027-03-01T12:06:00Z", tick=False)

    answer = client.post("/en/accounts/password/set/", {"password1": NEW, "password2": NEW})

    assert answer.headers["Location"] == "/en/account/"
    assert User.objects.get().is_guest


def sign_up(client: Client, **changes: str) -> Any:
    typed = {"name": "Imani N. Guest", "email": "imani@example.org", "password1": NEW, "language": "en"}
    return client.post(f"{SIGNUP}?next={WANTED}", {**typed, "time_zone": "", "next": WANTED, **changes})


def test_a_guest_registers_by_the_ordinary_sign_up(client: Client, db: None) -> None:
    guest = make_guest("Imani Guest", "imani@example.org", time_zone="Africa/Dakar")
    elsewhere = Client()
    come_in(elsewhere)
    asked = sign_up(client)
    still = User.objects.get().is_guest

    done = client.post(CONFIRM, {"code": code_in(newest("signup_code_asked"))})

    assert (asked.headers["Location"], still, done.headers["Location"]) == (CONFIRM, True, WANTED)
    assert registered(client) == guest
    assert client.get("/en/account/").context["user"].name == "Imani N. Guest"
    assert User.objects.values_list("language", "time_zone").get() == ("en", "Africa/Dakar")
    assert elsewhere.get("/en/account/").status_code == 302
    assert UserSession.objects.filter(user=guest).count() == 2  # this one, and the one that tried the password
    assert "guest_registering" not in client.session


@pytest.mark.req("R05")
def test_a_guests_address_costs_a_sign_up_what_others_cost(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    done = hashes(monkeypatch)
    make_guest("Imani Guest", "imani@example.org")
    seen = {}
    for email in ("imani@example.org", "alix@example.org", "noemie@example.org"):
        visitor, before = Client(), len(done)
        with CaptureQueriesContext(connection) as asked:
            answer = sign_up(visitor, email=email)
        cost = len(asked)  # the next request begins to count anew
        wrong = [visitor.post(CONFIRM, {"code": "WRONG2"}).status_code for _ in range(3)]
        seen[email] = (answer.status_code, answer.headers["Location"], wrong, len(done) - before, cost)

    assert len({repr(each) for each in seen.values()}) == 1, seen
    assert seen["imani@example.org"][:4] == (302, CONFIRM, [200, 200, 302], 1)


def test_another_code_of_the_sign_up_is_the_same(client: Client, db: None) -> None:
    make_guest("Imani Guest", "imani@example.org")
    sign_up(client)
    first = code_in(newest("signup_code_asked"))

    client.post(CONFIRM, {"action": "resend"})

    assert Mail.objects.filter(event="members/signup_code_asked").count() == 2
    assert code_in(newest("signup_code_asked")) == first
    client.post(CONFIRM, {"code": first})
    registered(client)


def test_of_two_who_register_at_once_the_first_chose_the_password(db: None) -> None:
    make_guest("Imani Guest", "imani@example.org")
    first, second = Client(), Client()
    sign_up(first)
    code = code_in(newest("signup_code_asked"))
    sign_up(second, password1="une autre phrase bien longue")
    other = code_in(newest("signup_code_asked"))

    first.post(CONFIRM, {"code": code})
    late = second.post(CONFIRM, {"code": other})

    registered(first)
    assert late.headers["Location"] == "/en/accounts/password/reset/"
    assert second.get("/en/account/").status_code == 302


def test_what_was_typed_for_another_address_is_not_taken(client: Client, db: None) -> None:
    make_guest("Imani Guest", "imani@example.org")
    sign_up(client)
    client.post("/en/accounts/logout/", {"next": SIGNUP})
    sign_up(client, email="other@example.org")

    client.post(CONFIRM, {"code": code_in(newest("signup_code_asked"))})

    assert User.objects.get(email="imani@example.org").is_guest
    assert not User.objects.get(email="other@example.org").is_guest


def test_a_new_password_by_a_code_registers_too(client: Client, db: None) -> None:
    make_guest("Imani Guest", "imani@example.org")
    client.post("/en/accounts/password/reset/", {"email": "imani@example.org"})
    there = client.post("/en/accounts/password/reset/confirm/", {"code": code_in(newest("reset_code_asked"))}).headers[
        "Location"
    ]

    client.post(there, {"password1": NEW, "password2": NEW})

    registered(client)


def test_registering_twice_changes_nothing(db: None) -> None:
    guest = make_guest("Imani Guest", "imani@example.org")
    stale = User.objects.get(pk=guest.pk)

    assert register_guest(guest, hashed=guest_hash())
    assert not register_guest(stale, hashed="!")
    assert verbs().count("guest_registered") == 1
    assert User.objects.get().password == guest_hash()


def guest_hash() -> str:
    return "md5$a$b"


def test_the_roll_is_joined_with_the_password_and_not_before(client: Client, db: None) -> None:
    member = on_the_roll("imani@example.org", "2001", name="Imani on the roll")
    come_in(client)
    join_proven()
    early = Member.objects.get(pk=member.pk).user
    page = client.get("/en/account/").text

    client.post("/en/accounts/password/set/", {"password1": NEW, "password2": NEW})

    assert early is None
    assert "The association knows your address" in page
    assert Member.objects.get(pk=member.pk).user == registered(client)


def test_the_office_finds_a_guest_by_a_confirmed_address_only(db: None) -> None:
    guest = make_guest("Imani Guest", "imani@example.org")
    make_user("Full", "full@example.org")

    assert guest_at(" Imani@Example.org") == guest
    assert guest_at("full@example.org") is None


def test_another_address_of_a_guest_joins_nobody_to_the_roll(client: Client, db: None) -> None:
    member = on_the_roll("imani@mission.example", "2001", name="Imani on the roll")
    come_in(client)
    client.post("/en/accounts/email/", {"email": "imani@mission.example", "action_add": ""})
    client.post(CONFIRM, {"code": code_in(newest("address_code_asked"))})
    early = Member.objects.get(pk=member.pk).user

    client.post("/en/accounts/password/set/", {"password1": NEW, "password2": NEW})

    assert early is None
    assert Member.objects.get(pk=member.pk).user == User.objects.get()
