"""What every answer carries, and what an error shows."""

import json
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from members.models import User
from pafso.web import error_pages, views
from tests.factories.people import Cast

PAGES = ["/en/", "/fr/contact/", "/en/accounts/login/", "/healthz", "/api/v1/docs/", "/nothing-here/", "/admin/login/"]
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example", "/\\evil.example/", "\\/evil.example",
    "%5C%5Cevil.example/", "/%5C%5Cevil.example/", "%2F%2Fevil.example/",
]  # fmt: skip


@pytest.mark.req("R23", "R24", "R27")
@pytest.mark.parametrize("path", PAGES)
def test_headers_of_every_answer(client: Client, db: None, path: str) -> None:
    response = client.get(path, follow=True)

    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "http" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.req("R30")
def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/en/", HTTP_HOST="evil.example").status_code == 400


@pytest.mark.req("R30")
@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_language_switch_stays_here(client: Client, db: None, target: str) -> None:
    assert goes_to(client.post("/language/", {"language": "fr", "next": target})) == "http://testserver"


@pytest.mark.req("R30")
@pytest.mark.parametrize("target", ELSEWHERE)
def test_whoever_logs_in_stays_here(client: Client, cast: Cast, target: str) -> None:
    client.force_login(cast.officer)

    assert goes_to(client.get("/en/accounts/login/", {"next": target})) == "http://testserver"


def goes_to(response: HttpResponse) -> str:
    """Where a browser, to which a backslash is a slash, looks for the page."""
    assert response.status_code == 302
    where = urlsplit(urljoin("http://testserver/language/", response["Location"].replace("\\", "/")))
    return f"{where.scheme}://{where.netloc}"


@pytest.mark.req("R22")
def test_pages_behind_sign_in_are_not_stored(as_member: Client) -> None:
    assert "no-store" in as_member.get("/en/")["Cache-Control"]


@pytest.mark.req("R26")
def test_a_post_without_a_token_is_refused_and_gives_the_text_back(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.officer)

    response = client.post("/language/", {"language": "fr", "story": "A long <b>story</b>", "password": "hush"})

    page = response.content.decode()
    assert response.status_code == 403
    assert "A long &lt;b&gt;story&lt;/b&gt;" in page
    assert "hush" not in page


@pytest.mark.req("R56")
def test_an_error_shows_a_number_and_nothing_else(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    monkeypatch.setattr(views, "panels_for", lambda *_: 1 / 0)

    response = client.get("/en/")

    page = response.content.decode()
    assert response.status_code == 500
    assert response["X-Request-Id"] in page
    assert "ZeroDivisionError" not in page and "Traceback" not in page
    assert 'lang="fr"' in page and 'lang="en"' in page


@pytest.mark.req("R49")
def test_a_database_that_is_away_is_503_with_a_time_to_come_back(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("connection refused")

    client = Client(raise_request_exception=False)
    monkeypatch.setattr(views, "panels_for", away)

    response = client.get("/en/")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "connection refused" not in response.content.decode()


@pytest.mark.req("R60")
@pytest.mark.parametrize(("language", "other"), [("en", "fr"), ("fr", "en")])
def test_a_page_that_is_none_leads_home_in_either_language(client: Client, db: None, language: str, other: str) -> None:
    answer = client.get(f"/{language}/nothing/")
    text = answer.content.decode()

    assert answer.status_code == 404
    assert f'<a class="button" href="/{language}/">' in text
    assert f'<a href="/{other}/" lang="{other}" hreflang="{other}">' in text
    assert f'href="/{other}/nothing/"' not in text
    assert f"/{language}/nothing/" not in re.findall(r'<li class="language"><a href="([^"]*)"', text)


@pytest.mark.parametrize(("path", "words"), [("/en/nothing/", "404"), ("/fr/nothing/", "404")])
def test_a_missing_page_is_in_the_language_of_its_address(client: Client, db: None, path: str, words: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert f'lang="{path[1:3]}"' in response.content.decode()


def test_too_many_says_when_to_come_back(rf: Any) -> None:
    request = rf.get("/en/")
    request.reference = "x"
    response = error_pages.too_many(request)

    assert (response.status_code, response["Retry-After"]) == (429, "300")


@pytest.mark.parametrize(
    "path", ["/api/v1/contests/%00/", "/api/v1/galleries/%00/", "/en/contests/2027/gallery/%00/", "/en/?q=a%00"]
)
def test_an_address_with_a_nul_is_refused_before_any_database_sees_it(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("field", ["name", "password"])
def test_half_a_character_in_json_is_refused(client: Client, db: None, field: str) -> None:
    form = {"name": "N. N.", "email": "nn@example.org", "password": "tulipe rouge sous la pluie", "language": "fr"}
    form[field] += "\ud83d"

    answer = client.post("/api/auth/app/v1/auth/signup", json.dumps(form), content_type="application/json")

    assert answer.status_code == 400
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["/api/auth/app/v1/auth/login", "/api/v1/contests/"])
def test_endless_nesting_in_json_is_refused(client: Client, db: None, path: str) -> None:
    assert client.post(path, "[" * 100_000, content_type="application/json").status_code == 400


def test_a_whole_character_beyond_the_first_plane_is_taken(client: Client, db: None) -> None:
    form = {"name": "N. 😀", "email": "nn@example.org", "password": "tulipe rouge sous la pluie", "language": "fr"}

    client.post("/api/auth/app/v1/auth/signup", json.dumps(form), content_type="application/json")

    assert User.objects.get().name == "N. 😀"


@pytest.mark.req("R60")
@pytest.mark.parametrize("length", ["999999999", "9" * 5000, "²"])
def test_what_is_far_too_large_is_refused_in_the_readers_language(client: Client, db: None, length: str) -> None:
    with translation.override("en"):
        response = client.post("/fr/accounts/login/", CONTENT_LENGTH=length)

    assert response.status_code == 413
    assert "Votre envoi dépasse la limite" in response.content.decode()


def test_a_script_that_sent_a_form_is_told_where_the_answer_leads(client: Client, db: None) -> None:
    """No browser says so of a redirect; the page that it leads to is then asked for once, with its messages."""
    script = client.post("/en/account/details/", headers={"x-sent-by": "script"})
    browser = client.post("/en/account/details/")

    assert browser.status_code == 302
    assert (script.status_code, script["X-Goes-To"]) == (200, browser["Location"])
    assert not script.has_header("Location") and not browser.has_header("X-Goes-To")
