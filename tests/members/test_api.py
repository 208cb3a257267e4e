"""One's own details for programs, and the app's token: sign in, use it, end it; no token for staff without the second step."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.utils import timezone

from members.models import ContactDetail, Member, Posting, User
from pafso.audit.models import Entry
from tests.factories.people import PASSWORD, Cast

from .walk import app_code, code_in, enrol, newest

APP = "/api/auth/app/v1"
ME = "/api/v1/members/me/"
ADDRESSES, POSTINGS = f"{ME}addresses/", f"{ME}postings/"
DAKAR = {
    "mission": "Embassy",
    "city": "Dakar",
    "country": "Senegal",
    "time_zone": "Africa/Dakar",
    "starts_on": "2025-08-01",
}
JSON = "application/json"


def token_for(email: str, client: Client, password: str = PASSWORD) -> Any:
    return client.post(f"{APP}/auth/login", {"email": email, "password": password}, content_type=JSON)


def change(client: Client, address: str, sent: dict[str, Any]) -> Any:
    """PATCH what was just read."""
    return client.patch(address, sent, content_type=JSON, headers={"If-Match": client.get(address)["ETag"]})


def test_one_reads_ones_own_details(cast: Cast, as_member: Client, django_assert_num_queries: Any) -> None:
    ContactDetail.objects.create(member=Member.objects.get(user=cast.officer), kind="mobile", value="613 555 0142")
    as_member.get(ME)

    with django_assert_num_queries(7):
        answer = as_member.get(ME)

    assert answer.json() == {
        "name": "Alix Tremblay-Okafor",
        "preferred_name": "",
        "email": "alix@example.org",
        "language": "en",
        "time_zone": "Asia/Kabul",
        "employer": "",
        "contacts": {"mobile": {"value": "613 555 0142", "seen_by": "nobody"}},
        "membership": {
            "number": "1001",
            "class": "regular",
            "since": "2015-09-01",
            "in_good_standing": True,
            "reason": "Regular member since September 1, 2015. No dues are deducted from pay.",
        },
    }


def test_without_a_membership_the_reason_is_in_the_callers_language(cast: Cast, client: Client) -> None:
    client.force_login(cast.outsider)
    of_outsider = client.get(ME, headers={"Accept-Language": "fr"}).json()["membership"]
    client.force_login(cast.newcomer)

    assert (of_outsider["number"], of_outsider["class"], of_outsider["since"]) == ("1004", None, None)
    assert (of_outsider["in_good_standing"], "2020" in of_outsider["reason"]) == (False, True)
    assert "ended" not in of_outsider["reason"]
    assert client.get(ME).json()["membership"] is None


def test_what_is_named_is_changed(as_member: Client, cast: Cast) -> None:
    sent = {"preferred_name": "Lix", "contacts": {"postal": {"value": "1 rue A\nDakar", "seen_by": "mission"}}}

    answer = change(as_member, ME, sent)

    assert answer.status_code == 200
    assert (answer.json()["preferred_name"], answer.json()["name"]) == ("Lix", "Alix Tremblay-Okafor")
    assert answer.json()["contacts"] == sent["contacts"]
    assert Member.objects.get(user=cast.officer).preferred_name == "Lix"
    assert Entry.objects.get(verb="details_changed").changes == {"fields": ["preferred_name", "postal"]}
    change(as_member, ME, {"contacts": {"postal": {"value": "", "seen_by": "nobody"}}})
    assert as_member.get(ME).json()["contacts"] == {}


@pytest.mark.req("R20")
@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"is_staff": True}, "is_staff"),
        ({"email": "x@example.org"}, "email"),
        ({"membership": {"number": "9"}}, "membership"),
        ({"number": "9"}, "number"),
        ({"user": 1}, "user"),
        ({"class": "honorary"}, "class"),
        ({"time_zone_confirmed_at": None}, "time_zone_confirmed_at"),
        ({"contacts": {"fax": {"value": "1", "seen_by": "nobody"}}}, "contacts"),
        ({"contacts": {"mobile": {"value": "613 555 0142", "seen_by": "nobody", "member": 2}}}, "contacts"),
        ({"contacts": {"mobile": {"value": "abc", "seen_by": "nobody"}}}, "contacts"),
        ({"contacts": {"other_email": {"value": "abc", "seen_by": "nobody"}}}, "contacts"),
        ({"contacts": {"mobile": {"value": "613 555 0142"}}}, "contacts"),
        ({"contacts": {"mobile": {"seen_by": "mission"}}}, "contacts"),
        ({"contacts": {"mobile": {"value": "613 555 0142", "seen_by": "everybody"}}}, "contacts"),
        ({"name": ""}, "name"),
        ({"language": "de"}, "language"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
    ],
)
def test_what_cannot_be_changed_is_refused_with_all_that_came_with_it(
    as_member: Client, cast: Cast, sent: dict[str, Any], field: str
) -> None:
    before = User.objects.values().get(pk=cast.officer.pk), Member.objects.values().get(user=cast.officer)

    answer = as_member.patch(ME, {"preferred_name": "Mallory", **sent}, content_type=JSON)

    assert answer.status_code == 400
    assert (answer.json()["code"], set(answer.json()["fields"])) == ("invalid", {field})
    assert (User.objects.values().get(pk=cast.officer.pk), Member.objects.values().get(user=cast.officer)) == before
    assert not ContactDetail.objects.exists()


def test_people_who_are_not_on_the_roll_have_no_employer(cast: Cast, client: Client) -> None:
    client.force_login(cast.newcomer)

    answer = change(client, ME, {"employer": "gac"})

    assert (answer.status_code, answer.json()["code"]) == (422, "not_eligible")


@pytest.mark.req("R20")
def test_strangers_and_other_verbs_are_refused(as_member: Client, cast: Cast) -> None:
    for path in (ME, ADDRESSES, POSTINGS, f"{POSTINGS}1/"):
        for verb in ("get", "post", "patch", "put", "delete"):
            assert getattr(Client(), verb)(path, {}, content_type=JSON).status_code in {401, 403, 405}, (path, verb)
    for verb in ("put", "post", "delete"):
        assert getattr(as_member, verb)(ME, {"name": "X"}, content_type=JSON).status_code == 405
        assert getattr(as_member, verb)(ADDRESSES, {"email": "x@example.org"}, content_type=JSON).status_code == 405


@pytest.mark.req("R15", "R20")
@pytest.mark.parametrize("rows", [1, 3])
def test_addresses_are_ones_own(cast: Cast, as_member: Client, django_assert_num_queries: Any, rows: int) -> None:
    for n in range(rows - 1):
        EmailAddress.objects.create(user=cast.officer, email=f"alix{n}@example.org")

    as_member.get(ADDRESSES)
    with django_assert_num_queries(3):
        found = as_member.get(ADDRESSES).json()["results"]

    assert [row["email"] for row in found if row["primary"]] == ["alix@example.org"]
    assert len(found) == rows
    assert set(found[0]) == {"email", "verified", "primary"}


def test_an_address_is_added_the_way_that_the_description_says(cast: Cast, client: Client, time_machine: Any) -> None:
    headers = {"X-Session-Token": token_for("alix@example.org", client).json()["meta"]["session_token"]}
    time_machine.move_to(timezone.now() + timedelta(minutes=6))

    def send(verb: str, path: str, **body: Any) -> Any:
        return getattr(Client(headers=headers), verb)(f"{APP}/{path}", body, content_type=JSON)

    early = send("post", "account/email", email="home@example.org")
    send("post", "auth/reauthenticate", password=PASSWORD)
    asked = send("post", "account/email", email="home@example.org")
    send("post", "auth/email/verify", key=code_in(newest("address_code_asked")))
    made_main = send("patch", "account/email", email="home@example.org", primary=True)
    found = Client(headers=headers).get(ADDRESSES).json()["results"]

    assert [answer.status_code for answer in (early, asked, made_main)] == [401, 200, 200]
    assert {(row["email"], row["verified"], row["primary"]) for row in found} == {
        ("alix@example.org", True, False),
        ("home@example.org", True, True),
    }


def test_a_posting_is_told_once_ended_and_taken_back(cast: Cast, as_member: Client) -> None:
    first = as_member.post(POSTINGS, DAKAR, content_type=JSON)
    again = as_member.post(POSTINGS, DAKAR, content_type=JSON)
    one = f"{POSTINGS}{first.json()['id']}/"

    assert (first.status_code, again.json()) == (201, first.json())
    assert first.json() == {**DAKAR, "id": Posting.objects.get().pk, "ends_on": None}
    ended = change(as_member, one, {"ends_on": "2026-12-31"})
    assert (ended.status_code, ended.json()["ends_on"]) == (200, "2026-12-31")
    refused = change(as_member, one, {"ends_on": "2019-12-31"})
    assert (refused.status_code, refused.json()["code"]) == (422, "ends_before_it_starts")
    assert as_member.delete(one, headers={"If-Match": as_member.get(one)["ETag"]}).status_code == 204
    assert as_member.get(POSTINGS).json()["results"] == []
    assert as_member.delete(one, headers={"If-Match": "*"}).status_code == 404


@pytest.mark.parametrize("field", ["id", "ends_on", "member", "struck_at", "mission_key"])
def test_a_posting_takes_nothing_else(as_member: Client, cast: Cast, field: str) -> None:
    answer = as_member.post(POSTINGS, {**DAKAR, field: "1"}, content_type=JSON)

    assert (answer.status_code, set(answer.json()["fields"])) == (400, {field})
    assert not Posting.objects.exists()


@pytest.mark.req("R15", "R20")
def test_anothers_postings_do_not_exist(cast: Cast, as_member: Client) -> None:
    member = Member.objects.get(user=cast.colleague)
    theirs = Posting.objects.create(member=member, **{**DAKAR, "starts_on": date(2030, 1, 1)})

    assert as_member.get(POSTINGS).json()["results"] == []
    assert as_member.patch(f"{POSTINGS}{theirs.pk}/", {"ends_on": "2031-01-01"}, content_type=JSON).status_code == 404
    assert as_member.delete(f"{POSTINGS}{theirs.pk}/").status_code == 404
    theirs.refresh_from_db()
    assert (theirs.ends_on, theirs.struck_at) == (None, None)


def test_somebody_who_is_not_on_the_roll_has_no_postings(cast: Cast, client: Client) -> None:
    client.force_login(cast.newcomer)

    assert client.get(POSTINGS).json()["results"] == []
    assert client.post(POSTINGS, DAKAR, content_type=JSON).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_postings_cost_the_same_with_one_and_three(
    cast: Cast, as_member: Client, django_assert_num_queries: Any, rows: int
) -> None:
    member = Member.objects.get(user=cast.officer)
    for n in range(rows):
        dates = {"starts_on": date(2010 + n, 1, 1), "ends_on": date(2010 + n, 6, 1)}
        Posting.objects.create(member=member, **{**DAKAR, **dates})

    as_member.get(POSTINGS)
    with django_assert_num_queries(3):
        found = as_member.get(POSTINGS).json()["results"]

    assert [row["starts_on"] for row in found] == [f"{2010 + n}-01-01" for n in reversed(range(rows))]


@pytest.mark.parametrize("path", ["/api/v2/", "/api/v1/nothing/", "/api/v1/members/", "/api/v1/members/2/"])
def test_what_is_not_there_is_said_in_json(as_member: Client, path: str) -> None:
    answer = as_member.get(path, headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.json()) == (
        404,
        {
            "type": f"{settings.SITE_URL}/api/v1/docs/#not_found",
            "title": "Not found",
            "status": 404,
            "detail": "There is nothing at this address.",
            "code": "not_found",
            "message": "There is nothing at this address.",
        },
    )
    assert answer["Content-Type"] == "application/problem+json"


def test_an_app_signs_in_reads_and_signs_out(cast: Cast, client: Client, django_assert_num_queries: Any) -> None:
    answer = token_for("alix@example.org", client)
    token = answer.json()["meta"]["session_token"]
    reader = Client(headers={"X-Session-Token": token})

    with django_assert_num_queries(8):
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


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_apps_doors_are_described(client: Client, db: None, language: str) -> None:
    answer = client.get("/api/auth/openapi.json", headers={"Accept-Language": language})

    described = answer.json()
    assert answer.headers["Content-Type"] == "application/json"
    assert {f"{APP}/{path}" for path in ("auth/login", "auth/signup", "auth/password/reset", "account/email")} <= set(
        described["paths"]
    )
    assert ("As you would sign a letter" in answer.content.decode()) is (language == "en")


@pytest.mark.parametrize("verb", ["get", "post", "put", "delete"])
def test_there_are_no_telephones_to_prove(client: Client, cast: Cast, verb: str) -> None:
    token = token_for("alix@example.org", client).json()["meta"]["session_token"]

    answers = [
        getattr(Client(), verb)(f"{APP}/account/phone", headers=headers) for headers in ({}, {"X-Session-Token": token})
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
