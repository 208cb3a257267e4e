"""Two people of the office on one record: the second is told, sees both versions, and decides; an earlier wording comes back."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]


def open_president(page: Page) -> None:
    page.goto("/admin/pafso/text/")
    page.get_by_role("link", name="president").click()


@pytest.mark.req("R41")
def test_the_second_save_shows_both_versions_and_overwrites_only_knowingly(
    open_page: Open, office_session: Any
) -> None:
    one, other = open_page(storage_state=office_session), open_page(storage_state=office_session, width=360)
    mine, theirs = (f"A letter of {uuid.uuid4().hex[:6]}" for _ in range(2))
    for page in (one, other):
        open_president(page)
    before = one.locator("[name=title_en]").input_value()

    one.locator("[name=title_en]").fill(theirs)
    one.get_by_role("button", name="Save", exact=True).click()
    expect(one.locator(".messagelist .success")).to_be_visible()
    other.locator("[name=title_en]").fill(mine)
    other.get_by_role("button", name="Save", exact=True).click()

    refusal = other.get_by_role("alert")
    expect(refusal).to_be_focused()
    expect(refusal.get_by_role("heading", level=2)).to_have_text("Not saved: compare both versions first")
    expect(refusal).to_contain_text("Dominique Roy")
    version = refusal.get_by_role("group", name="Title (English)")
    expect(version.locator(".wording")).to_have_text([theirs, mine])
    expect(other.locator("[name=title_en]")).to_have_value(mine)
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    one.goto("/en/")
    expect(one.locator(".front-title")).to_have_text(theirs)

    other.get_by_role("button", name="Save", exact=True).click()

    expect(other.locator(".messagelist .success")).to_be_visible()
    one.goto("/en/")
    expect(one.locator(".front-title")).to_have_text(mine)

    open_president(one)
    one.get_by_role("link", name="Earlier wordings").click()
    saves = one.get_by_role("article")
    expect(saves.first.locator("ins")).to_contain_text(mine.rpartition(" ")[2])
    expect(saves.first.locator("del")).to_contain_text(theirs.rpartition(" ")[2])
    saves.nth(1).get_by_role("button", name="Put back").click()

    expect(
        one.get_by_text("The earlier wording is back. What the text said until now is kept as an earlier wording.")
    ).to_be_visible()
    one.goto("/en/")
    expect(one.locator(".front-title")).to_have_text(before)


def test_a_wording_page_that_is_out_of_date_puts_nothing_back(open_page: Open, office_session: Any) -> None:
    one, other = open_page(storage_state=office_session), open_page(storage_state=office_session)
    marks = [uuid.uuid4().hex[:6] for _ in range(2)]
    open_president(one)
    one.locator("[name=title_fr]").fill(f"Une lettre de {marks[0]}")
    one.get_by_role("button", name="Save and continue editing").click()
    one.get_by_role("link", name="Earlier wordings").click()
    open_president(other)
    other.locator("[name=title_fr]").fill(f"Une lettre de {marks[1]}")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.locator(".messagelist .success")).to_be_visible()

    one.get_by_role("article").first.get_by_role("button", name="Put back").click()

    expect(one.get_by_text("This text was changed after you opened the page")).to_be_visible()
    expect(one.get_by_role("article").first.locator("ins")).to_contain_text(marks[1])
