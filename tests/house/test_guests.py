"""A guest has no more than their nominations: the table below is all that is open, beside what everybody may open."""

import re

import pytest
from django.test import Client

from members.models import User
from tests.factories.awards import make_award, make_cycle, make_draft
from tests.factories.people import Cast, make_guest
from tests.house.test_doors import ALL, PUBLIC, PUBLIC_API, SIGNED_IN_API, is_shut, patterns

# What a guest may open beyond the public pages. Adding a name is a decision; forgetting one is caught.
GUESTS = {
    # who they are, and the way to a full account
    "members:me", "members:details", "members:preferences", "members:confirm_zone", "account_email", "account_set_password",
    # what the law gives them
    "members:holdings", "members:prepare_copy", "members:copy_progress", "members:fetch_copy", "members:copy_file",
    "members:closing", "members:undo_closing",
    # their nominations, with the letters that these need
    "awards:co_nominators", "awards:co_nominator_invitation", "awards:co_nominator_ending", "awards:leaving", "awards:joining",
    "awards:own_carry_over",
    "awards:nominations", "awards:nomination", "awards:start", "awards:submission", "awards:withdrawal", "awards:deletion",
    "awards:copy", "awards:nomination_deadline", "awards:supporters", "awards:invitation", "awards:revocation", "awards:letter_text", "awards:letter_page",
}  # fmt: skip
METHODS = ("get", "post", "put", "delete")


@pytest.fixture
def guest(db: None) -> User:
    return make_guest("Imani Guest", "imani@example.org")


@pytest.fixture
def as_guest(client: Client, guest: User) -> Client:
    client.force_login(guest)
    return client


def is_api(name: str) -> bool:
    return name.startswith(("api:", "headless:", "app_"))


@pytest.mark.req("R14")
def test_only_the_table_says_that_it_is_a_guests() -> None:
    found = {name for name, _, callback in patterns() if is_shut(callback) and getattr(callback, "guests_may", False)}

    assert found == GUESTS


@pytest.mark.req("R14")
def test_everything_else_is_shut_to_a_guest(as_guest: Client, guest: User) -> None:
    shut = [(name, path) for name, path in ALL if name not in GUESTS | PUBLIC and not is_api(name)]

    let_in = []
    for name, path in shut:
        for method in METHODS:
            as_guest.force_login(guest)
            answer = getattr(as_guest, method)(path)
            if answer.status_code != 403 or "This page needs a full account" not in answer.text:
                let_in.append((name, method, answer.status_code))

    assert len(shut) > 100
    assert let_in == []


@pytest.mark.req("R14")
def test_what_is_a_guests_is_open_or_another_persons(as_guest: Client, guest: User) -> None:
    shut = []
    for name, path in ALL:
        if name in GUESTS | PUBLIC and not name.startswith("admin:"):
            as_guest.force_login(guest)
            if "This page needs a full account" in as_guest.get(path).content.decode(errors="replace"):
                shut.append(name)

    assert shut == []


@pytest.mark.req("R14", "R20")
def test_the_api_has_nothing_for_a_guest_beyond_what_is_public(as_guest: Client) -> None:
    signed_in = [(name, path) for name, path in ALL if name in SIGNED_IN_API]
    public = [(name, path) for name, path in ALL if name in PUBLIC_API]

    answers = {
        (answer.status_code, answer.json()["code"])
        for name, path in signed_in
        for method in METHODS
        if (answer := getattr(as_guest, method)(path)).status_code != 405
    }
    refused = [name for name, path in public if as_guest.get(path).status_code not in {200, 400, 404}]

    assert len(signed_in) > 6
    assert answers == {(403, "account_needed")}
    assert refused == []


@pytest.mark.req("R15")
def test_a_nomination_of_somebody_else_does_not_exist(as_guest: Client, cast: Cast) -> None:
    theirs = make_draft(make_cycle(make_award("guests")), cast.officer)

    for name in ("", "letters/", "submission/", "withdrawal/", "deletion/", "copy/"):
        assert as_guest.get(f"/en/awards/nominations/{theirs.code}/{name}").status_code == 404


def test_the_menus_of_a_guest_lead_nowhere_that_is_shut(as_guest: Client) -> None:
    """Every link of a guest's own pages."""
    pages = ["/en/account/", "/en/account/details/", "/en/awards/nominations/", "/en/account/held/", "/en/"]
    links = {link for page in pages for link in re.findall(r'href="(/[^"#]*)"', as_guest.get(page).text)}

    shut = [link for link in sorted(links) if as_guest.get(link).status_code == 403]

    assert "/en/account/closing/" in links
    assert shut == []
