"""What the scripts promise when things go wrong: a lost connection, a second tab, a session that ended, a form with errors."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Site, signed_in
from tests.browser.people import MARGARET, sign_in
from tests.browser.test_nomination import CASE, LATER, begin, save_line, type_and_wait

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def margaret(chromium: Browser, site: Site) -> Any:
    """A member who is signed in."""
    return signed_in(chromium, site, MARGARET)


@pytest.fixture
def draft(open_page: Open, margaret: Any) -> Page:
    """A member before an empty draft."""
    page = open_page(storage_state=margaret)
    begin(page)
    return page


def case_of(page: Page) -> Locator:
    return page.get_by_label("The case")


def test_text_typed_without_a_connection_is_saved_when_it_comes_back(draft: Page) -> None:
    type_and_wait(draft, case_of(draft), CASE)
    draft.context.set_offline(True)
    case_of(draft).fill(CASE + LATER)
    expect(save_line(draft)).to_have_text("Not saved, but kept on this device. Trying again.")

    with draft.expect_response(lambda answer: answer.request.method == "POST"):
        draft.context.set_offline(False)

    expect(save_line(draft)).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))
    draft.reload()
    expect(case_of(draft)).to_have_value(CASE + LATER)
    expect(draft.get_by_role("button", name="Use it")).to_have_count(0)


def lose_connection_and_type(draft: Page) -> None:
    type_and_wait(draft, case_of(draft), CASE)
    draft.context.set_offline(True)
    case_of(draft).fill(CASE + LATER)
    expect(save_line(draft)).to_have_attribute("data-state", "unsaved")


@pytest.mark.parametrize(("answer", "left"), [("Use it", CASE + LATER), ("Discard", CASE)])
def test_text_that_never_arrived_is_offered_again(draft: Page, answer: str, left: str) -> None:
    lose_connection_and_type(draft)
    address, context = draft.url, draft.context
    draft.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)

    offer = page.get_by_role("alert").filter(has_text="never reached us")
    expect(case_of(page)).to_have_value(CASE)
    offer.get_by_role("button", name=answer).click()

    expect(case_of(page)).to_have_value(left)
    expect(offer).to_have_count(0)
    page.reload()
    expect(case_of(page)).to_be_visible()
    expect(offer).to_have_count(0 if answer == "Discard" else 1)


def test_going_back_does_not_pass_for_saved(draft: Page) -> None:
    type_and_wait(draft, case_of(draft), CASE)
    draft.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")
    case_of(draft).fill(CASE + LATER)
    expect(save_line(draft)).to_have_attribute("data-state", "unsaved")

    draft.goto("/en/contact/")
    draft.go_back()

    draft.get_by_role("alert").get_by_role("button", name="Use it").click()
    expect(case_of(draft)).to_have_value(CASE + LATER)
    draft.get_by_role("button", name="Save", exact=True).click()
    expect(draft.get_by_text("Saved.")).to_be_visible()


def test_a_second_tab_stops_the_first_and_both_texts_are_there(draft: Page) -> None:
    second = draft.context.new_page()
    second.goto(draft.url)
    type_and_wait(second, case_of(second), CASE)
    case_of(draft).fill("Another beginning.")
    expect(save_line(draft)).to_have_attribute("data-state", "stopped")
    draft.get_by_role("button", name="Save", exact=True).click()

    expect(draft.get_by_role("heading", name="The newer text, saved elsewhere")).to_be_visible()
    expect(draft.get_by_role("region", name="The newer text, saved elsewhere").get_by_text(CASE)).to_be_visible()
    expect(case_of(draft)).to_have_value("Another beginning.")
    draft.get_by_role("button", name="Save", exact=True).click()
    expect(draft.get_by_role("heading", name="The newer text, saved elsewhere")).to_have_count(0)
    draft.reload()
    expect(case_of(draft)).to_have_value("Another beginning.")


def test_a_session_that_ended_is_said_at_once(draft: Page) -> None:
    draft.context.clear_cookies(name=re.compile("session"))

    case_of(draft).fill(CASE)

    expect(save_line(draft)).to_contain_text("You have been logged out. Your text is kept on this device")


def test_words_are_counted_as_they_are_typed(draft: Page) -> None:
    case_of(draft).fill("one two three")

    expect(draft.locator(".count")).to_have_text("1,497 words left")
    case_of(draft).fill("word " * 1502)
    expect(draft.locator(".count")).to_have_text("2 words too many")


def test_a_refused_file_is_said_where_it_was_chosen(open_page: Open, margaret: Any, tmp_path: Path) -> None:
    page, file = open_page(storage_state=margaret), tmp_path / "a text.jpg"
    file.write_text("not a picture")
    page.goto("/en/contests/")
    page.get_by_role("main").get_by_role("button", name="Enter a photo").first.click()
    page.get_by_label("Photo", exact=True).set_input_files(file)
    page.get_by_role("button", name="Send the photo").click()

    expect(page.locator("#id_photo_field .errorlist")).to_contain_text("JPEG, HEIC, PNG, TIFF or WebP")
    expect(page.get_by_label("Photo", exact=True)).to_be_focused()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Enter this photo").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert summary.get_by_role("link").count() >= 4
    summary.get_by_role("link", name="Give the photo a title.").click()
    expect(page.get_by_label("Title", exact=True)).to_be_focused()


def test_a_password_can_be_looked_at(open_page: Open) -> None:
    page = open_page()
    page.goto("/en/accounts/login/")
    field = page.get_by_role("main").locator("input[name=password]")
    field.fill("what I typed")

    page.get_by_role("button", name="Show the password").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Show the password").click()
    expect(field).to_have_attribute("type", "password")


def test_the_pages_work_without_scripts(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/en/")
    expect(page.get_by_role("link", name="Create account").first).to_be_visible()

    sign_in(page, MARGARET)
    begin(page)
    case_of(page).fill(CASE)
    page.get_by_role("button", name="Save", exact=True).click()

    expect(case_of(page)).to_have_value(CASE)
    expect(page.get_by_text("Saved.")).to_be_visible()
