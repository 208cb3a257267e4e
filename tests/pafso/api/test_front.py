"""The front page of the API and the page about it: all that there is, in both languages."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from django.utils.translation import override

from pafso.api.operations import operations
from pafso.api.scopes import all_scopes
from pafso.api.views import Door

FRONT = "/api/v1/"


def test_the_front_page_says_what_there_is(client: Client, db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        body = client.get(FRONT).json()

    assert set(body) == {"name", "version", "documentation", "schema", "tokens", "limits", "addresses"}
    assert body["documentation"] == f"{settings.SITE_URL}/api/v1/docs/"
    assert body["limits"] == {
        "page_size": 50,
        "largest_page_size": 100,
        "largest_body": 1_000_000,
        "requests_of_strangers": "120/min",
        "requests_of_a_person": "600/min",
    }
    assert body["tokens"]["scopes"] == {
        "awards:read": "My nominations: read",
        "awards:write": "My nominations: change",
        "contests:read": "My photos: read",
        "members:read": "Your details, addresses and postings, and members’ documents: read",
        "members:write": "Your details, addresses and postings: change",
    }
    ways = {(way["method"], way["url"].removeprefix(settings.SITE_URL)): way for way in body["addresses"]}
    assert ways["GET", "/api/v1/cycles/"]["who"] == "everyone"
    assert ways["PATCH", "/api/v1/members/me/"] == {
        "method": "PATCH",
        "url": f"{settings.SITE_URL}/api/v1/members/me/",
        "summary": "Change your own details",
        "who": "signed_in",
        "scope": "members:write",
    }


def test_every_address_is_on_the_front_page(client: Client, db: None) -> None:
    (api,) = [entry for entry in get_resolver().url_patterns if getattr(entry, "namespace", "") == "api"]
    named = {way["url"] for way in client.get(FRONT).json()["addresses"]}

    assert len(named) == len({str(pattern.pattern) for pattern in api.url_patterns})  # type: ignore[union-attr]


def test_every_door_is_one_of_ours() -> None:
    """So that scopes, languages, parameters and tags hold everywhere."""
    (api,) = [entry for entry in get_resolver().url_patterns if getattr(entry, "namespace", "") == "api"]

    assert [entry for entry in api.url_patterns if not issubclass(entry.callback.cls, Door)] == []  # type: ignore[union-attr]


def test_scopes_are_of_what_needs_a_sign_in() -> None:
    assert all_scopes() == ("awards:read", "awards:write", "contests:read", "members:read", "members:write")


@pytest.mark.req("R60")
def test_the_page_is_in_both_languages(client: Client, db: None) -> None:
    english = client.get("/en/api/").content.decode()
    french = client.get("/fr/api/").content.decode()

    with override("en"):
        ways = operations()
    for operation in ways:
        assert f'id="{operation.anchor}"' in english and f'id="{operation.anchor}"' in french
        assert operation.summary in english and operation.summary not in french
    assert "Vos renseignements, adresses et affectations" in french
    assert "<script" not in english.split("<main")[1]


@pytest.mark.parametrize(("language", "page"), [("en", "/en/api/"), ("fr", "/fr/api/")])
def test_the_address_for_programs_leads_to_the_page(client: Client, db: None, language: str, page: str) -> None:
    answer = client.get("/api/v1/docs/", headers={"Accept-Language": language})

    assert (answer.status_code, answer["Location"]) == (302, page)
    assert page in client.get(f"/{language}/").content.decode()


@pytest.mark.req("R60")
def test_the_description_is_in_both_languages(client: Client, db: None) -> None:
    english, french = (
        client.get("/api/v1/schema/?format=json", headers={"Accept-Language": language}).json()
        for language in ("en", "fr")
    )

    same = [
        (path, method)
        for path, methods in english["paths"].items()
        for method, operation in methods.items()
        if operation["summary"] == french["paths"][path][method]["summary"]
    ]
    assert same == []
    assert list(english["components"]["securitySchemes"]) == ["bearer"]
