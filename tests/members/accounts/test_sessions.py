"""How long a session lasts, what it costs, who can end it, and that ending means all of it."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.accounts import sessions
from members.beat import clear_expired
from members.models import User
from pafso.audit.models import Entry
from tests.factories.people import PASSWORD, Cast
from tests.members.walk import log_in

ME = "/en/account/"
NOON = "2027-03-01T12:00:00Z"


@pytest.mark.req("R10")
@pytest.mark.parametrize(
    ("who", "visits", "opens"),
    [
        ("officer", ["2027-03-14T12:00:00Z", "2027-03-28T11:59:00Z"], True),
        ("officer", ["2027-03-15T12:00:01Z"], False),
        ("staff", ["2027-03-01T12:29:00Z", "2027-03-01T12:58:00Z"], True),
        ("staff", ["2027-03-01T12:30:01Z"], False),
        (
            "staff",
            [f"2027-03-01T{hour:02}:{minute}:00Z" for hour in range(12, 24) for minute in ("05", "25", "45")],
            True,
        ),
        (
            "staff",
            [f"2027-03-01T{hour:02}:{minute}:00Z" for hour in range(12, 24) for minute in ("05", "25", "45")]
            + ["2027-03-02T00:00:01Z"],
            False,
        ),
    ],
)
def test_a_session_lasts_as_long_as_it_should(
    cast: Cast, client: Client, time_machine: Any, who: str, visits: list[str], opens: bool
) -> None:
    time_machine.move_to(NOON, tick=False)
    client.force_login(getattr(cast, who))
    client.get(ME)

    for visit in visits:
        time_machine.move_to(visit, tick=False)
        answer = client.get(ME)

    assert (answer.status_code == 200) is opens


def test_a_session_in_use_is_written_every_few_minutes_only(cast: Cast, client: Client, time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)
    client.force_login(cast.staff)
    client.get(ME)
    time_machine.move_to("2027-03-01T12:01:59Z", tick=False)
    with CaptureQueriesContext(connection) as quiet:
        client.get("/en/streams/")
    time_machine.move_to("2027-03-01T12:02:01Z", tick=False)
    with CaptureQueriesContext(connection) as busy:
        client.get("/en/streams/")

    assert [query["sql"].split()[0] for query in quiet] == ["SELECT"] * 3  # session, account, streams
    assert sorted(query["sql"].split()[0] for query in busy if "SAVEPOINT" not in query["sql"]) == [
        *["SELECT"] * 3,
        *["UPDATE"] * 2,
    ]


def test_strangers_cost_no_query_for_their_session(client: Client, db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        client.get("/en/streams/")


@pytest.mark.req("R09")
def test_logging_out_takes_a_post_and_ends_every_session(cast: Cast, client: Client) -> None:
    phone = Client()
    log_in(phone, "alix@example.org")
    log_in(client, "alix@example.org")

    asked = client.get("/en/accounts/logout/")
    still = client.get(ME).status_code
    client.post("/en/accounts/logout/")

    assert (asked.status_code, still) == (200, 200)
    assert [client.get(ME).status_code, phone.get(ME).status_code] == [302, 302]
    assert Entry.objects.filter(verb="logged_out", by=cast.officer).count() == 1
    assert not UserSession.objects.filter(user=cast.officer).exists()


@pytest.mark.req("R09", "R11")
def test_a_new_password_ends_every_session_and_is_told(cast: Cast, client: Client) -> None:
    phone = Client()
    log_in(phone, "alix@example.org")
    log_in(client, "alix@example.org")
    new = "quatre chats gris sur un toit"

    wrong = client.post(
        "/en/accounts/password/change/", {"oldpassword": "not the old one", "password1": new, "password2": new}
    )
    client.post("/en/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert wrong.status_code == 200
    assert [client.get(ME).status_code, phone.get(ME).status_code] == [302, 302]
    assert Entry.objects.filter(verb="password_changed", by=cast.officer).count() == 1
    assert log_in(Client(), "alix@example.org", new).status_code == 302


@pytest.mark.req("R09")
def test_closing_an_account_ends_its_sessions(as_member: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)

    assert as_member.get(ME).status_code == 302


@pytest.mark.req("R11")
def test_people_see_their_sessions_and_end_them(cast: Cast, client: Client) -> None:
    phone = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"})
    log_in(phone, "alix@example.org")
    log_in(client, "alix@example.org", headers={"User-Agent": "Mozilla/5.0 (Windows) Firefox/140"})
    stranger = Client()
    log_in(stranger, "benoit@example.org")
    of_phone = UserSession.objects.get(session_key=phone.cookies["sessionid"].value)

    page = client.get("/en/accounts/sessions/").content.decode()
    foreign = stranger.post(f"/en/account/sessions/{of_phone.pk}/end/")
    client.post(f"/en/account/sessions/{of_phone.pk}/end/")

    assert "Safari, iPhone" in page
    assert "Firefox, Windows" in page
    assert foreign.status_code == 404
    assert [phone.get(ME).status_code, client.get(ME).status_code] == [302, 200]


@pytest.mark.req("R11")
def test_all_the_others_end_at_once(cast: Cast, client: Client) -> None:
    others = [Client(), Client()]
    for other in others:
        log_in(other, "alix@example.org")
    log_in(client, "alix@example.org")

    client.post("/en/accounts/sessions/")

    assert [other.get(ME).status_code for other in others] == [302, 302]
    assert client.get(ME).status_code == 200


@pytest.mark.req("R11")
def test_a_proof_is_fresh_for_five_minutes(cast: Cast, client: Client, time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)
    client.force_login(cast.officer)
    enrolment = "/en/accounts/2fa/totp/activate/"
    client.post(f"/en/accounts/reauthenticate/?next={enrolment}", {"password": PASSWORD})
    time_machine.move_to("2027-03-01T12:04:59Z", tick=False)
    fresh = client.get(enrolment).status_code
    time_machine.move_to("2027-03-01T12:05:01Z", tick=False)

    assert (fresh, client.get(enrolment).status_code) == (200, 302)


def test_ending_all_reaches_sessions_that_are_listed_nowhere(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer)
    UserSession.objects.all().delete()

    sessions.end_all(cast.officer)

    assert client.get(ME).status_code == 302


def test_old_sessions_are_swept(cast: Cast, client: Client, time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)
    log_in(client, "alix@example.org")
    time_machine.move_to("2027-03-20T12:00:00Z", tick=False)

    clear_expired()

    assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)
