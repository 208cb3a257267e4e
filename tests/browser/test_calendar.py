"""A member's own calendar: its address is made, fetched by a program, replaced, and the old one is dead."""

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, signed_in
from tests.browser.people import ALIX

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def nominator(chromium: Browser, site: Site) -> Any:
    """Whoever has a draft in the open cycle."""
    return signed_in(chromium, site, ALIX)


def made(page: Page, button: str) -> str:
    """The address that pressing BUTTON shows, once."""
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    slip = page.get_by_role("region", name="Your private address")
    expect(slip).to_contain_text("it is shown only once")
    address = slip.get_by_role("code").inner_text().strip()
    link = slip.get_by_role("link", name="Open it in this device’s calendar")
    assert link.get_attribute("href") == re.sub(r"^https?:", "webcal:", address)
    return address


def fetched(address: str) -> tuple[int, bytes]:
    """As a program does: no cookie, no session."""
    try:
        with urllib.request.urlopen(address) as answer:
            assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
            assert answer.headers["Set-Cookie"] is None
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.mark.req("R19")
def test_an_address_is_made_fetched_and_replaced(open_page: Open, nominator: Any, site: Site) -> None:
    page = open_page(width=360, storage_state=nominator)
    main = page.get_by_role("main")
    page.goto("/en/account/")
    main.get_by_role("link", name="My calendar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My calendar")
    draft = main.get_by_role("link", name=re.compile(r"^Nomination \w+ to submit: PAFSO Awards \d{4}$")).first
    title = draft.inner_text()

    first = made(page, "Create a private address")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    status, text = fetched(first)
    titles = [str(event["SUMMARY"]) for event in Calendar.from_ical(text).events]
    assert (status, titles.count(title)) == (200, 1)
    page.goto("/en/account/calendar/")
    expect(main).to_contain_text(re.compile(r"Last used on \w+ \d+, \d{4}\."))
    expect(page.get_by_role("region", name="Your private address")).to_have_count(0)

    second = made(page, "Create a new address")
    assert (fetched(first)[0], fetched(second)[0]) == (404, 200)
    assert "A private address was created for your calendar" in str(site.mail_with(ALIX, "private address"))

    main.get_by_role("button", name="Switch it off").click()
    expect(page.get_by_text("Your calendar no longer has an address.")).to_be_visible()
    assert fetched(second)[0] == 404
