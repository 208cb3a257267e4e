"""The pages of tokens: one's own, made after a fresh sign-in, shown once, ended."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Token
from pafso.clock import ottawa_day
from tests.factories.people import PASSWORD, Cast
from tests.factories.tokens import make, program
from tests.members.walk import log_in

LIST, NEW = "/en/account/tokens/", "/en/account/tokens/new/"


def typed(**fields: Any) -> dict[str, Any]:
    values = {"name": "Calendar", "scopes": ["members:read"], "last_day": ottawa_day().isoformat()}
    return {**values, "form_token": uuid.uuid4(), **fields}


@pytest.fixture
def just_in(cast: Cast, client: Client) -> Client:
    log_in(client, "alix@example.org")
    return client


@pytest.mark.req("R22")
def test_a_token_is_shown_once(just_in: Client) -> None:
    form = typed()
    page = just_in.post(NEW, form)
    again = just_in.post(NEW, form, follow=True)

    token = Token.objects.get()
    secret = page.content.decode().split('tabindex="0">')[1].split("<")[0]
    assert program(secret).get("/api/v1/members/me/").status_code == 200
    assert page["Cache-Control"] == "no-store, private"
    assert (token.scopes, token.last_day) == (["members:read"], ottawa_day())
    assert secret not in again.content.decode()
    assert "shown once" in again.content.decode()
    assert secret not in just_in.get(LIST).content.decode()
    assert f"…{token.ending}" in just_in.get(LIST).content.decode()


def test_ninety_days_unless_said(just_in: Client) -> None:
    assert f'value="{(ottawa_day() + timedelta(days=90)).isoformat()}"' in just_in.get(NEW).content.decode()


@pytest.mark.req("R11")
def test_a_token_needs_a_sign_in_of_the_last_five_minutes(just_in: Client, time_machine: Any) -> None:
    time_machine.move_to(timezone.now() + timedelta(minutes=6))

    for answer in (just_in.get(NEW), just_in.post(NEW, typed())):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/en/accounts/reauthenticate/")
    assert not Token.objects.exists()
    just_in.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    assert just_in.get(NEW).status_code == 200
    assert just_in.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("scopes", []),
        ("scopes", ["contests:write"]),
        ("scopes", ["office:read"]),
        ("last_day", "2000-01-01"),
        ("last_day", "2999-01-01"),
        ("last_day", "soon"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(just_in: Client, field: str, value: Any) -> None:
    page = just_in.post(NEW, typed(**{field: value}))

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert not Token.objects.exists()


@pytest.mark.req("R15")
def test_anothers_token_is_not_there(just_in: Client, cast: Cast) -> None:
    theirs, _ = make(cast.colleague, name="Benoît’s own")

    assert just_in.post(f"/en/account/tokens/{theirs.pk}/end/").status_code == 404
    assert "Benoît’s own" not in just_in.get(LIST).content.decode()
    theirs.refresh_from_db()
    assert theirs.is_standing()


@pytest.mark.req("R26")
def test_a_token_is_ended_by_a_press(just_in: Client, cast: Cast) -> None:
    token, secret = make(cast.officer)
    end = f"/en/account/tokens/{token.pk}/end/"

    assert just_in.get(end).status_code == 405
    page = just_in.post(end, follow=True).content.decode()

    assert "“Calendar” has ended: an app that sends it is refused." in page
    assert "Ended" in page and end not in page
    assert program(secret).get("/api/v1/members/me/").status_code == 401


def test_a_token_has_ended_in_french_too(just_in: Client, cast: Cast) -> None:
    token, _secret = make(cast.officer)
    just_in.post(f"/fr/account/tokens/{token.pk}/end/")

    page = just_in.get("/fr/account/tokens/").content.decode()

    assert "Révoqué" in page and "Expirée" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_one_and_three(
    cast: Cast, as_member: Client, django_assert_num_queries: Any, rows: int
) -> None:
    for _ in range(rows):
        make(cast.officer)
    as_member.get(LIST)

    with django_assert_num_queries(3):
        as_member.get(LIST)
