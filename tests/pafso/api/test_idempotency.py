"""What is sent twice with one key is made once and answered twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Posting
from pafso.api.beat import forget_answers
from pafso.api.personal_data import describe, erase
from pafso.api.schema import described
from pafso.audit.models import Entry
from pafso.models import KeptAnswer
from tests.factories.people import Cast
from tests.factories.tokens import make, program

JSON, POSTINGS = "application/json", "/api/v1/members/me/postings/"
DAKAR = {"mission": "Embassy", "city": "Dakar", "country": "Senegal", "starts_on": "2025-08-01"}


def post(client: Client, body: dict[str, str], key: str | None = "one") -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(POSTINGS, body, content_type=JSON, headers=headers)


@pytest.mark.req("R41")
def test_the_same_again_is_the_same_answer(as_member: Client, cast: Cast) -> None:
    first = post(as_member, DAKAR)
    Posting.objects.update(mission="Renamed since")
    again = post(as_member, dict(reversed(DAKAR.items())))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["ETag"] == first["ETag"]
    assert (again["Idempotency-Replayed"], "Idempotency-Replayed" in first) == ("true", False)
    assert (
        Posting.objects.count() == KeptAnswer.objects.count() == Entry.objects.filter(verb="posting_added").count() == 1
    )


@pytest.mark.req("R41")
def test_another_body_under_the_key_is_refused(as_member: Client, cast: Cast) -> None:
    post(as_member, DAKAR)

    answer = post(as_member, {**DAKAR, "mission": "Consulate"})

    assert (answer.status_code, answer.json()["code"]) == (422, "another_body")
    assert Posting.objects.count() == 1


def test_another_key_or_none_is_another_wish(as_member: Client, cast: Cast) -> None:
    later = {**DAKAR, "starts_on": "2026-08-01"}

    assert [post(as_member, DAKAR).status_code, post(as_member, later, "two").status_code] == [201, 201]
    assert post(as_member, {**DAKAR, "starts_on": "2027-01-01"}, None).status_code == 201
    assert (Posting.objects.count(), KeptAnswer.objects.count()) == (3, 2)


@pytest.mark.req("R15")
def test_a_key_is_its_persons_own(as_member: Client, cast: Cast) -> None:
    mine = post(as_member, DAKAR)
    theirs = post(program(make(cast.colleague)[1]), DAKAR)
    my_program = post(program(make(cast.officer)[1]), DAKAR)

    assert theirs.json()["id"] != mine.json()["id"] == my_program.json()["id"]
    assert "Idempotency-Replayed" not in theirs
    assert my_program["Idempotency-Replayed"] == "true"


@pytest.mark.req("R42")
def test_what_was_refused_is_not_kept(as_member: Client, cast: Cast) -> None:
    post(as_member, {**DAKAR, "starts_on": "2026-01-01"}, None)

    assert post(as_member, DAKAR).json()["code"] == "overlap"
    assert post(as_member, {"mission": "x"}).status_code == 400
    assert not KeptAnswer.objects.exists()
    assert post(as_member, {**DAKAR, "starts_on": "2026-02-01"}).status_code == 201


def test_a_key_counts_for_a_day(as_member: Client, cast: Cast) -> None:
    first = post(as_member, DAKAR)
    KeptAnswer.objects.update(made_at=timezone.now() - timedelta(hours=23, minutes=59))
    same = post(as_member, DAKAR)
    KeptAnswer.objects.update(made_at=timezone.now() - timedelta(hours=24))
    new = post(as_member, {**DAKAR, "starts_on": "2026-02-01"})

    assert same.json() == first.json()
    assert (new.status_code, new.json()["starts_on"]) == (201, "2026-02-01")
    assert KeptAnswer.objects.count() == 1


def test_old_answers_are_swept(as_member: Client, cast: Cast) -> None:
    post(as_member, DAKAR)

    assert forget_answers() == 0
    KeptAnswer.objects.update(made_at=timezone.now() - timedelta(hours=24))
    assert forget_answers() == 1
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 201, "a\tb"])
def test_what_is_no_key_is_said(as_member: Client, cast: Cast, key: str) -> None:
    answer = post(as_member, DAKAR, key)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["Idempotency-Key"])
    assert not Posting.objects.exists()


@pytest.mark.req("R59")
def test_a_kept_answer_is_shown_to_its_person_and_goes_with_the_account(as_member: Client, cast: Cast) -> None:
    post(as_member, DAKAR)
    (kind,) = describe(cast.officer).kinds

    (row,) = kind.rows
    assert dict(kind.values(row))["body"]["mission"] == "Embassy"
    assert not describe(cast.colleague).kinds[0].rows
    assert erase(cast.officer, timezone.now()) == {"kept_answers": 1}


def test_everything_that_makes_a_row_takes_a_key() -> None:
    """Of every app, those that come later too."""
    making = {
        path: [parameter["name"] for parameter in methods["post"].get("parameters", [])]
        for path, methods in described()["paths"].items()
        if "201" in methods.get("post", {}).get("responses", {})
    }

    assert POSTINGS in making
    assert [path for path, names in making.items() if "Idempotency-Key" not in names] == []
