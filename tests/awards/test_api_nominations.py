"""Nominations over /api/v1/, written by the actions of the pages: each exit, each role, nothing of a letter."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from awards.models import CoNominator, Cycle, Letter, Nomination
from pafso.audit.models import Entry
from tests.factories.awards import (
    LETTER_CANARY,
    close,
    make_award,
    make_co_nominator,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.people import Cast

API = "/api/v1/nominations/"


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle(make_award("group", nominee_kind="either"))


@pytest.fixture
def draft(cast: Cast, cycle: Cycle) -> Nomination:
    return make_draft(cycle, cast.officer)


def send(client: Client, method: str, path: str, body: object = None, **headers: str) -> Any:
    """With the ETag that the address has now, unless another is named."""
    if method == "get":
        return client.get(path)
    if method in ("patch", "put", "delete") and "HTTP_IF_MATCH" not in headers:
        item = path.removesuffix("submission/")
        headers["HTTP_IF_MATCH"] = client.get(item).headers.get("ETag", "*")
    return getattr(client, method)(path, json.dumps(body), content_type="application/json", **headers)


# --- begun and written ------------------------------------------------------------------------------------------------
@pytest.mark.req("R41")
def test_one_is_started_once(as_member: Client, cycle: Cycle) -> None:
    body, key = {"award": "group", "year": 2027}, {"HTTP_IDEMPOTENCY_KEY": "k1"}

    made = send(as_member, "post", API, body, **key)
    again = send(as_member, "post", API, body, **key)

    assert (made.status_code, again.status_code, again.headers["Idempotency-Replayed"]) == (201, 201, "true")
    assert made.json()["code"] == again.json()["code"] == Nomination.objects.get().code
    assert made.json()["is_nominator"] is True
    assert Entry.objects.filter(verb="nomination_begun").count() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"award": "none", "year": 2027}, 404),
        ({"award": "group"}, 400),
        ({"award": "group", "year": 2027, "x": 1}, 400),
    ],
)
def test_what_cannot_be_started(as_member: Client, cycle: Cycle, body: dict[str, Any], status: int) -> None:
    assert send(as_member, "post", API, body).status_code == status
    close(cycle)
    late = send(as_member, "post", API, {"award": "group", "year": 2027})
    assert (late.status_code, late.json()["code"]) == (409, "window_closed")
    assert not Nomination.objects.exists()


def test_a_draft_is_written_with_its_group(as_member: Client, draft: Nomination, cast: Cast) -> None:
    people = [
        {"name": "Ida Sand", "email": "half@", "position": "Consul, Accra"},
        {"name": "Bo Reed", "email": "", "position": ""},
    ]
    body = {"nominee_kind": "group", "nominee_mission": "Accra", "case": "Ours.\n", "group": people}

    answer = send(as_member, "patch", f"{API}{draft.code}/", body)

    assert answer.status_code == 200
    kept = answer.json()
    assert (kept["nominee_kind"], kept["nominee_mission"], kept["case"]) == ("group", "Accra", "Ours.\n")
    assert kept["group"] == people
    draft.refresh_from_db()
    assert draft.last_saved_by == cast.officer
    assert answer.headers["ETag"] == as_member.get(f"{API}{draft.code}/").headers["ETag"]


@pytest.mark.req("R20")
@pytest.mark.parametrize(
    "body", [{"state": "submitted"}, {"nominator": 1}, {"group": [{"nomme": "x"}]}, {"nominee_name": "x" * 151}]
)
def test_what_is_not_ones_own_to_write_is_refused_whole(as_member: Client, draft: Nomination, body: Any) -> None:
    answer = send(as_member, "patch", f"{API}{draft.code}/", {**body, "case": "New."})

    assert answer.status_code == 400
    draft.refresh_from_db()
    assert (draft.case == "New.", draft.state) == (False, "draft")


def test_two_programs_never_overwrite_each_other(as_member: Client, draft: Nomination, cast: Cast) -> None:
    path = f"{API}{draft.code}/"
    tag = as_member.get(path).headers["ETag"]
    other = Client()
    other.force_login(cast.colleague)
    make_co_nominator(draft, cast.colleague)

    first = send(other, "patch", path, {"case": "Theirs."})
    second = send(as_member, "patch", path, {"case": "Mine."}, HTTP_IF_MATCH=tag)
    bare = as_member.patch(path, "{}", content_type="application/json")

    assert (first.status_code, second.status_code, bare.status_code) == (200, 412, 428)
    draft.refresh_from_db()
    assert draft.case == "Theirs."


def test_a_draft_is_deleted_by_its_nominator(as_member: Client, draft: Nomination, cast: Cast) -> None:
    make_co_nominator(draft, cast.colleague)
    other = Client()
    other.force_login(cast.colleague)

    refused = send(other, "delete", f"{API}{draft.code}/")

    assert (refused.status_code, refused.json()["code"]) == (422, "not_the_nominator")
    assert send(as_member, "delete", f"{API}{draft.code}/").status_code == 204
    assert not Nomination.objects.exists()


# --- submitted and withdrawn ------------------------------------------------------------------------------------------
def test_submitting_and_withdrawing(as_member: Client, draft: Nomination, cast: Cast) -> None:
    make_co_nominator(draft, cast.colleague)
    path = f"{API}{draft.code}/submission/"
    other = Client()
    other.force_login(cast.colleague)

    incomplete = send(as_member, "put", path)
    for number in range(2):
        make_sent_letter(draft, f"quill{number}@example.org")
    by_the_other = send(other, "put", path)
    done = send(as_member, "put", path)
    kept = send(other, "delete", path)
    back = send(as_member, "delete", path)

    assert (incomplete.status_code, incomplete.json()["code"]) == (422, "incomplete")
    assert (by_the_other.status_code, by_the_other.json()["code"]) == (422, "not_the_nominator")
    assert (done.status_code, done.json()["state"]) == (200, "submitted")
    assert kept.status_code == 422
    assert back.status_code == 204
    assert Nomination.objects.get().state == "withdrawn"


# --- letters and co-nominators ----------------------------------------------------------------------------------------
@pytest.mark.req("R16")
def test_letters_are_an_outline(as_member: Client, draft: Nomination) -> None:
    letter = make_sent_letter(draft)

    answer = as_member.get(f"{API}{draft.code}/letters/")

    fields = {"code", "name", "email", "invited_in", "state", "invited_at", "asked_again_at", "sent_at", "declined_at"}
    assert [(row["code"], set(row)) for row in answer.json()["results"]] == [(letter.code, fields)]
    assert LETTER_CANARY not in answer.text


def test_a_letter_is_asked_for_once_and_cancelled(as_member: Client, draft: Nomination) -> None:
    path, key = f"{API}{draft.code}/letters/", {"HTTP_IDEMPOTENCY_KEY": "k2"}
    body = {"name": "Ida Sand", "email": "Ida@example.org", "language": "fr"}

    made = send(as_member, "post", path, body, **key)
    send(as_member, "post", path, body, **key)
    twice = send(as_member, "post", path, body)
    soon = send(as_member, "post", f"{path}{made.json()['code']}/reminder/")
    gone = send(as_member, "delete", f"{path}{made.json()['code']}/")

    assert (made.status_code, made.json()["email"]) == (201, "ida@example.org")
    assert (twice.status_code, twice.json()["code"]) == (422, "asked_already")
    assert soon.status_code == 200
    assert gone.status_code == 204
    assert Letter.objects.get().state == "revoked"
    received = make_sent_letter(draft)
    assert send(as_member, "delete", f"{path}{received.code}/").status_code == 409
    assert as_member.get(f"{path}NONE/").status_code == 404


def test_co_nominators_are_invited_and_leave(as_member: Client, draft: Nomination, cast: Cast) -> None:
    path = f"{API}{draft.code}/co-nominators/"
    body = {"name": "Ida Sand", "email": "ida@example.org", "language": "en"}

    made = send(as_member, "post", path, body)
    row = make_co_nominator(draft, cast.colleague)
    other = Client()
    other.force_login(cast.colleague)
    not_theirs = send(other, "post", path, {**body, "email": "x@example.org"})
    not_them = send(other, "delete", f"{path}{made.json()['id']}/")
    left = send(other, "delete", f"{path}{row.pk}/")
    ended = send(as_member, "delete", f"{path}{made.json()['id']}/")

    assert made.status_code == 201
    assert "ida@example.org" not in made.content.decode()
    assert (not_theirs.status_code, not_them.status_code) == (422, 422)
    assert (left.status_code, ended.status_code) == (204, 204)
    assert set(CoNominator.objects.values_list("ending", flat=True)) == {"left", "ended"}
    assert as_member.get(f"{path}{2**70}/").status_code == 404
    assert len(as_member.get(path).json()["results"]) == 2


# --- who opens what ---------------------------------------------------------------------------------------------------
@pytest.mark.req("R15", "R20")
@pytest.mark.parametrize("who", ["outsider", "staff", "colleague"])
def test_everybody_else_meets_nothing(client: Client, cast: Cast, who: str) -> None:
    draft = make_draft(make_cycle(), cast.officer)
    letter = make_letter(draft)
    client.force_login(getattr(cast, who))
    paths = {
        "get": ["", "letters/", f"letters/{letter.code}/", "co-nominators/"],
        "patch": [""],
        "put": ["submission/"],
        "delete": ["", "submission/", f"letters/{letter.code}/"],
        "post": ["letters/", "co-nominators/", f"letters/{letter.code}/reminder/"],
    }
    body = {"name": "A", "email": "a@example.org", "language": "en"}

    answers = {
        (method, path): send(client, method, f"{API}{draft.code}/{path}", {} if method == "patch" else body).status_code
        for method, of in paths.items()
        for path in of
    }

    assert set(answers.values()) == {404}, answers
    assert client.get(API).json()["results"] == []


def test_a_co_nominator_lists_it_and_it_costs_the_same(
    client: Client, cast: Cast, cycle: Cycle, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.colleague)

    def count(rows: int) -> int:
        with django_assert_max_num_queries(12) as counted:
            assert len(client.get(API).json()["results"]) == rows
        return len(counted)

    for _number in range(2):
        draft = make_draft(cycle, cast.officer, nominee_name=f"N {uuid.uuid4()}")
        make_co_nominator(draft, cast.colleague)
    client.get(API)
    two = count(2)
    for _number in range(2):
        draft = make_draft(cycle, cast.officer, nominee_name=f"N {uuid.uuid4()}")
        make_co_nominator(draft, cast.colleague)
    assert count(4) == two


def test_refusals_are_french(as_member: Client, draft: Nomination) -> None:
    answer = send(as_member, "put", f"{API}{draft.code}/submission/", HTTP_ACCEPT_LANGUAGE="fr")

    assert answer.json()["message"] == "Il reste quelque chose à compléter ou à corriger."


def test_a_submitted_one_is_not_written(as_member: Client, cast: Cast, cycle: Cycle) -> None:
    nomination = make_submitted(cycle, cast.officer)

    answer = send(as_member, "patch", f"{API}{nomination.code}/", {"case": "Other."})

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_move")
