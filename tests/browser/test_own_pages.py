"""A member's own pages: the device's clock, details, a posting to come and taken back; mail that one link ends."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, signed_in
from tests.browser.people import BENOIT, THOMAS
from tests.browser.test_nomination import begin, save_line, type_and_wait

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def traveller(chromium: Browser, site: Site) -> Any:
    return signed_in(chromium, site, THOMAS)


@pytest.fixture(scope="module")
def reader(chromium: Browser, site: Site) -> Any:
    return signed_in(chromium, site, BENOIT)


def narrow(page: Page) -> None:
    """Nothing sticks out of a telephone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_clock_the_details_and_a_posting_on_a_telephone(open_page: Open, traveller: Any) -> None:
    page = open_page(width=360, storage_state=traveller, timezone_id="Africa/Dakar")
    main = page.get_by_role("main")

    page.goto("/en/account/")
    expect(main.get_by_text(re.compile(r"Is your time zone\s+Kenya \(Nairobi\)\?"))).to_be_visible()
    narrow(page)
    main.get_by_role("button", name="Yes, it is").click()
    expect(page).to_have_url(re.compile("/en/account/$"))
    expect(main.get_by_text("Is your time zone")).to_be_hidden()

    main.get_by_role("link", name="My details").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My details")
    narrow(page)
    mobile = main.get_by_role("group", name="Mobile telephone")
    mobile.get_by_label("Mobile telephone").fill("abc")
    main.get_by_label("Preferred name").fill("Tom")
    main.get_by_role("button", name="Save").click()
    expect(main.get_by_role("alert")).to_contain_text("Write the full international number")
    mobile.get_by_label("Mobile telephone").fill("+221 77 555 0142")
    mobile.get_by_label("Who sees it").select_option(label="Members posted at my mission")
    main.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Hello, Tom")).to_be_visible()

    main.get_by_role("link", name="My postings").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My postings")
    narrow(page)
    for label, value in (("Mission", "Embassy of Canada"), ("City", "Dakar"), ("Country", "Senegal")):
        main.get_by_label(label, exact=True).fill(value)
    main.get_by_label("Time zone there").select_option("Africa/Dakar")
    main.get_by_label("First day").fill((date.today() + timedelta(days=200)).isoformat())
    main.get_by_role("button", name="Add it").click()
    row = main.get_by_role("listitem").filter(has_text="Dakar")
    expect(row).to_contain_text("Upcoming")
    row.get_by_role("link", name="Embassy of Canada").click()
    main.get_by_role("button", name="Strike it out").click()
    expect(page.get_by_text(re.compile("The posting has been struck out; .+ continues"))).to_be_visible()
    expect(main.get_by_role("listitem").filter(has_text="Dakar")).to_have_count(0)


@pytest.mark.req("R58")
def test_a_mail_that_one_can_do_without_is_ended_by_its_link_in_french(
    open_page: Open, reader: Any, site: Site
) -> None:
    mail = site.mail_with(BENOIT, "numéro de bout de papier")
    link = re.fullmatch(r"<(https?://[^>]+)>", mail["List-Unsubscribe"].strip())
    assert link
    path = "/" + link[1].split("/", 3)[3]
    stranger, own = open_page(locale="fr-CA", width=360), open_page(locale="fr-CA", storage_state=reader)

    stranger.goto(path)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Ne plus recevoir ce type de courriels?")
    narrow(stranger)
    stranger.get_by_role("button", name="Me désabonner").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Vous ne recevrez plus ce type de courriels")
    expect(stranger.get_by_role("main")).not_to_contain_text(re.compile("Beno", re.IGNORECASE))

    own.goto("/fr/account/notifications/")
    tick = own.get_by_label("Un nouveau numéro de bout de papier")
    expect(tick).not_to_be_checked()
    expect(own.get_by_role("main")).to_contain_text("par le lien d’un courriel")
    stranger.get_by_role("button", name="Annuler").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Ne plus recevoir ce type de courriels?")
    own.reload()
    expect(tick).to_be_checked()
    tick.uncheck()
    own.get_by_role("button", name="Enregistrer").click()
    expect(own.get_by_role("main")).to_contain_text("refus exprimé sur cette page")
    expect(tick).not_to_be_checked()


def test_saved_at_is_in_the_zone_that_was_chosen(open_page: Open, traveller: Any) -> None:
    """On a borrowed device, far from where its reader is."""
    page = open_page(storage_state=traveller, timezone_id="Asia/Tokyo")
    page.goto("/en/account/language-and-time-zone/")
    page.get_by_role("main").get_by_label("Time zone").select_option("Africa/Dakar")
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/en/account/$"))
    begin(page)

    before = datetime.now(ZoneInfo("Africa/Dakar"))
    type_and_wait(page, page.get_by_label("The case"), "Seen from Dakar.")

    possible = {f"Saved at {before + timedelta(minutes=late):%H:%M}" for late in (0, 1)}
    assert save_line(page).inner_text() in possible
