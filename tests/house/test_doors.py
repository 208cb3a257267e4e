"""Every URL is shut by default: the table below is all that is open, and each role is led where it belongs."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.people import Cast

# What a stranger may open. Adding a name is a decision; forgetting one is caught.
PUBLIC = {
    "root", "home", "contact", "healthz", "readyz", "robots", "security", "schema", "docs", "api_page", "set_language", "admin:login",
    # the ways in, and what belongs to them
    "account_guest", "account_confirm_guest", "account_login", "account_logout", "account_inactive", "account_signup", "account_email_verification_sent",
    "account_reset_password", "account_confirm_login_code", "account_confirm_password_reset_code", "account_complete_password_reset",
    "account_password_reset_completed", "account_request_login_code", "mfa_authenticate", "mfa_login_webauthn",
    # the link below a mail that one can do without
    "members:unsubscribe",
    # a person's calendar, for whatever program has its private address
    "members:calendar_feed",
    # the same for app clients: allauth's API answers strangers by itself
    "app_login", "app_signup", "app_verify", "app_resend", "app_code", "app_code_confirm", "app_forgot", "app_new_password", "app_addresses",
    "app_description", "app_description_yaml", "app_no_telephone", "app_step", "app_prove_step", "app_passkey", "app_prove_passkey", "app_totp",
    "app_passkey_login", "app_passkeys",
    # what the association shows to everyone
    "members:streams", "members:stream", "members:become_member", "awards:list", "awards:cycle", "awards:deadline",
    "contests:list", "contests:contest", "contests:calendar", "contests:gallery", "contests:picture", "contests:photo",
    "members:check_proof", "members:documents", "members:document_file", "members:earlier_document_file",
    "magazine:archive", "magazine:search", "magazine:issue", "magazine:pdf", "magazine:cover", "magazine:page", "magazine:page_image",
    # links about an assisted recovery
    "members:recovery_stop", "members:recovery_confirm",
    # a supporter's link
    "awards:letter", "awards:letter_review", "awards:letter_own_file", "awards:letter_own_page", "awards:letter_correction_page", "awards:letter_file_removal",
    "awards:letter_declining", "awards:letter_taking_up", "awards:letter_deadline", "awards:letter_by_code", "awards:letter_taking_back",
    "awards:letter_correction", "awards:letter_correction_review", "awards:letter_correction_removal", "awards:letter_correction_file",
    "awards:letter_correction_file_removal",
    # the link of somebody who is invited to nominate together
    "awards:co_nominator",
    # a nominator’s, about a nomination of an earlier year; and a supporter’s earlier letter
    "awards:carry_over", "awards:letter_earlier", "awards:letter_earlier_file",
}  # fmt: skip
# Doors for programs answer by themselves: data that is public, or 401.
PUBLIC_API = {
    "api:front", "api:search", "api:cycles-list", "api:cycles-detail", "api:contest-list", "api:contest-detail", "api:gallery-list",
    "api:gallery-detail", "api:issue-list", "api:issue-detail", "api:document-list", "api:document-detail",
}  # fmt: skip
SIGNED_IN_API = {
    "api:me", "api:my-addresses", "api:my-postings-list", "api:my-postings-detail", "api:nominations-list", "api:nominations-detail",
    "api:nomination-submission", "api:nomination-letters", "api:nomination-letter", "api:nomination-reminder",
    "api:nomination-co-nominators", "api:nomination-co-nominator", "api:entry-list", "api:entry-detail",
}  # fmt: skip
SAMPLES = {
    "path": "1", "int": "1", "slug": "x", "str": "x", "digest": "x",
}  # fmt: skip


def patterns(resolver: Any = None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str, Any]]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, route, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", route, entry.callback


def example(route: str) -> str:
    """An address that the route matches."""
    route = route.replace("(?P<app_label>pafso|audit|files|mail|members|awards|contests|magazine)", "pafso")
    route = re.sub(r"\(\?P<id>[^)]*\)", "1-1", route)
    route = re.sub(r"\(\?P<[^>]+>[^)]*\)", "x", route)
    route = re.sub(r"<(\w+):\w+>", lambda kind: SAMPLES[kind[1]], route)
    return "/" + re.sub(r"[\^$]", "", route)


def is_shut(callback: Any) -> bool:
    return bool(getattr(callback, "login_required", True))


ALL = [(name, example(route)) for name, route, _ in patterns()]
BEHIND_SIGN_IN = [
    row for row in ALL if row[0] not in PUBLIC | PUBLIC_API | SIGNED_IN_API and not row[0].startswith("headless:")
]


BEHIND_SECOND_FACTOR = [
    row
    for row in BEHIND_SIGN_IN
    if row[0] not in {"admin:logout", "admin:jsi18n", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}
]


@pytest.mark.req("R14")
def test_only_the_table_is_open() -> None:
    found = {
        name for name, _, callback in patterns() if not is_shut(callback) and not name.startswith(("headless:", "api:"))
    }
    doors = {name for name, *_ in patterns() if name.startswith("api:")}

    assert found == PUBLIC
    assert doors == PUBLIC_API | SIGNED_IN_API


@pytest.mark.req("R14")
def test_a_stranger_is_led_to_the_sign_in(client: Client, db: None) -> None:
    astray = [
        (name, method.__name__, response.status_code)
        for name, path in BEHIND_SIGN_IN
        for method in (client.get, client.post)
        if (response := method(path)).status_code != 302 or "/login/" not in response["Location"]
    ]

    assert astray == []


@pytest.mark.req("R14")
def test_a_program_without_a_token_is_refused(client: Client, db: None) -> None:
    let_in = [name for name, path in ALL if name in SIGNED_IN_API and client.get(path).status_code not in {401, 403}]

    assert let_in == []


@pytest.mark.req("R14")
def test_a_member_does_not_get_into_the_office(as_member: Client) -> None:
    """Led away or told that it does not exist; never a page of the office, whatever the method."""
    office = [row for row in ALL if row[0].startswith("admin:") and row[0] not in {"admin:login", "admin:logout"}]

    let_in = [
        (name, method.__name__)
        for name, path in office
        for method in (as_member.get, as_member.post)
        if method(path).status_code not in {302, 403, 404}
    ]

    assert len(office) > 60
    assert let_in == []


@pytest.mark.req("R07", "R14")
def test_staff_without_a_second_factor_see_nothing_but_how_to_get_one(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff)
    session = client.session
    del session["account_authentication_methods"]  # the password alone
    session.save()

    let_in = [
        (name, response.status_code)
        for name, path in BEHIND_SECOND_FACTOR
        if (response := client.get(path)).status_code != 302 or "/2fa/" not in response["Location"]
    ]

    assert let_in == []


@pytest.mark.req("R14")
def test_public_data_needs_no_token(client: Client, db: None) -> None:
    refused = [name for name, path in ALL if name in PUBLIC_API and client.get(path).status_code not in {200, 400, 404}]

    assert refused == []
