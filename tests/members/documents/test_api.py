"""Documents for programs: the same access as on the page, and by a token only with its scope."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import User
from tests.factories.documents import make_document
from tests.factories.people import Cast
from tests.factories.tokens import make, program

LIST = "/api/v1/documents/"


@pytest.fixture
def kept(db: None) -> dict[str, Any]:
    hidden = {"hidden_at": timezone.now(), "hidden_reason": "wrong"}
    return {
        "closed": make_document("Closed", kind="agreement"),
        "open": make_document("Open", access="everyone"),
        "hidden": make_document("Hidden", access="everyone", **hidden),
    }


def titles(client: Client, query: str = "") -> set[str]:
    return {row["title_en"] for row in client.get(LIST + query).json()["results"]}


def test_what_a_document_says(client: Client, kept: dict[str, Any]) -> None:
    document = kept["open"]

    (row,) = client.get(LIST).json()["results"]

    assert {name: row[name] for name in row if name != "files"} == {
        "id": document.pk, "kind": "minutes", "title_en": "Open", "title_fr": "Open (fr)", "dated": "2026-04-05", "access": "everyone",
    }  # fmt: skip
    (file,) = row["files"]
    assert file.pop("url").endswith(f"/en/documents/{document.pk}/en/")
    stored = document.file_en
    assert file == {
        "language": "en", "media_type": "application/pdf", "bytes": stored.size, "sha256": stored.sha256,
    }  # fmt: skip
    assert client.get(f"{LIST}{document.pk}/").json()["id"] == document.pk


@pytest.mark.req("R15", "R20")
@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("", {"Open"}),
        ("officer", {"Open", "Closed"}),
        ("retiree", {"Open", "Closed"}),
        ("outsider", {"Open"}),
        ("newcomer", {"Open"}),
        ("staff", {"Open"}),  # no door of the office is here
    ],
)
def test_who_finds_what(client: Client, cast: Cast, kept: dict[str, Any], who: str, found: set[str]) -> None:
    if who:
        client.force_login(getattr(cast, who))

    assert titles(client) == found
    for name, document in kept.items():
        status = 200 if document.title_en in found else 404
        assert client.get(f"{LIST}{document.pk}/").status_code == status, name


@pytest.mark.req("R20")
@pytest.mark.parametrize(("scopes", "found"), [(["members:read"], {"Open", "Closed"}), (["awards:read"], {"Open"})])
def test_a_token_reads_what_its_scopes_say(
    cast: Cast, kept: dict[str, Any], scopes: list[str], found: set[str]
) -> None:
    _token, secret = make(cast.officer, scopes)

    assert titles(program(secret)) == found


def test_narrowed_by_kind_access_and_day(as_member: Client, kept: dict[str, Any]) -> None:
    assert titles(as_member, "?kind=agreement") == {"Closed"}
    assert titles(as_member, "?access=everyone") == {"Open"}
    assert titles(as_member, "?dated_from=2026-04-06") == set()
    assert titles(as_member, "?dated_to=2026-04-05") == {"Open", "Closed"}
    assert as_member.get(f"{LIST}?title=x").status_code == 400


@pytest.mark.req("R20")
def test_nothing_is_written_here(as_member: Client, kept: dict[str, Any]) -> None:
    path = f"{LIST}{kept['open'].pk}/"

    assert [as_member.post(LIST).status_code, as_member.patch(path).status_code] == [405, 405]
    assert as_member.delete(path).status_code == 405


def test_as_many_queries_for_three_as_for_one(as_member: Client, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_member.get(LIST).status_code == 200
        return len(asked)

    make_document()
    queries()
    few = queries()
    make_document("Two")
    make_document("Three")
    assert queries() == few
    assert isinstance(cast.officer, User)
