"""Guests: an account by a code alone, which has no more than its nominations until its owner chooses a password."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.accounts.actions.accounts import join_proven
from members.accounts.actions.guests import (
    OF_THE_ACCOUNT,
    Newcomer,
    forget_idle_guests,
    guest_at,
    open_guest,
    register_guest,
)
from members.beat import clear_expired
from members.models import Member, User
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from pafso.web.typed_text import PREFIX, SESSION_KEY, mark_of
from tests.factories.awards import make_award, make_cycle, make_draft
from tests.factories.people import PASSWORD, Cast, make_guest, make_user, on_the_roll
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
        page = answer.content.decode().replace(email, "")
        wrong = [visitor.post(CODE, {"code": "WRONG2"}).status_code for _ in range(3)]
        seen[email] = (answer.status_code, answer.redirect_chain, len(asked), len(page), wrong, len(done))

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


# --- Registering ----------------------------------------------------------------------------------------------------
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
    elsewhere.force_login(guest)
    asked = sign_up(client)
    still = User.objects.get().is_guest

    done = client.post(CONFIRM, {"code": code_in(newest("signup_code_asked"))})

    assert (asked.headers["Location"], still, done.headers["Location"]) == (CONFIRM, True, WANTED)
    assert registered(client) == guest
    assert client.get("/en/account/").context["user"].name == "Imani N. Guest"
    assert User.objects.values_list("language", "time_zone").get() == ("en", "Africa/Dakar")
    assert elsewhere.get("/en/account/").status_code == 302
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
        wrong = [visitor.post(CONFIRM, {"code": "WRONG2"}).status_code for _ in range(3)]
        seen[email] = (answer.status_code, answer.headers["Location"], wrong, len(done) - before, len(asked))

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

    client.post("/en/accounts/password/set/", {"password1": NEW, "password2": NEW})

    assert early is None
    assert Member.objects.get(pk=member.pk).user == registered(client)


def test_the_office_finds_a_guest_by_a_confirmed_address_only(db: None) -> None:
    guest = make_guest("Imani Guest", "imani@example.org")
    make_user("Full", "full@example.org")

    assert guest_at(" Imani@Example.org") == guest
    assert guest_at("full@example.org") is None


@pytest.mark.parametrize("right", ["is_staff", "is_superuser", "needs_second_step"])
def test_the_database_gives_a_guest_no_right(db: None, right: str) -> None:
    guest = make_guest("Imani Guest", "imani@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=guest.pk).update(**{right: True})


def test_the_database_gives_a_guest_no_password(db: None) -> None:
    guest = make_guest("Imani Guest", "imani@example.org")
    guest.set_password(NEW)

    with pytest.raises(IntegrityError), transaction.atomic():
        guest.save()


# --- Leaving by themselves ------------------------------------------------------------------------------------------
def test_a_guest_who_holds_nothing_leaves_after_thirty_days(cast: Cast, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    idle, busy, back = (make_guest(name, f"{name}@example.org") for name in ("idle", "busy", "back"))
    draft = make_draft(make_cycle(make_award("guests"), guests_nominate=True), busy)
    time_machine.move_to("2027-03-20T12:00:00Z", tick=False)
    Client().force_login(back)
    time_machine.move_to("2027-03-31T11:59:59Z", tick=False)
    early = forget_idle_guests()
    time_machine.move_to("2027-03-31T12:00:00Z", tick=False)

    clear_expired()

    assert early == 0
    assert set(User.objects.filter(is_guest=True)) == {busy, back}
    assert User.objects.filter(pk=cast.newcomer.pk).exists()
    assert draft.nominator == busy
    entry = Entry.objects.get(verb="guest_removed")
    assert (entry.subject_id, entry.by_id) == (str(idle.pk), None)
    assert forget_idle_guests() == 0


def test_only_what_is_of_the_account_itself_lets_a_guest_go() -> None:
    """A new model that points to accounts keeps a guest until somebody decides otherwise."""
    there = {relation.related_model._meta.label for relation in User._meta.related_objects}

    assert there > OF_THE_ACCOUNT
    assert {"awards.Nomination", "members.Closing", "members.Copy"} <= there - OF_THE_ACCOUNT


# --- A shared browser -----------------------------------------------------------------------------------------------
DETAILS = "/en/account/details/"


def types_after_the_session_ended(client: Client, user: User) -> str:
    """USER sends a form without a session: where it leads."""
    client.force_login(user)
    Session.objects.filter(session_key=client.session.session_key).delete()
    typed = {PREFIX + mark_of(user): "", "name": "Sandpiper7"}
    return str(client.post(DETAILS, typed).headers["Location"])


@pytest.mark.req("R48")
def test_what_a_guest_typed_comes_back_by_the_door(client: Client, db: None) -> None:
    there = types_after_the_session_ended(client, make_guest("Imani Guest", "imani@example.org"))
    door = client.get(there.replace("/login/", "/guest/")).content.decode()

    done = come_in(client, next=DETAILS)

    assert "What you typed is kept" in door
    assert done.status_code == 302
    assert "Sandpiper7" in client.get(DETAILS).content.decode()


@pytest.mark.req("R48")
def test_what_a_guest_typed_is_dropped_for_the_next_person(cast: Cast, client: Client) -> None:
    types_after_the_session_ended(client, make_guest("Imani Guest", "imani@example.org"))

    log_in(client, "alix@example.org")

    assert SESSION_KEY not in client.session
    assert "Sandpiper7" not in client.get(DETAILS).content.decode()


@pytest.mark.req("R48")
def test_what_a_member_typed_is_dropped_for_a_guest(cast: Cast, client: Client) -> None:
    types_after_the_session_ended(client, cast.officer)

    come_in(client)

    assert SESSION_KEY not in client.session
    assert "Sandpiper7" not in client.get(DETAILS).content.decode()


# --- Apps -----------------------------------------------------------------------------------------------------------
APP = "/api/auth/app/v1"


@pytest.mark.req("R14", "R20")
def test_an_app_has_nothing_for_a_guest(client: Client, db: None) -> None:
    make_guest("Imani Guest", "imani@example.org")
    asked = client.post(f"{APP}/auth/code/request", {"email": "imani@example.org"}, content_type="application/json")
    begun = asked.json()["meta"]["session_token"]
    body = {"code": code_in(newest("login_code_asked"))}
    opened = Client().post(
        f"{APP}/auth/code/confirm", body, content_type="application/json", headers={"X-Session-Token": begun}
    )
    token = opened.json()["meta"]["session_token"]

    doors = [f"{APP}/account/email", f"{APP}/account/authenticators", f"{APP}/auth/sessions", reverse("api:me")]
    answers = [Client().get(path, headers={"X-Session-Token": token}).status_code for path in doors]

    assert answers == [410, 410, 410, 401]


def test_an_app_that_signs_up_with_a_guests_address_registers_nobody(client: Client, db: None) -> None:
    make_guest("Imani Guest", "imani@example.org")
    body = {"email": "imani@example.org", "password": NEW, "name": "X", "language": "en"}

    client.post(f"{APP}/auth/signup", body, content_type="application/json")

    assert newest("signup_repeated").to == "imani@example.org"
    assert User.objects.get().is_guest
