"""A visitor without an account: the first page, the ways on from it, and what every public page promises."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

Open = Callable[..., Page]
FIRST_VISIT, NEXT_VISIT, REQUESTS = 60 * 1024, 15 * 1024, 6
STARTS = (
    *("", "accounts/login/", "accounts/signup/", "accounts/password/reset/", "accounts/login/code/"),
    *("awards/", "contests/", "magazine/", "magazine/search/?q=ete", "streams/", "contact/", "no-such-page/"),
)
ELSEWHERE = ("/enter/", "/start/", "/accounts/", ".ics", "/pdf/", ".webp")
LOOK = """() => ({
  h1: document.querySelectorAll("h1").length,
  lang: document.documentElement.lang,
  title: document.title,
  landmarks: ["header", "main", "footer"].filter((name) => document.querySelectorAll(`body > ${name}`).length !== 1),
  unnamed: [...document.querySelectorAll("main img:not([alt]), main input:not([type=hidden])")].filter(
    (it) => it.tagName === "IMG" || !(it.labels?.length || it.getAttribute("aria-label"))).length,
})"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Wire:
    """Counts what a page costs on the wire, images aside."""

    def __init__(self, page: Page) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("Network.enable")
        self.cdp.on("Network.responseReceived", self._received)
        self.cdp.on("Network.loadingFinished", self._finished)
        self.kinds: dict[str, str] = {}
        self.weights: dict[str, int] = {}

    def _received(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _finished(self, event: dict[str, Any]) -> None:
        self.weights[event["requestId"]] = int(event["encodedDataLength"])

    def start(self) -> None:
        self.kinds.clear()
        self.weights.clear()

    def cost(self) -> tuple[int, int]:
        """Requests and bytes."""
        paid = [self.weights.get(number, 0) for number, kind in self.kinds.items() if kind != "Image"]
        return len(paid), sum(paid)


def public_pages(page: Page, language: str) -> list[str]:
    """The pages that anyone may open, one of each shape: those we know, and those they lead to."""
    found: dict[str, str] = {}
    for start in STARTS:
        page.goto(f"/{language}/{start}")
        links = page.locator("main a[href]").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
        onward = [link for link in links if not any(part in link for part in ELSEWHERE)]
        for address in (f"/{language}/{start}", *onward):
            path = urlsplit(address).path
            if path.startswith(f"/{language}/"):
                found.setdefault(re.sub(r"\d+|[A-Z0-9]{5,8}(?=/)", "#", path), address)
    return list(found.values())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_public_page_keeps_its_promises(open_page: Open, language: str) -> None:
    page = open_page(locale=f"{language}-CA", width=1280)
    wire, broken, pages = Wire(page), [], public_pages(page, language)

    for address in pages:
        wire.cdp.send("Network.clearBrowserCache")
        for visit, most in (("first", FIRST_VISIT), ("next", NEXT_VISIT)):
            wire.start()
            page.goto(address, wait_until="load")
            requests, weight = wire.cost()
            if requests > REQUESTS or weight > most:
                broken.append((address, visit, requests, weight))
        seen = page.evaluate(LOOK)
        if seen["h1"] != 1 or seen["lang"] != language or seen["landmarks"] or seen["unnamed"] or not seen["title"]:
            broken.append((address, seen))
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.getAttribute('href')") != "#main":
            broken.append((address, "the skip link is not first"))
        for width in (320, 360):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate(TOO_WIDE) > 0:
                broken.append((address, f"scrolls sideways at {width}"))
        page.set_viewport_size({"width": 1280, "height": 900})

    assert broken == []
    assert len(pages) >= 16


def test_the_root_speaks_the_language_of_the_browser_and_remembers_a_switch(open_page: Open) -> None:
    page = open_page(locale="fr-CA")

    page.goto("/")
    expect(page).to_have_url(re.compile("/fr/$"))
    page.get_by_role("banner").get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile("/en/$"))
    page.goto("/")

    expect(page).to_have_url(re.compile("/en/$"))


def test_a_switch_stays_on_the_page(open_page: Open) -> None:
    page = open_page()
    page.goto("/en/streams/")
    page.get_by_role("main").get_by_role("link").first.click()
    address = page.url

    page.get_by_role("link", name="Français").click()

    expect(page).to_have_url(address.replace("/en/", "/fr/"))


def test_the_first_page_leads_everywhere(open_page: Open) -> None:
    page = open_page(locale="en-CA")
    page.goto("/en/")
    main = page.get_by_role("main")

    expect(main.get_by_text("A word from the President")).to_be_visible()
    for section in ("Open for nominations", "Photo contest"):
        panel = main.locator("section", has=page.get_by_role("heading", name=section))
        expect(panel.get_by_role("link").first).to_be_visible()
        expect(panel.get_by_text("Ottawa").first).to_be_visible()
        expect(panel.get_by_text(re.compile(r"^\d+ days$")).first).to_be_visible()
        expect(panel.get_by_role("link", name=".ics").first).to_be_visible()
    cover = main.locator("section", has=page.get_by_role("heading", name="The newest issue")).locator("img")
    cover.scroll_into_view_if_needed()
    expect(cover).to_be_visible()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=cover.element_handle())
    ways = [("Log in", "login/"), ("Forgot your password?", "password/reset/"), ("Create account", "signup/")]
    for name, end in ways:
        expect(main.get_by_role("link", name=name)).to_have_attribute("href", f"/en/accounts/{end}")


def test_streams_each_have_a_page_in_both_languages(open_page: Open) -> None:
    page = open_page(locale="fr-CA")
    page.goto("/fr/streams/")
    names = page.get_by_role("main").locator(".toc-title").all_inner_texts()
    assert len(names) == 5

    for name in names:
        page.goto("/fr/streams/")
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        areas = page.get_by_role("complementary", name="Domaines").get_by_role("listitem")
        assert areas.count() >= 3
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("complementary", name="Areas of work").get_by_role("listitem").first).to_be_visible()


def test_contact_and_the_search_box_answer(open_page: Open, site: Site) -> None:
    page = open_page(locale="en-CA")
    page.goto("/en/contact/")
    expect(page.get_by_role("main").get_by_text(re.compile(r"@|613"))).not_to_have_count(0)

    page.get_by_role("banner").get_by_label("Search bout de papier").fill("courrier")
    page.keyboard.press("Enter")

    hits = page.get_by_role("main").locator(".hits").get_by_role("listitem")
    expect(hits.first.locator("mark").first).to_have_text(re.compile("^courrier", re.IGNORECASE))
