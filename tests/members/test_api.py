"""One's own details for programs, and the app's token: sign in, use it, end it; no token for staff without the second step."""

from typing import Any

import pytest
from django.test import Client

from members.models import User
from tests.factories.people import PASSWORD, Cast

from .walk import app_code, enrol

APP = "/api/auth/app/v1"
ME = "/api/v1/members/me/"
JSON = "application/json"


def token_for(email: str, client: Client, password: str = PASSWORD) -> Any:
    return client.post(f"{APP}/auth/login", {"email": email, "password": password}, content_type=JSON)


def test_one_reads_ones_own_details(as_member: Client, django_assert_num_queries: Any) -> None:
    as_member.get(ME)

    with django_assert_num_queries(2):
        answer = as_member.get(ME)

    assert answer.json() == {
        "name": "Alix Tremblay-Okafor",
        "email": "alix@example.org",
        "language": "en",
        "time_zone": "Asia/Kabul",
    }


@pytest.mark.req("R20")
def test_strangers_and_writers_are_refused(as_member: Client, cast: Cast) -> None:
    assert Client().get(ME).status_code in {401, 403}
    for verb in ("put", "patch", "post", "delete"):
        assert getattr(as_member, verb)(ME, {"is_staff": True}, content_type=JSON).status_code in {403, 405}
    assert not User.objects.get(pk=cast.officer.pk).is_staff


def test_an_app_signs_in_reads_and_signs_out(cast: Cast, client: Client, django_assert_num_queries: Any) -> None:
    answer = token_for("alix@example.org", client)
    token = answer.json()["meta"]["session_token"]
    reader = Client(headers={"X-Session-Token": token})

    with django_assert_num_queries(3):
        own = reader.get(ME)
    ended = Client(headers={"X-Session-Token": token}).delete(f"{APP}/auth/session")

    assert own.json()["email"] == "alix@example.org"
    assert ended.status_code == 401
    assert reader.get(ME).status_code in {401, 403}


@pytest.mark.req("R07")
def test_staff_without_a_factor_reach_nothing_with_a_token(cast: Cast, client: Client) -> None:
    token = token_for("dominique@example.org", client).json()["meta"].get("session_token", "none")
    reader = Client(headers={"X-Session-Token": token})

    assert reader.get(ME).status_code in {401, 403}
    assert reader.get(f"{APP}/account/email").status_code in {401, 410}
    assert reader.post(f"{APP}/account/password/change", {}, content_type=JSON).status_code in {401, 410}
    assert Client(headers={"Cookie": f"sessionid={token}"}).get("/admin/").status_code == 302


@pytest.mark.req("R07")
def test_staff_with_the_second_step_get_in(cast: Cast, client: Client) -> None:
    factor = enrol(cast.staff)
    begun = token_for("dominique@example.org", client)
    pending = begun.json()["meta"]["session_token"]
    early = Client(headers={"X-Session-Token": pending}).get(ME).status_code

    done = Client(headers={"X-Session-Token": pending}).post(
        f"{APP}/auth/2fa/authenticate", {"code": app_code(factor)}, content_type=JSON
    )

    token = done.json()["meta"]["session_token"]
    assert (begun.status_code, early in {401, 403}, done.status_code) == (401, True, 200)
    assert token != pending
    assert Client(headers={"X-Session-Token": token}).get(ME).json()["email"] == "dominique@example.org"


@pytest.mark.req("R07", "R21")
def test_a_token_dies_when_its_owner_becomes_staff(cast: Cast, client: Client) -> None:
    token = token_for("alix@example.org", client).json()["meta"]["session_token"]
    User.objects.filter(pk=cast.officer.pk).update(is_staff=True)

    assert Client(headers={"X-Session-Token": token}).get(ME).status_code in {401, 403}


@pytest.mark.req("R10")
def test_a_token_runs_out_like_any_session(cast: Cast, client: Client, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    token = token_for("alix@example.org", client).json()["meta"]["session_token"]
    reader = Client(headers={"X-Session-Token": token})
    time_machine.move_to("2027-03-15T11:59:00Z", tick=False)
    used = reader.get(ME).status_code
    time_machine.move_to("2027-03-29T11:59:01Z", tick=False)

    assert (used, reader.get(ME).status_code in {401, 403}) == (200, True)


@pytest.mark.req("R09")
def test_logging_out_on_the_site_ends_the_apps_token(cast: Cast, client: Client) -> None:
    token = token_for("alix@example.org", Client()).json()["meta"]["session_token"]
    client.force_login(cast.officer)

    client.post("/en/accounts/logout/")

    assert Client(headers={"X-Session-Token": token}).get(ME).status_code in {401, 403}


@pytest.mark.req("R04")
def test_the_apps_door_is_limited_like_the_page(cast: Cast, client: Client) -> None:
    answers = [token_for("alix@example.org", client, f"guess {n}").json() for n in range(6)]

    assert "too_many_tries" in str(answers[5])
    assert "alix" not in str(answers[5])


@pytest.mark.req("R05")
def test_the_apps_door_tells_nobody_who_has_an_account(cast: Cast) -> None:
    for path in ("auth/login", "auth/password/request", "auth/code/request"):
        seen = []
        for email in ("benoit@example.org", "nobody@example.org"):
            answer = Client().post(f"{APP}/{path}", {"email": email, "password": "wrong one here"}, content_type=JSON)
            body = answer.json()
            body.get("meta", {}).pop("session_token", None)
            seen.append((answer.status_code, str(body).replace(email, "…")))

        assert seen[0] == seen[1], path


@pytest.mark.req("R05")
def test_signing_up_through_the_app_tells_nothing_either(cast: Cast) -> None:
    seen = []
    for email in ("benoit@example.org", "nobody@example.org"):
        form = {"name": "N. N.", "email": email, "password": "tulipe rouge sous la pluie", "language": "fr"}
        answer = Client().post(f"{APP}/auth/signup", form, content_type=JSON)
        body = answer.json()
        body["meta"].pop("session_token")
        seen.append((answer.status_code, str(body).replace(email, "…")))

    assert seen[0] == seen[1]
    assert User.objects.get(email="nobody@example.org").name == "N. N."


@pytest.mark.req("R10")
def test_a_staff_token_runs_out_after_half_an_hour(cast: Cast, client: Client, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    factor = enrol(cast.staff)
    pending = token_for("dominique@example.org", client).json()["meta"]["session_token"]
    door = Client(headers={"X-Session-Token": pending})
    done = door.post(f"{APP}/auth/2fa/authenticate", {"code": app_code(factor)}, content_type=JSON)
    reader = Client(headers={"X-Session-Token": done.json()["meta"]["session_token"]})
    time_machine.move_to("2027-03-01T12:29:00Z", tick=False)
    used = reader.get(ME).status_code
    time_machine.move_to("2027-03-01T12:59:01Z", tick=False)

    assert (used, reader.get(ME).status_code in {401, 403}) == (200, True)
