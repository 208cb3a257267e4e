"""My personal information, and the end of an account that is undone."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.people import MARGARET, PASSWORD, sign_in

Open = Callable[..., Page]


def confirm(page: Page, address: str) -> None:
    """The password once more, where it is asked for."""
    page.wait_for_url(re.compile(f"reauthenticate|{address}"))
    if "reauthenticate" in page.url:
        page.get_by_role("main").get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(re.compile(address))


@pytest.mark.req("R59", "R11")
def test_a_copy_is_prepared_fetched_and_opened_then_the_account_is_kept(
    open_page: Open, site: Site, tmp_path: Path
) -> None:
    page = open_page()
    sign_in(page, MARGARET)
    page.get_by_role("link", name="My personal information").click()
    page.get_by_text("Addresses of the account", exact=True).click()
    expect(page.locator("details[open]").get_by_text(MARGARET, exact=True)).to_be_visible()

    page.get_by_role("button", name="Prepare a copy").click()
    confirm(page, "/account/held/$")
    page.get_by_role("button", name="Download my copy").click(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download the ZIP")).click()
    download.value.save_as(tmp_path / "copy.zip")

    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert archive.testzip() is None
        assert MARGARET in archive.read("account/account.json").decode()
    site.mail_with(MARGARET, "/en/account/held/")

    page.get_by_role("link", name="Close my account").click()
    page.get_by_label("Close my account in two weeks").check()
    page.get_by_role("button", name="Close my account").click()
    expect(page.get_by_text("Your account closes on")).to_be_visible()
    site.mail_with(MARGARET, "Your account will be closed")
    page.goto("/en/account/")
    page.get_by_role("button", name="Undo: keep my account").click()
    expect(page.get_by_text("Your account stays open. Nothing was lost.")).to_be_visible()
    site.mail_with(MARGARET, "Your account stays open")
