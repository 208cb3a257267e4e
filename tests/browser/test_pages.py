"""Every page as a reader meets it: nothing sticks out of a small telephone, nothing moves, it is light, and axe finds nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site, signed_in
from tests.browser.looking import NARROW, goes_to, look_narrow, look_wide
from tests.browser.people import ALIX
from tests.crawl import Way

Open = Callable[..., Page]
DOORS = ["", "accounts/login/", "accounts/signup/", "accounts/password/reset/"]
# Bytes and requests of a first visit, before pictures.
MOST_BYTES, MOST_REQUESTS = 30_000, 6
# Not followed: what a browser opens by itself.
FILES = re.compile(r"/pdf/$|/file/$|/documents/(earlier/)?\d+/")


@pytest.fixture(scope="module")
def member(chromium: Browser, site: Site) -> Any:
    return signed_in(chromium, site, ALIX)


@pytest.fixture(scope="module")
def examined() -> set[tuple[str, str]]:
    """The routes and languages of which axe has seen a page."""
    return set()


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
    found, count = list[str](), 0
    with translation.override(language):
        way = Way([f"/{language}/{door}" for door in DOORS], 1, filtered=False)
        for address, route in way:
            if address.startswith("/admin/") or FILES.search(address) or not goes_to(page, address):
                continue
            faults, links = look_narrow(page, language, most_bytes=MOST_BYTES, most_requests=MOST_REQUESTS)
            way.leads_on(address, links)
            if (route, language) not in examined:
                examined.add((route, language))
                faults += look_wide(page)
            found += [f"{address}: {fault}" for fault in faults]
            count += 1

    assert not found, "\n".join(found)
    assert count >= fewest
