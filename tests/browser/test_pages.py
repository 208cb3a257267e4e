"""Every page as a reader meets it: nothing sticks out of a small telephone, nothing moves, it is light, and axe finds nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Error, Page

from tests.browser.conftest import Site, signed_in
from tests.browser.people import ALIX
from tests.browser.test_api_page import AXE
from tests.crawl import Way

Open = Callable[..., Page]
DOORS = ["", "accounts/login/", "accounts/signup/", "accounts/password/reset/"]
NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
# Bytes and requests of a first visit, before pictures.
MOST_BYTES, MOST_REQUESTS = 30_000, 6
# Not followed: what a browser opens by itself.
FILES = re.compile(r"/pdf/$|/file/$|/documents/(earlier/)?\d+/")
SHIFTS = """window.shifted = 0; window.movers = []
  const named = ({ node, previousRect, currentRect }) =>
    `${(node?.outerHTML || "text").slice(0, 100)} from ${previousRect.y | 0} to ${currentRect.y | 0}`
  new PerformanceObserver((list) => list.getEntries().filter((entry) => !entry.hadRecentInput).forEach((entry) => {
    shifted += entry.value; movers.push(...entry.sources.map(named)) })
  ).observe({ type: "layout-shift", buffered: true })"""
# What of the page at 320 px is at fault; and what it took, pictures apart.
SEEN = """() => {
  const faults = [], wide = document.documentElement.scrollWidth
  if (wide > innerWidth) faults.push(`${wide} px wide`)
  for (const image of document.images) {
    const box = image.getBoundingClientRect(), slot = image.parentElement.getBoundingClientRect()
    if (box.width && (box.left < slot.left - 1 || box.right > slot.right + 1))
      faults.push(`outside its slot: ${image.src}`)
  }
  if (shifted >= 0.01) faults.push(`moved by ${shifted.toFixed(3)}: ${movers.join(" | ")}`)
  const taken = performance.getEntriesByType("resource").filter((one) => one.initiatorType !== "img")
  const bytes = [...performance.getEntriesByType("navigation"), ...taken].reduce((sum, one) => sum + one.encodedBodySize, 0)
  const links = [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href"))
  return { faults, bytes, requests: taken.length + 1, links, language: document.documentElement.lang }
}"""
FOUND = """() => axe.run({ resultTypes: ["violations"], preload: false }).then((result) =>
  result.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`))"""


@pytest.fixture(scope="module")
def member(chromium: Browser, site: Site) -> Any:
    return signed_in(chromium, site, ALIX)


@pytest.fixture(scope="module")
def examined() -> set[tuple[str, str]]:
    """The routes and languages of which axe has seen a page."""
    return set()


def goes_to(page: Page, address: str) -> bool:
    """Whether ADDRESS is a page, and no file."""
    try:
        answer = page.goto(address, wait_until="load")
    except Error as error:
        if "Download is starting" in str(error):
            return False
        raise
    return bool(answer and answer.headers["content-type"].startswith("text/html"))


def look_narrow(page: Page, language: str) -> tuple[list[str], list[str]]:
    """What is at fault with the page that is open, and where it leads."""
    seen = page.evaluate(SEEN)
    found = [*seen["faults"]]
    if seen["language"] != language:
        found.append(f"in {seen['language']}")
    if seen["bytes"] > MOST_BYTES or seen["requests"] > MOST_REQUESTS:
        found.append(f"{seen['bytes']} bytes in {seen['requests']} requests")
    return found, seen["links"]


def look_wide(page: Page) -> list[str]:
    """What axe says of it."""
    page.set_viewport_size(WIDE)
    page.evaluate(AXE)
    found: list[str] = page.evaluate(FOUND)
    page.set_viewport_size(NARROW)
    return found


# Members first: of a page that everybody may open axe sees the one with the most on it.
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("who", "fewest"), [("member", 45), ("stranger", 20)])
def test_every_page(
    open_page: Open,
    request: pytest.FixtureRequest,
    examined: set[tuple[str, str]],
    who: str,
    fewest: int,
    language: str,
) -> None:
    state = request.getfixturevalue("member") if who == "member" else None
    page = open_page(f"{language}-CA", storage_state=state, bypass_csp=True, viewport=NARROW)
    page.add_init_script(SHIFTS)
    found, count = list[str](), 0
    with translation.override(language):
        way = Way([f"/{language}/{door}" for door in DOORS], 1, filtered=False)
        for address, route in way:
            if address.startswith("/admin/") or FILES.search(address) or not goes_to(page, address):
                continue
            faults, links = look_narrow(page, language)
            way.leads_on(address, links)
            if (route, language) not in examined:
                examined.add((route, language))
                faults += look_wide(page)
            found += [f"{address}: {fault}" for fault in faults]
            count += 1

    assert not found, "\n".join(found)
    assert count >= fewest
