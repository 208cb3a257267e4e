"""What a program reads of the magazine."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.factories.magazine import make_issue

pytestmark = pytest.mark.django_db


@pytest.mark.req("R20")
def test_issues_are_listed_with_these_fields_only(client: Client) -> None:
    make_issue(38, 1, dated=date(2026, 4, 1), cover_credit="A. Photographer")
    issue = make_issue(38, 2)

    answer = client.get("/api/v1/issues/").json()

    assert [row["id"] for row in answer["results"]] == ["38-2", "38-1"]
    row = answer["results"][1]
    assert set(row) == {
        *("id", "volume", "number", "title_en", "title_fr", "dated", "cover_credit", "page_count", "published_at"),
        *("url", "pdf_url", "cover_url"),
    }
    assert row["url"] == f"{settings.SITE_URL}/en/magazine/38-1/"
    assert row["pdf_url"] == f"{settings.SITE_URL}/en/magazine/38-1/pdf/"
    assert answer["results"][0]["cover_url"] == f"{settings.SITE_URL}{issue.cover_url}"
    assert (row["dated"], row["cover_credit"]) == ("2026-04-01", "A. Photographer")


def test_issues_come_in_pages_of_at_most_a_hundred(client: Client) -> None:
    for number in range(1, 4):
        make_issue(38, number)

    first = client.get("/api/v1/issues/", {"page_size": 2}).json()
    second = client.get(first["next"]).json()

    assert [row["id"] for row in first["results"]] == ["38-3", "38-2"]
    assert [row["id"] for row in second["results"]] == ["38-1"]


@pytest.mark.parametrize("cursor", ["nonsense", "cD1hYmM=", "bz05OTk5OTk5OTk5OTk="])
def test_a_cursor_that_was_tampered_with_is_no_server_error(client: Client, cursor: str) -> None:
    make_issue(38, 1)

    assert client.get(f"/api/v1/issues/?cursor={cursor}").status_code in {200, 404}


def test_one_issue_has_its_contents(client: Client) -> None:
    contents = [{"title": "Les élèves", "page": 2, "language": "fr"}]
    make_issue(38, 1, contents=contents)

    assert client.get("/api/v1/issues/38-1/").json()["contents"] == contents


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_programs_only_read(client: Client, method: str) -> None:
    make_issue(38, 1)

    assert getattr(client, method)("/api/v1/issues/38-1/").status_code in {403, 405}
    assert getattr(client, method)("/api/v1/search/").status_code in {403, 405}


def test_search_gives_the_place_and_the_words(client: Client) -> None:
    make_issue(38, 1, "nothing", "L’été, les élèves lisent l’œuvre du poète dans le jardin.")

    answer = client.get("/api/v1/search/", {"q": "eleve oeuvre"}).json()

    assert (answer["query"], answer["loose"], answer["capped"]) == ("eleve oeuvre", False, False)
    assert (answer["next"], answer["previous"]) == (None, None)
    (hit,) = answer["results"]
    assert (hit["issue"], hit["page"], hit["language"]) == ("38-1", 2, "fr")
    assert hit["printed"] == "2"
    assert hit["url"] == f"{settings.SITE_URL}/en/magazine/38-1/page/2/"
    assert [hit["excerpt"][start:end] for start, end in hit["marks"]] == ["élèves", "œuvre"]


def test_search_goes_on_in_pages(client: Client) -> None:
    make_issue(38, 1, *["treaty"] * 21)

    first = client.get("/api/v1/search/", {"q": "treaty"}).json()
    second = client.get(first["next"]).json()

    assert (len(first["results"]), len(second["results"])) == (20, 1)
    assert second["next"] is None
    assert client.get(second["previous"]).json()["results"] == first["results"]


@pytest.mark.req("R60")
@pytest.mark.parametrize(
    ("language", "message"), [("en", "Enter a word or two to search for."), ("fr", "Entrez un mot ou deux à chercher.")]
)
def test_a_question_without_words_is_invalid_in_the_callers_language(
    client: Client, language: str, message: str
) -> None:
    answer = client.get("/api/v1/search/", headers={"accept-language": language})

    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"]) == (400, "invalid")
    assert body["fields"] == {"q": [message]}


@pytest.mark.parametrize("asked", ["\0", '"', "NEAR(", "x" * 10_000, "comets*", "-:"])
def test_whatever_is_asked_is_answered(client: Client, asked: str) -> None:
    make_issue(38, 1)

    assert client.get("/api/v1/search/", {"q": asked}).status_code in {200, 400}
