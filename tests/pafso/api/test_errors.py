"""One shape for whatever goes wrong below /api/, whoever answers it, in the language of whoever asked."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from contests import api
from pafso.api.throttling import AnonymousThrottle, PersonThrottle
from pafso.web.error_pages import csrf_failure
from tests.factories.people import Cast

JSON = "application/json"
MEMBERS = {"type", "title", "status", "detail", "code", "message"}
SCHEMA, DOCS, ME = "/api/v1/schema/", "/api/v1/docs/", "/api/v1/members/me/"
LOGIN = "/api/auth/app/v1/auth/login"


def check(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    body: dict[str, Any] = answer.json()
    assert set(body) - {"fields"} == MEMBERS
    assert (body["status"], body["code"], body["detail"]) == (status, code, body["message"])
    assert body["type"] == f"{settings.SITE_URL}/api/v1/docs/#{code}"
    assert body["title"] and body["message"]
    return body


def send(client: Client, method: str, path: str, **options: Any) -> Any:
    return client.generic(method, path, **options)


@pytest.mark.req("R60")
@pytest.mark.parametrize(
    ("method", "path", "options", "status", "code"),
    [
        ("GET", "/api/v1/nothing/", {}, 404, "not_found"),
        ("GET", "/api/auth/nothing", {}, 404, "not_found"),
        ("GET", "/api/v1/contests/none/", {}, 404, "not_found"),
        ("POST", "/api/v1/contests/", {}, 405, "method_not_allowed"),
        ("OPTIONS", DOCS, {}, 405, "method_not_allowed"),
        ("POST", DOCS, {}, 405, "method_not_allowed"),
        ("POST", SCHEMA, {}, 405, "method_not_allowed"),
        ("PUT", "/api/auth/openapi.json", {}, 405, "method_not_allowed"),
        ("GET", ME, {}, 401, "not_authenticated"),
        ("GET", "/api/v1/contests/", {"HTTP_ACCEPT": "text/html"}, 406, "not_acceptable"),
        ("GET", "/api/v1/contests/?state=open%00", {}, 400, "bad_request"),
        ("POST", LOGIN, {"data": b"{" * 1_000_001, "content_type": JSON}, 413, "too_large"),
        ("POST", LOGIN, {"data": b"x", "content_type": JSON, "CONTENT_LENGTH": "999999999999"}, 413, "too_large"),
    ],
)
def test_errors_have_one_shape(
    client: Client, db: None, method: str, path: str, options: dict[str, Any], status: int, code: str
) -> None:
    english = check(send(client, method, path, HTTP_ACCEPT_LANGUAGE="en", **options), status, code)
    french = check(send(client, method, path, HTTP_ACCEPT_LANGUAGE="fr", **options), status, code)

    assert english["title"] != french["title"]
    assert english["message"] != french["message"]


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        (JSON, '{"a":1', "Le corps n’est pas du JSON valide : ligne 1, colonne 7."),
        (JSON, b"\xff", "Le corps ne peut pas être lu dans le format que son Content-Type annonce."),
    ],
)
def test_what_a_parser_says_is_said_in_the_language_of_the_reader(
    as_member: Client, kind: str, body: str | bytes, said: str
) -> None:
    answer = as_member.post("/api/v1/members/me/postings/", body, kind, headers={"accept-language": "fr"})

    assert check(answer, 400, "parse_error")["message"] == said


def test_what_is_allowed_is_said_with_a_405(client: Client, db: None) -> None:
    assert client.options(DOCS)["Allow"] == "GET, HEAD"
    assert "GET" in client.post("/api/v1/contests/")["Allow"]


def test_options_say_the_methods_and_no_more(client: Client, db: None) -> None:
    answer = client.options("/api/v1/contests/")

    assert (answer.status_code, answer.json()) == (200, {"methods": ["GET", "HEAD", "OPTIONS"]})


def test_another_form_is_a_415(as_member: Client) -> None:
    answer = as_member.patch(ME, "name=x", content_type="application/x-www-form-urlencoded", headers={"If-Match": "*"})

    check(answer, 415, "unsupported_media_type")


@pytest.mark.req("R26")
def test_a_cookie_without_its_form_token_changes_nothing(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.officer)

    answer = browser.patch(ME, {"name": "Mallory"}, content_type=JSON, headers={"If-Match": "*"})

    assert check(answer, 403, "permission_denied")["title"] == "Not allowed"
    cast.officer.refresh_from_db()
    assert cast.officer.name == "Alix Tremblay-Okafor"


@pytest.mark.req("R26")
def test_the_view_for_csrf_answers_programs_in_json(rf: Any) -> None:
    answer = csrf_failure(rf.post("/api/auth/x", {"name": "typed"}))

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert json.loads(answer.content)["code"] == "csrf_failed"


@pytest.mark.req("R56")
def test_a_mistake_of_ours_is_a_number_and_nothing_else(client: Client, db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(api.ContestViewSet, "get_queryset", lambda self: 1 / 0)
    client.raise_request_exception = False

    answer = client.get("/api/v1/contests/")

    body = check(answer, 500, "error")
    assert answer["X-Request-Id"] in body["message"]
    assert "ZeroDivision" not in answer.content.decode()


def test_too_often_says_when_to_come_back(client: Client, db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(AnonymousThrottle, "THROTTLE_RATES", {"anon": "2/min"})
    for _ in range(2):
        assert client.get("/api/v1/contests/").status_code == 200

    answer = client.get("/api/v1/contests/")

    check(answer, 429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 60


@pytest.mark.req("R20")
def test_a_person_is_counted_by_account_from_wherever_they_ask(as_member: Client, cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(PersonThrottle, "THROTTLE_RATES", {"user": "2/min"})
    other = Client()
    other.force_login(cast.colleague)
    for network in ("192.0.2.1", "192.0.2.2"):
        assert as_member.get(ME, REMOTE_ADDR=network).status_code == 200

    answer = as_member.get(ME, REMOTE_ADDR="192.0.2.3")

    check(answer, 429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert other.get(ME, REMOTE_ADDR="192.0.2.1").status_code == 200


def test_allauth_answers_its_own_in_its_own_shape(client: Client, db: None) -> None:
    answer = client.post(LOGIN, {"email": "x"}, content_type=JSON)

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert "errors" in answer.json()


def test_pages_stay_pages(client: Client, db: None) -> None:
    answer = client.get("/en/nothing/")

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
