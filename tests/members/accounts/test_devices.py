"""Devices: known again by a number that only the browser has, listed beside the sessions, forgotten with a fresh proof."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.accounts.actions.devices import forget_device, see_device
from members.beat import clear_expired
from members.models import Device, User
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from tests.factories.people import PASSWORD, Cast
from tests.members.walk import log_in

PAGE = "/en/accounts/sessions/"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
IPHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU) Safari/605"}
APP = "/api/auth/app/v1/auth/login"


@pytest.fixture
def known(cast: Cast) -> Client:
    """Benoît's computer: his first sign-in was there."""
    client = Client(headers=FIREFOX)
    log_in(client, "benoit@example.org")
    return client


def prove(client: Client) -> None:
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})


def announced() -> list[str]:
    return list(Mail.objects.filter(event="members/new_device_seen").order_by("id").values_list("to", flat=True))


@pytest.mark.req("R12", "R19")
def test_only_the_digest_of_a_browser_is_kept(known: Client, cast: Cast) -> None:
    carried = known.cookies["pafso_device"]
    device = Device.objects.get()

    assert (device.user, device.name, device.forgotten_at) == (cast.colleague, "Firefox, Linux", None)
    assert device.digest == sha256(carried.value.encode()).hexdigest()
    assert len(carried.value) == 43
    assert (carried["httponly"], carried["samesite"]) == (True, "Lax")
    assert carried.value not in str(known.session.items())


def test_one_browser_of_two_people_is_two_devices(known: Client, cast: Cast) -> None:
    number = known.cookies["pafso_device"].value
    known.post("/en/accounts/logout/")

    log_in(known, "alix@example.org")

    assert known.cookies["pafso_device"].value == number
    assert set(Device.objects.values_list("user", flat=True)) == {cast.colleague.pk, cast.officer.pk}


@pytest.mark.req("R12")
def test_a_browser_that_others_use_is_still_new_for_a_person(known: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.officer.pk).update(last_login=cast.officer.date_joined)
    known.post("/en/accounts/logout/")

    log_in(known, "alix@example.org")

    assert announced() == ["alix@example.org"]


def test_the_page_lists_devices_and_sessions_in_a_fixed_number_of_queries(known: Client, cast: Cast) -> None:
    known.get(PAGE)
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = known.get(PAGE).content.decode()
        costs.append(len(queries))
        for _ in range(2):
            log_in(Client(headers=IPHONE), "benoit@example.org")

    assert costs[0] == costs[1]
    assert page.count("Remove this device") == 3
    assert page.count("End it") == 2
    assert (page.count("This one"), page.count("This device<")) == (1, 1)
    assert ("Firefox, Linux" in page, "Safari, iPhone" in page) == (True, True)


@pytest.mark.req("R11", "R12")
def test_forgetting_ends_its_sessions_and_announces_the_next(known: Client, cast: Cast) -> None:
    phone = Client(headers=IPHONE)
    log_in(phone, "benoit@example.org")
    again = Client(headers=IPHONE)
    again.cookies["pafso_device"] = phone.cookies["pafso_device"].value
    log_in(again, "benoit@example.org")
    device = Device.objects.get(name="Safari, iPhone")
    prove(known)

    answer = known.post(f"/en/account/devices/{device.pk}/forget/", follow=True)
    ended = [phone.get(PAGE).status_code, again.get(PAGE).status_code, known.get(PAGE).status_code]
    log_in(phone, "benoit@example.org")

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "That device has been removed" in answer.content.decode()
    assert ended == [302, 302, 200]
    assert announced() == ["benoit@example.org"] * 2
    assert Entry.objects.get(verb="device_forgotten").changes == {"device": "Safari, iPhone"}
    assert Device.objects.get(pk=device.pk).forgotten_at is None


def test_an_apps_token_ends_with_its_device(known: Client, cast: Cast) -> None:
    body = {"email": "benoit@example.org", "password": PASSWORD}
    answer = Client(headers={"User-Agent": "PafsoApp/1"}).post(APP, body, content_type="application/json")
    reader = Client(headers={"X-Session-Token": answer.json()["meta"]["session_token"]})
    opened = reader.get("/api/v1/members/me/").status_code

    forget_device(Device.objects.get(name="PafsoApp/1"), by=cast.colleague)

    assert (opened, reader.get("/api/v1/members/me/").status_code in {401, 403}) == (200, True)


def test_forgetting_the_one_in_use_leads_to_the_login(known: Client) -> None:
    prove(known)

    answer = known.post(f"/en/account/devices/{Device.objects.get().pk}/forget/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/en/accounts/login/")
    assert not UserSession.objects.exists()


@pytest.mark.req("R11")
def test_forgetting_takes_a_fresh_proof_and_a_post(known: Client, time_machine: Any) -> None:
    path = f"/en/account/devices/{Device.objects.get().pk}/forget/"
    time_machine.move_to(timezone.now() + timedelta(minutes=6))

    assert known.get(path).status_code == 405
    assert known.post(path).headers["Location"].startswith("/en/accounts/reauthenticate/?next=")
    assert Device.objects.get().forgotten_at is None


@pytest.mark.req("R15")
def test_another_persons_device_does_not_exist(known: Client, cast: Cast, client: Client) -> None:
    device = Device.objects.get()
    log_in(client, "alix@example.org")
    prove(client)

    answer = client.post(f"/en/account/devices/{device.pk}/forget/")

    assert answer.status_code == 404
    assert Device.objects.get(pk=device.pk).forgotten_at is None
    assert "Firefox, Linux" not in client.get(PAGE).content.decode()
    assert known.get(PAGE).status_code == 200


def test_forgetting_twice_is_once(known: Client, cast: Cast) -> None:
    device = Device.objects.get()

    for _ in range(2):
        forget_device(device, by=cast.colleague)

    assert Entry.objects.filter(verb="device_forgotten").count() == 1


def test_a_device_is_noted_without_a_word_at_the_very_first_sign_in(cast: Cast) -> None:
    for digest, is_first in (("a" * 64, True), ("a" * 64, False), ("b" * 64, False)):
        see_device(cast.officer, digest=digest, user_agent="", is_first=is_first)

    assert Device.objects.filter(user=cast.officer).count() == 2
    assert announced() == ["alix@example.org"]


def test_devices_that_were_not_seen_for_a_year_are_swept(cast: Cast, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    see_device(cast.officer, digest="a" * 64, user_agent="", is_first=True)
    time_machine.move_to("2028-02-29T11:59:00Z", tick=False)
    clear_expired()
    kept = Device.objects.count()
    time_machine.move_to("2028-02-29T12:00:01Z", tick=False)

    clear_expired()

    assert (kept, Device.objects.count()) == (1, 0)
