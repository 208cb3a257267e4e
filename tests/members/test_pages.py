"""Every page of accounts, in both languages, is ours: our layout, nothing inline, no English on a French page."""

import re
from typing import Any

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from members.demonstration import people
from members.models import Stream
from pafso.demonstration import read
from tests.factories.people import Cast

from .accounts.test_second_factor import prove_again
from .walk import enrol

STREAMS = read(people.__file__, "texts.toml")["streams"]
OPEN = ["login/", "signup/", "password/reset/", "login/code/", "inactive/", "password/reset/done/"]
OWN = ["email/", "password/change/", "logout/", "sessions/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/",
       "reauthenticate/"]  # fmt: skip
ENROLLED = [
    "2fa/",
    "2fa/totp/deactivate/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
    "2fa/reauthenticate/",
]
ENGLISH = re.compile(
    r"\b(the|your|you|with|name|password|address|sign|log in|code is|this|account|are|choose|email)\b", re.IGNORECASE
)
MOUNTED = [
    "account/login", "account/signup", "account/signup_closed", "account/logout", "account/account_inactive", "account/email",
    "account/request_login_code", "account/confirm_login_code", "account/confirm_email_verification_code", "account/password_set",
    "account/confirm_password_reset_code", "account/password_reset", "account/password_reset_from_key", "account/password_change",
    "account/password_reset_from_key_done", "account/reauthenticate", "mfa/index", "mfa/authenticate", "mfa/reauthenticate",
    "mfa/totp/activate_form", "mfa/totp/deactivate_form", "mfa/recovery_codes/index", "mfa/recovery_codes/generate",
    "mfa/webauthn/add_form", "mfa/webauthn/edit_form", "mfa/webauthn/authenticator_list", "mfa/webauthn/reauthenticate",
    "mfa/webauthn/authenticator_confirm_delete", "usersessions/usersession_list",
]  # fmt: skip


@pytest.mark.parametrize("name", MOUNTED)
def test_no_page_of_allauths_own_look_is_left(name: str) -> None:
    assert "members/templates" in get_template(f"{name}.html").origin.name


def faults(page: Any, language: str) -> list[str]:
    """What is wrong with a page, whatever it is about: status, language, headings, inline code, size, English in the French."""
    html = page.content.decode()
    main = html[html.index("<main") : html.index("</main>")] if page.status_code == 200 else ""
    words = re.sub(
        r'<script.*?</script>|<[^>]*lang="en"[^>]*>.*?</\w+>|<[^>]+>|<option.*?</option>', " ", main, flags=re.DOTALL
    )
    is_so = {
        f"status {page.status_code}": page.status_code != 200,
        "language": f'<html lang="{language}">' not in html,
        "headings": html.count("<h1") != 1,
        "inline code": bool(re.search(r'\sstyle=|\son\w+="|<style|javascript:', html)),
        "inline script": not all(
            "src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", html)
        ),
        "size": len(page.content) >= 60_000,
        f"English: {ENGLISH.findall(words)}": language == "fr" and bool(ENGLISH.findall(words)),
    }
    return [fault for fault, there in is_so.items() if there]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("page", OPEN)
def test_pages_for_strangers(client: Client, db: None, page: str, language: str) -> None:
    assert faults(client.get(f"/{language}/accounts/{page}"), language) == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("page", OWN)
def test_pages_for_members(as_member: Client, page: str, language: str) -> None:
    prove_again(as_member)

    assert faults(as_member.get(f"/{language}/accounts/{page}"), language) == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("page", ENROLLED)
def test_pages_for_people_with_a_second_step(as_member: Client, cast: Cast, page: str, language: str) -> None:
    enrol(cast.officer)
    prove_again(as_member)

    assert faults(as_member.get(f"/{language}/accounts/{page}"), language) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_on_the_way_in(cast: Cast, language: str) -> None:
    enrol(cast.officer)
    client = Client()
    client.post(
        f"/{language}/accounts/login/", {"login": "alix@example.org", "password": "une longue phrase de passe 42"}
    )
    assert faults(client.get(f"/{language}/accounts/2fa/authenticate/"), language) == []
    for start, page in (("login/code/", "login/code/confirm/"), ("password/reset/", "password/reset/confirm/")):
        visitor = Client()
        visitor.post(f"/{language}/accounts/{start}", {"email": "alix@example.org"})
        assert faults(visitor.get(f"/{language}/accounts/{page}"), language) == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["me", "details", "preferences", "postings", "notifications"])
def test_a_members_own_pages(as_member: Client, name: str, language: str) -> None:
    with translation.override(language):
        path = reverse(f"members:{name}")

    assert faults(as_member.get(path), language) == []


@pytest.mark.parametrize(
    "path",
    ["/en/account/", "/en/account/details/", "/en/accounts/email/", "/en/accounts/sessions/", "/en/accounts/2fa/"],
)
def test_strangers_are_sent_to_the_login(client: Client, db: None, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/en/accounts/login/?next=")


@pytest.fixture
def five(db: None) -> None:
    people.publish_texts()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_streams_have_their_pages(client: Client, five: None, language: str) -> None:
    assert faults(client.get(f"/{language}/streams/"), language) == []
    for words in STREAMS:
        page = client.get(f"/{language}/streams/{words['code']}/")
        assert faults(page, language) == []
        html = page.content.decode()
        assert all(area.replace("’", "’") in html for area in words[f"areas_{language}"])


def test_a_stream_that_has_ended_has_no_page(client: Client, five: None) -> None:
    Stream.objects.filter(code="trade").update(valid_to="2020-12-31")

    assert client.get("/en/streams/trade/").status_code == 404
    assert client.get("/en/streams/nowhere/").status_code == 404
    assert "Trade" not in client.get("/en/streams/").content.decode().split("<main")[1].split("</main>")[0]


def test_an_empty_list_says_what_happens(client: Client, db: None) -> None:
    assert "Nothing here yet" in client.get("/en/streams/").content.decode()


@pytest.mark.req("R11")
def test_addresses_ask_for_a_fresh_proof(as_member: Client) -> None:
    answer = as_member.post("/en/accounts/email/", {"email": "new@example.org", "action_add": ""})

    assert answer.headers["Location"].startswith("/en/accounts/reauthenticate/")
