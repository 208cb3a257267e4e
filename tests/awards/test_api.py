"""The awards over /api/v1/: cycles for everyone, one's own nominations, nothing of a letter."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from pafso.clock import ottawa_day
from tests.factories.awards import (
    LETTER_CANARY,
    SUPPORTER_CANARY,
    close,
    make_award,
    make_cycle,
    make_draft,
    make_submitted,
)
from tests.factories.people import Cast


def test_cycles_are_public(client: Client, db: None) -> None:
    past = make_cycle(make_award("past"))
    close(past)
    now = make_cycle(make_award("now"))

    body = client.get("/api/v1/cycles/").json()

    assert [(row["award"]["slug"], row["is_open"]) for row in body["results"]] == [("now", True), ("past", False)]
    assert set(body["results"][0]) == {
        "id",
        "award",
        "year",
        "opens_at",
        "closes_at",
        "is_open",
        "criteria_en",
        "criteria_fr",
        "nominee_kind",
        "nominee_rule",
        "eligible_on",
        "guests_nominate",
        "letters_needed",
        "letters_from",
        "case_words",
        "prize_en",
        "prize_fr",
        "grace_minutes",
        "retention_months",
        "cancelled_at",
        "cancelled_en",
        "cancelled_fr",
        "skipped_at",
        "skipped_en",
        "skipped_fr",
    }
    assert body["results"][0]["eligible_on"] == str(ottawa_day(now.closes_at))
    assert client.get(f"/api/v1/cycles/{now.pk}/").json()["award"]["name_fr"] == "Prix de l’APASE"


def test_what_was_called_off_is_past_and_says_why(client: Client, db: None) -> None:
    said = {"cancelled_at": timezone.now(), "cancelled_en": "No panel.", "cancelled_fr": "Aucun jury."}
    make_cycle(**said)

    found = {state: client.get("/api/v1/cycles/", {"state": state}).json()["results"] for state in ("open", "past")}

    assert found["open"] == []
    (row,) = found["past"]
    assert (row["is_open"], row["cancelled_en"], row["cancelled_fr"]) == (False, "No panel.", "Aucun jury.")


@pytest.mark.req("R14")
def test_nominations_need_a_sign_in(client: Client, cast: Cast) -> None:
    draft = make_draft(make_cycle(), cast.officer)

    assert client.get("/api/v1/nominations/").status_code in (401, 403)
    assert client.get(f"/api/v1/nominations/{draft.code}/").status_code in (401, 403)


@pytest.mark.req("R15", "R20")
def test_only_ones_own_are_there(as_member: Client, cast: Cast) -> None:
    cycle = make_cycle()
    own = make_submitted(cycle, cast.officer)
    foreign = make_submitted(cycle, cast.colleague)

    listed = as_member.get("/api/v1/nominations/")

    assert [row["code"] for row in listed.json()["results"]] == [own.code]
    assert as_member.get(f"/api/v1/nominations/{foreign.code}/").status_code == 404
    row = as_member.get(f"/api/v1/nominations/{own.code}/").json()
    assert (row["state"], row["letters_in"], row["award"], row["year"]) == ("submitted", 2, "pafso-awards", 2027)
    assert not {"id", "form_token", "tab", "letters", "nominator"} & set(row)


@pytest.mark.req("R16")
def test_staff_get_no_more_here(client: Client, cast: Cast) -> None:
    submitted = make_submitted(make_cycle(), cast.officer)
    client.force_login(cast.staff)

    assert client.get("/api/v1/nominations/").json()["results"] == []
    assert client.get(f"/api/v1/nominations/{submitted.code}/").status_code == 404


@pytest.mark.req("R16")
def test_no_letter_is_told(as_member: Client, cast: Cast) -> None:
    nomination = make_submitted(make_cycle(make_award("open", letters_shown_to_nominator=True)), cast.officer)

    body = as_member.get(f"/api/v1/nominations/{nomination.code}/").content.decode()

    assert LETTER_CANARY not in body
    assert SUPPORTER_CANARY not in body


@pytest.mark.req("R20")
@pytest.mark.parametrize("method", ["post", "put"])
def test_an_item_takes_no_other_method(as_member: Client, cast: Cast, method: str) -> None:
    draft = make_draft(make_cycle(), cast.officer)

    response = getattr(as_member, method)(f"/api/v1/nominations/{draft.code}/", {"state": "submitted"})

    assert response.status_code in (403, 405)
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("address", ["/api/v1/nominations/", "/api/v1/cycles/"])
def test_lists_cost_the_same_with_one_and_three(
    as_member: Client, cast: Cast, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_submitted(make_cycle(make_award("one")), cast.officer)
    as_member.get(address)
    with django_assert_max_num_queries(4) as one:
        as_member.get(address)
    make_submitted(make_cycle(make_award("two")), cast.officer)
    make_submitted(make_cycle(make_award("three")), cast.officer)
    with django_assert_max_num_queries(4) as three:
        assert len(as_member.get(address).json()["results"]) == 3

    assert len(one) == len(three)


def test_the_description_names_both(client: Client, db: None) -> None:
    schema = client.get("/api/v1/schema/", headers={"accept": "application/json"}).content.decode()

    assert "/api/v1/cycles/" in schema
    assert "/api/v1/nominations/{code}/" in schema
