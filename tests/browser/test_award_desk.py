"""The desk of an award at a telephone and at a wide screen, in both languages: the table, one nomination, its dossier as PDF."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import look_narrow

Open = Callable[..., Page]
MOST_BYTES, MOST_REQUESTS = 400_000, 16


def picture(page: Page, name: str) -> None:
    """Only for whoever wants to look: LOOK_AT names a folder."""
    if folder := os.environ.get("LOOK_AT"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def to_the_table(page: Page) -> None:
    page.goto("/admin/")
    page.locator("section.panel, .panel, section", has=page.locator('a[href*="nomination/?cycle="]')).locator(
        'a[href*="nomination/?cycle="]'
    ).first.click()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_table_and_a_nomination(open_page: Open, office_session: Any, language: str, width: int) -> None:
    page = open_page(locale=f"{language}-CA", width=width, storage_state=office_session)
    page.goto("/admin/")
    if page.evaluate("document.documentElement.lang") != language:
        page.get_by_role("button", name="Français" if language == "fr" else "English").click()
    to_the_table(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    picture(page, f"table-{language}-{width}")
    expect(page.locator(".counts-line dd")).to_have_count(6)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.locator("#result_list tbody th a").first.click()
    picture(page, f"record-{language}-{width}")
    expect(page.locator("#verbs")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    to_the_table(page)
    page.locator('a[href$="/numbers/"]').click()
    picture(page, f"numbers-{language}-{width}")
    assert page.locator("svg[role=img]").count() == 3 and page.locator(".by-day tbody tr").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_dossier_is_made_while_one_waits(open_page: Open, office_session: Any) -> None:
    page = open_page(storage_state=office_session)
    to_the_table(page)
    page.locator("#result_list tbody th a").first.click()

    page.get_by_role("button", name="Make the dossier as PDF").click()

    download = page.get_by_role("button", name="Download")
    expect(download).to_be_visible(timeout=60_000)
    picture(page, "paper-en-1280")
    with page.expect_download() as fetched:
        download.click()
    assert Path(fetched.value.path()).read_bytes().startswith(b"%PDF")
    if folder := os.environ.get("LOOK_AT"):
        fetched.value.save_as(str(Path(folder) / "dossier.pdf"))
    look_narrow(page, "en", most_bytes=MOST_BYTES, most_requests=MOST_REQUESTS)
