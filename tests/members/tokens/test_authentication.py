"""Who a token lets in, to what, and what becomes of those that do not count."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from rest_framework.request import Request

from awards.models import Nomination
from members.models import Token, User
from members.tokens.actions import end_token
from members.tokens.authentication import by_token
from pafso.access import works_in_office
from pafso.clock import ottawa_day
from tests.factories.awards import make_cycle, make_submitted
from tests.factories.contests import make_contest, make_entry
from tests.factories.people import PASSWORD, Cast
from tests.factories.tokens import make, program

ME, NOMINATIONS, ENTRIES = "/api/v1/members/me/", "/api/v1/nominations/", "/api/v1/entries/"
JSON = "application/json"


def test_a_token_reads_what_is_its_owners(cast: Cast, django_assert_num_queries: Any) -> None:
    _, secret = make(cast.officer)
    reader = program(secret)
    reader.get(ME)

    with django_assert_num_queries(6):  # the token with its account, and the five of the answer
        answer = reader.get(ME)

    assert (answer.status_code, answer.json()["email"]) == (200, "alix@example.org")
    assert answer["Cache-Control"] == "no-store, private"


@pytest.mark.req("R20")
def test_a_scope_that_is_missing_is_a_403_that_names_it(cast: Cast) -> None:
    make_submitted(make_cycle(), cast.officer)
    make_entry(make_contest(), cast.officer)
    reader = program(make(cast.officer, ["awards:read"])[1])

    assert len(reader.get(NOMINATIONS).json()["results"]) == 1
    for refused, scope in (
        (reader.get(ENTRIES), "contests:read"),
        (reader.get(ME), "members:read"),
        (reader.patch(ME, {"name": "Mallory"}, content_type=JSON, headers={"If-Match": "*"}), "members:write"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
        assert refused.json()["message"] == f"This token may not do this: it lacks the scope {scope}."
    assert reader.get("/api/v1/cycles/").status_code == 200
    assert User.objects.get(pk=cast.officer.pk).name == "Alix Tremblay-Okafor"


@pytest.mark.req("R20")
def test_reading_is_not_writing(cast: Cast) -> None:
    reader = program(make(cast.officer, ["members:read"])[1])
    writer = program(make(cast.officer, ["members:write"])[1])
    tag = reader.get(ME)["ETag"]

    assert reader.patch(ME, {"preferred_name": "Lix"}, content_type=JSON, headers={"If-Match": tag}).status_code == 403
    assert writer.get(ME).status_code == 403
    assert writer.patch(ME, {"preferred_name": "Lix"}, content_type=JSON, headers={"If-Match": tag}).status_code == 200


@pytest.mark.req("R15")
def test_anothers_things_are_not_there(cast: Cast) -> None:
    theirs = make_submitted(make_cycle(), cast.colleague)
    reader = program(make(cast.officer)[1])

    assert reader.get(f"{NOMINATIONS}{theirs.code}/").status_code == 404
    assert reader.get(NOMINATIONS).json()["results"] == []


@pytest.mark.req("R09", "R19")
def test_a_token_that_does_not_count_is_a_401_that_says_why(cast: Cast) -> None:
    ended, ended_secret = make(cast.officer)
    end_token(ended, by=cast.officer)
    past, past_secret = make(cast.officer)
    Token.objects.filter(pk=past.pk).update(last_day=ottawa_day() - timedelta(days=1))
    _, closed_secret = make(cast.colleague)
    User.objects.filter(pk=cast.colleague.pk).update(is_active=False)

    for secret, code in (
        (ended_secret, "token_ended"),
        (past_secret, "token_expired"),
        (closed_secret, "token_ended"),
        ("pafso_" + "x" * 43, "token_unknown"),
        ("nonsense", "token_unknown"),
        ("", "token_unknown"),
    ):
        for path in (ME, "/api/v1/cycles/"):
            answer = program(secret).get(path)
            assert (answer.status_code, answer.json()["code"]) == (401, code), (secret, path)
            assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    assert Client(headers={"Authorization": "Basic YWxpeDp4"}).get(ME).json()["code"] == "token_unknown"


def test_the_last_day_counts_until_midnight_in_ottawa(cast: Cast, time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    reader = program(make(cast.officer)[1])

    time_machine.move_to("2027-03-02T04:59:59Z", tick=False)
    last = reader.get(ME).status_code
    time_machine.move_to("2027-03-02T05:00:00Z", tick=False)

    assert (last, reader.get(ME).status_code) == (200, 401)


def test_the_last_use_is_written_once_an_hour(cast: Cast, time_machine: Any, django_assert_num_queries: Any) -> None:
    time_machine.move_to("2027-03-01T12:00:00Z", tick=False)
    _, secret = make(cast.officer, last_day=ottawa_day())
    reader = program(secret)
    seen = []
    for minute in ("00", "30", "59"):
        time_machine.move_to(f"2027-03-01T12:{minute}:00Z", tick=False)
        reader.get("/api/v1/cycles/")
        seen.append(Token.objects.get().last_used_at)
    with django_assert_num_queries(2):
        reader.get("/api/v1/cycles/")
    time_machine.move_to("2027-03-01T13:00:01Z", tick=False)
    reader.get("/api/v1/cycles/")

    assert [moment.minute for moment in seen] == [0, 0, 0]
    assert Token.objects.get().last_used_at == timezone.now()


@pytest.mark.req("R04")
def test_a_network_that_guesses_is_shut_out_before_ten_tries(cast: Cast) -> None:
    _, secret = make(cast.officer)
    guesser = Client(REMOTE_ADDR="203.0.113.5")
    codes = [
        guesser.get(
            ME, headers={"Authorization": f"Bearer pafso_{n:043}", "X-Forwarded-For": f"198.51.100.{n}"}
        ).status_code
        for n in range(11)
    ]
    right = guesser.get(ME, headers={"Authorization": f"Bearer {secret}"})
    elsewhere = program(secret).get(ME)

    assert codes == [401] * 9 + [429] * 2
    assert (right.status_code, right.json()["code"], right["Retry-After"]) == (429, "throttled", "300")
    assert elsewhere.status_code == 200


def test_a_forgotten_program_shuts_out_nobody(cast: Cast) -> None:
    old, old_secret = make(cast.officer)
    _, secret = make(cast.colleague)
    end_token(old, by=cast.officer)

    assert {program(old_secret).get(ME).status_code for _ in range(12)} == {401}
    assert program(secret).get(ME).status_code == 200


@pytest.mark.req("R07", "R21")
def test_a_token_of_the_office_opens_nothing_of_the_office(cast: Cast) -> None:
    make_submitted(make_cycle(), cast.officer)
    make_entry(make_contest(), cast.officer)
    cast.staff.user_permissions.add(*Permission.objects.filter(codename__in=["view_nomination", "view_entry"]))
    reader = program(make(cast.staff)[1])

    assert Nomination.objects.visible_to(cast.staff).count() == 1
    assert reader.get(NOMINATIONS).json()["results"] == []
    assert reader.get(ENTRIES).json()["results"] == []
    assert reader.get("/admin/").status_code == 302
    assert reader.get("/en/account/").status_code == 302
    cast.staff.refresh_from_db()
    assert (cast.staff.is_staff, cast.staff.is_superuser) == (True, True)


@pytest.mark.req("R07", "R21")
def test_whoever_comes_with_a_token_does_not_work_in_the_office(cast: Cast, rf: Any) -> None:
    make_submitted(make_cycle(), cast.officer)
    secret = make(cast.staff)[1]

    user, _ = by_token(Request(rf.get("/api/v1/nominations/")), secret)

    assert works_in_office(cast.staff, "awards.view_nomination")
    assert user == cast.staff and not works_in_office(user, "awards.view_nomination")
    assert not Nomination.objects.visible_to(user).exists()


def test_changing_with_a_token_leaves_the_rights_of_its_owner(cast: Cast) -> None:
    writer = program(make(cast.staff)[1])

    answer = writer.patch(ME, {"preferred_name": "Dom"}, content_type=JSON, headers={"If-Match": "*"})

    cast.staff.refresh_from_db()
    assert (answer.status_code, cast.staff.preferred_name) == (200, "Dom")
    assert (cast.staff.is_staff, cast.staff.is_superuser) == (True, True)


def test_the_session_of_an_app_comes_in_either_header(cast: Cast, client: Client) -> None:
    sent = {"email": "alix@example.org", "password": PASSWORD}
    session = client.post("/api/auth/app/v1/auth/login", sent, content_type=JSON).json()["meta"]["session_token"]

    assert program(session).get(ME).status_code == 200
    assert Client(headers={"X-Session-Token": session}).get(ME).status_code == 200


@pytest.mark.req("R60")
def test_a_program_is_answered_in_its_language_or_its_owners(cast: Cast) -> None:
    reader = program(make(cast.colleague)[1])

    assert reader.get(f"{NOMINATIONS}NONE/").json()["message"] == "Cette adresse n’existe pas."
    english = reader.get(f"{NOMINATIONS}NONE/", headers={"Accept-Language": "en"})
    assert english.json()["message"] == "There is nothing at this address."
