"""The page about the API and the pages of tokens: nothing that axe complains of, narrow and wide, in both languages."""

import re
from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import ALIX, BENOIT, sign_in

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
WIDTHS = [360, 1280]


def complaints(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate("axe.run().then(result => result.violations.map(one => one.id))")
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return found if fits else [*found, "too wide"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_about_the_api(open_page: Callable[..., Page], language: str, width: int) -> None:
    page = open_page(f"{language}-CA", width, bypass_csp=True)
    page.goto(f"/{language}/")
    page.get_by_role("contentinfo").get_by_role("link", name=re.compile("API")).click()
    expect(page).to_have_url(re.compile(f"/{language}/api/$"))

    closed = complaints(page)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")

    assert (closed, complaints(page)) == ([], [])


@pytest.mark.parametrize(("language", "who"), [("en", ALIX), ("fr", BENOIT)])
def test_a_token_is_made_used_and_ended(open_page: Callable[..., Page], language: str, who: str) -> None:
    page = open_page(f"{language}-CA", 360, bypass_csp=True)
    sign_in(page, who, language=language)
    main = page.get_by_role("main")

    page.goto(f"/{language}/account/tokens/new/")
    form = complaints(page)
    page.locator("[name=name]").fill("Calendar at home")
    page.locator("[name=scopes][value='members:read']").check()
    main.get_by_role("button").click()
    secret = page.locator("code.token").inner_text()
    shown = complaints(page)
    headers = {"Authorization": f"Bearer {secret}"}
    used = page.context.request.get("/api/v1/members/me/", headers=headers)
    page.goto(f"/{language}/account/tokens/")
    listed = complaints(page)
    main.get_by_role("button").first.click()
    ended = page.context.request.get("/api/v1/members/me/", headers=headers)

    assert (form, shown, listed) == ([], [], [])
    assert (used.status, used.json()["email"], ended.status) == (200, who, 401)
