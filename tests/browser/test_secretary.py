"""The Secretary with one nomination, in a browser: matched by one press, returned, read by its nominator."""

import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
NOTE = "The second letter does not speak of the nominee."


def look(page: Page, name: str) -> None:
    """Kept for whoever wants to look at the page: SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.req("R54")
def test_matched_by_one_press_and_returned(open_page: Open, office_session: Any) -> None:
    desk = open_page(storage_state=office_session)
    desk.goto("/admin/awards/nomination/?state=submitted")
    desk.locator("#result_list tbody a").first.click()
    expect(desk).to_have_url(re.compile("/change/"))
    record = desk.url
    look(desk, "nomination")
    desk.get_by_role("link", name="Match to the roll…").click()
    desk.get_by_label("Search the roll").fill("Tremblay")
    desk.get_by_role("button", name="Search", exact=True).click()
    look(desk, "matching")
    desk.get_by_role("button", name=re.compile("^Match")).first.click()
    expect(desk.get_by_text("Matched.", exact=True)).to_be_visible()
    look(desk, "matched")
    desk.get_by_role("link", name="Remove the match with the roll…").click()
    expect(desk.get_by_role("link", name="Keep the match")).to_be_visible()
    desk.get_by_role("button", name="Remove the match").click()
    expect(desk.get_by_text("The nominee is not matched any more.")).to_be_visible()

    desk.goto(record)
    desk.get_by_role("link", name="Return to the nominator…").click()
    desk.get_by_label("What is missing").fill(NOTE)
    desk.get_by_label("Until when it can be submitted again").fill((date.today() + timedelta(days=9)).isoformat())
    look(desk, "return")
    desk.get_by_role("button", name="Return it and tell the nominator").click()

    expect(desk.get_by_text("Returned. The nominator will be told.")).to_be_visible()
    expect(desk.get_by_text(NOTE, exact=True)).to_be_visible()
    look(desk, "returned")
    desk.set_viewport_size({"width": 360, "height": 780})
    look(desk, "returned-360")
    desk.goto(record.replace("/change/", "/matching/"))
    look(desk, "matching-360")
