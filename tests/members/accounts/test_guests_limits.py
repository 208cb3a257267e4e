"""What a guest has and has not: no right, no password, nothing by an app, nothing of the next person on a browser; and how one leaves."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from awards.models import Nomination
from members.accounts.actions.guests import (
    OF_THE_ACCOUNT,
    Newcomer,
    forget_idle_guests,
    open_guest,
)
from members.beat import clear_expired
from members.models import Closing, User
from members.privacy.actions.closing import close_due_accounts
from pafso.audit.models import Entry
from pafso.web.typed_text import PREFIX, SESSION_KEY, mark_of
from tests.factories.awards import make_award, make_cycle, make_draft
from tests.factories.contests import make_contest
from tests.factories.office import fields_of, open_and_save
from tests.factories.people import Cast, make_guest, make_user
from tests.members.walk import code_in, log_in, newest

from .test_guests import DOOR, NEW, come_in, who


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


def test_what_was_typed_at_the_door_leaves_with_the_next_login(cast: Cast, client: Client) -> None:
    make_guest("Known Guest", "known@example.org")
    client.post(DOOR, who())
    typed = {"name": "Known", "email": "known@example.org", "password1": NEW, "language": "en", "time_zone": ""}
    other = Client()
    other.post("/en/accounts/signup/", typed)
    waited = "guest_code" in client.session, "guest_registering" in other.session

    log_in(client, "alix@example.org")
    come_in(other, email="alix@example.org")

    assert waited == (True, True)
    for visitor in (client, other):
        assert not {"guest_code", "guest_registering"} & set(visitor.session.keys())
        assert visitor.get("/en/account/").context["user"] == cast.officer


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


# --- What public pages say to a guest -------------------------------------------------------------------------------
def test_public_pages_lead_a_guest_to_the_password(client: Client, db: None) -> None:
    make_contest("2027")
    client.force_login(make_guest("Imani Guest", "imani@example.org"))

    membership = client.get("/en/account/application/").text
    photos = client.get("/en/contests/").text

    assert "applying takes a full account" in membership and "Start the application" not in membership
    assert "Entering a photo takes a full account." in photos and "Enter a photo<" not in photos
    assert all('class="button" href="/en/accounts/password/set/"' in page for page in (membership, photos))


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    client.force_login(cast.staff)
    return client


def test_the_office_sees_who_is_a_guest(desk: Client) -> None:
    guest = make_guest("Imani Guest", "imani@example.org")
    make_user("Full", "full@example.org")

    page = desk.get("/admin/members/user/?is_guest__exact=1").text
    form = desk.get(f"/admin/members/user/{guest.pk}/change/").text

    assert "imani@example.org" in page and "full@example.org" not in page
    assert "field-is_guest" in form


@pytest.mark.parametrize("right", ["is_staff", "is_superuser", "needs_second_step"])
def test_the_office_gives_a_guest_no_right(desk: Client, right: str) -> None:
    guest = make_guest("Imani Guest", "imani@example.org")

    page = open_and_save(
        desk,
        f"/admin/members/user/{guest.pk}/change/",
        {**fields_of(desk.get(f"/admin/members/user/{guest.pk}/change/").text), right: "on"},
    )

    assert "A guest has no rights. Ask the person to choose a password first." in page.text
    assert not getattr(User.objects.get(pk=guest.pk), right)


def test_what_is_held_about_a_guest_says_so_and_closing_ends_it(client: Client, db: None) -> None:
    guest = make_guest("Imani Guest", "imani@example.org")
    draft = make_draft(make_cycle(make_award("guests"), guests_nominate=True), guest)
    come_in(client)

    held = client.get("/en/account/held/").text
    client.post("/en/account/closing/", {"sure": "on"})
    closing = Closing.objects.get()
    close_due_accounts(now=closing.due_at)

    assert "<dt>Guest</dt><dd>yes</dd>" in held
    guest.refresh_from_db()
    assert (guest.name, guest.is_active, guest.is_guest) == ("Closed account / Compte fermé", False, False)
    assert not Nomination.objects.filter(pk=draft.pk).exists()
    assert open_guest("imani@example.org", Newcomer("Again", "en")) not in (None, guest)
