"""Two browsers before one draft, and one that leaves it early: no word is lost, overwritten unseen, or handed in unread."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import Site, in_the_database, signed_in, started_site
from tests.browser.people import ALIX, BENOIT
from tests.browser.test_kept_text import on_the_device
from tests.browser.test_nomination import save_line, type_and_wait

MADE = """
from members.models import User
from tests.factories.awards import make_award, make_co_nominator, make_cycle, make_draft, make_letter, make_token
alix, benoit = (User.objects.get(email=email) for email in ("alix@example.org", "benoit@example.org"))
draft = make_draft(make_cycle(make_award("{slug}", letters_needed=0)), alix)
make_co_nominator(draft, benoit)
print("made", draft.code, make_token(make_letter(draft)))
"""
THEIRS, MINE, MORE = "Words of Alix: the desk opened in two days.", "Words of Benoît: it took a week.", " And then?"
WAITS = "never reached us"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A platform of its own: what is written here the other walks must not meet."""
    with started_site(tmp_path_factory.mktemp("drafts")) as site:
        yield site


@pytest.fixture(scope="module")
def people(chromium: Browser, site: Site) -> list[Any]:
    return [signed_in(chromium, site, email) for email in (ALIX, BENOIT)]


@dataclass
class Draft:
    """One text, open in two browsers."""

    one: Page
    other: Page
    path: str
    field: str
    save: str
    by_whom: str

    def text(self, page: Page) -> Locator:
        return page.locator(f"[name={self.field}]")

    def open(self, page: Page, more: str = "") -> None:
        page.goto(self.path + more)

    def press_save(self, page: Page) -> None:
        page.get_by_role("button", name=self.save, exact=True).click()

    def disagree(self) -> None:
        """Both have it open; what the first one types is saved, what the second one types is refused."""
        for page in (self.one, self.other):
            self.open(page)
        type_and_wait(self.one, self.text(self.one), THEIRS)
        self.text(self.other).fill(MINE)
        expect(save_line(self.other)).to_have_attribute("data-state", "stopped")


@pytest.fixture(params=["nomination", "letter"])
def draft(request: pytest.FixtureRequest, open_page: Callable[..., Page], site: Site, people: list[Any]) -> Draft:
    code, token = re.findall(
        r"made (\S+) (\S+)", in_the_database(site, MADE.format(slug=f"drafts-{uuid.uuid4().hex[:6]}"))
    )[0]
    if request.param == "nomination":
        one, other = (open_page(storage_state=each, timezone_id="Asia/Kabul") for each in people)
        return Draft(one, other, f"/en/awards/nominations/{code}/", "case", "Save", "Alix")
    one, other = open_page(timezone_id="Asia/Kabul"), open_page(timezone_id="Asia/Kabul")
    return Draft(one, other, f"/en/awards/letter/{token}/", "text", "Save and review", "This text was changed")


HOW_TO_REACH = {
    "full_name": "Supportina Quill",
    "address": "1 Elm",
    "telephone": "613",
    "contact_email": "q@example.org",
}


@pytest.mark.req("R41")
def test_nobody_hands_in_words_that_they_have_not_seen(draft: Draft) -> None:
    draft.open(draft.one)
    for name, value in HOW_TO_REACH.items() if draft.field == "text" else ():
        draft.one.locator(f"[name={name}]").fill(value)
    type_and_wait(draft.one, draft.text(draft.one), THEIRS)
    draft.open(draft.one, "submission/")
    draft.open(draft.other)
    type_and_wait(draft.other, draft.text(draft.other), MINE)
    button = draft.one.get_by_role("button", name=re.compile("^(Submit the nomination|Send the letter)$"))

    button.click()

    expect(draft.one.locator(".notice-error")).to_contain_text(re.compile("saved a newer text|This text was changed"))
    expect(draft.one.get_by_role("main")).to_contain_text(MINE)
    expect(draft.one.get_by_role("main")).not_to_contain_text(THEIRS)
    button.click()
    expect(draft.one.get_by_role("region", name=re.compile("has been received"))).to_be_visible()


@pytest.mark.req("R48")
def test_what_a_conflict_refused_stays_on_the_device_and_never_overwrites(draft: Draft) -> None:
    draft.disagree()
    draft.press_save(draft.other)
    expect(draft.other.get_by_text("Nothing was overwritten: both texts are below.")).to_be_visible()
    expect(draft.text(draft.other)).to_have_value(MINE)
    expect(save_line(draft.other)).to_have_text("Not saved yet")
    assert MINE in on_the_device(draft.other)
    draft.text(draft.other).fill(MINE + MORE)
    draft.other.wait_for_timeout(2500)
    expect(save_line(draft.other)).to_have_text("Not saved yet")

    draft.other.goto("/en/")
    draft.open(draft.other)

    expect(draft.text(draft.other)).to_have_value(THEIRS)
    offer = draft.other.get_by_role("alert").filter(has_text=WAITS)
    offer.get_by_role("button", name="Use it").click()
    expect(save_line(draft.other)).to_have_attribute("data-state", "stopped")
    expect(save_line(draft.other)).to_contain_text(draft.by_whom)
    draft.one.reload()
    expect(draft.text(draft.one)).to_have_value(THEIRS)
    draft.press_save(draft.other)
    expect(draft.text(draft.other)).to_have_value(MINE + MORE)
    assert MINE in on_the_device(draft.other)
    draft.press_save(draft.other)
    expect(draft.other.get_by_text("Nothing was overwritten")).to_have_count(0)
    draft.one.reload()
    expect(draft.text(draft.one)).to_have_value(MINE + MORE)
    assert MINE not in on_the_device(draft.other)


@pytest.mark.req("R48")
def test_a_refused_text_outlives_the_receipt_of_the_other_one(draft: Draft) -> None:
    draft.open(draft.one)
    for name, value in HOW_TO_REACH.items() if draft.field == "text" else ():
        draft.one.locator(f"[name={name}]").fill(value)
    type_and_wait(draft.one, draft.text(draft.one), "First words.")
    draft.disagree()
    draft.open(draft.one, "submission/")
    draft.one.get_by_role("button", name=re.compile("^(Submit the nomination|Send the letter)$")).click()
    expect(draft.one.get_by_role("region", name=re.compile("has been received"))).to_be_visible()

    draft.open(draft.other)

    left = draft.other.locator(".notice-warning").filter(has_text=WAITS)
    expect(left).to_contain_text(MINE)
    expect(left).to_have_count(1)
    assert MINE in on_the_device(draft.other) and THEIRS not in on_the_device(draft.one)
    left.get_by_role("button", name="Discard").click()
    assert MINE not in on_the_device(draft.other)


@pytest.mark.parametrize("draft", ["nomination"], indirect=True)
def test_what_a_co_nominator_had_not_sent_outlives_the_nominators_receipt(draft: Draft) -> None:
    draft.open(draft.other)
    draft.other.context.set_offline(True)
    draft.text(draft.other).fill(MINE)
    expect(save_line(draft.other)).to_have_attribute("data-state", "unsaved")
    context = draft.other.context
    draft.other.close()
    context.set_offline(False)
    draft.open(draft.one, "submission/")
    draft.one.get_by_role("button", name="Submit the nomination").click()
    expect(draft.one.get_by_role("region", name=re.compile("has been received"))).to_be_visible()

    draft.other = context.new_page()
    draft.open(draft.other)

    expect(draft.other.locator(".notice-warning").filter(has_text=WAITS)).to_contain_text(MINE)
    assert MINE in on_the_device(draft.other)


def test_a_text_taken_back_without_pressing_save_overwrites_nothing(draft: Draft) -> None:
    draft.disagree()
    draft.other.reload()

    draft.other.get_by_role("alert").filter(has_text=WAITS).get_by_role("button", name="Use it").click()

    expect(save_line(draft.other)).to_contain_text(draft.by_whom)
    expect(draft.text(draft.other)).to_have_value(MINE)
    draft.one.reload()
    expect(draft.text(draft.one)).to_have_value(THEIRS)


def test_a_text_that_nobody_followed_is_taken_back_and_saved(draft: Draft) -> None:
    draft.open(draft.one)
    type_and_wait(draft.one, draft.text(draft.one), THEIRS)
    context = draft.one.context
    context.set_offline(True)
    draft.text(draft.one).fill(THEIRS + MORE)
    expect(save_line(draft.one)).to_have_attribute("data-state", "unsaved")
    draft.one.close()
    context.set_offline(False)
    draft.one = context.new_page()
    draft.open(draft.one)

    draft.one.get_by_role("alert").filter(has_text=WAITS).get_by_role("button", name="Use it").click()

    expect(save_line(draft.one)).to_have_attribute("data-state", "saved")
    draft.open(draft.other)
    expect(draft.text(draft.other)).to_have_value(THEIRS + MORE)
    assert MORE not in on_the_device(draft.one)


def test_the_other_language_takes_a_refused_text_along_and_overwrites_nothing(draft: Draft) -> None:
    draft.disagree()
    draft.press_save(draft.other)
    expect(save_line(draft.other)).to_have_text("Not saved yet")

    draft.other.get_by_role("link", name="Français").click()

    expect(draft.other).to_have_url(re.compile("/fr/"))
    expect(draft.text(draft.other)).to_have_value(MINE)
    expect(save_line(draft.other)).to_have_attribute("data-state", "stopped")
    draft.one.reload()
    expect(draft.text(draft.one)).to_have_value(THEIRS)


def test_a_link_of_the_page_waits_for_what_was_typed(draft: Draft) -> None:
    draft.open(draft.one)
    type_and_wait(draft.one, draft.text(draft.one), THEIRS)
    draft.text(draft.one).fill(THEIRS + MORE)

    draft.one.get_by_role("link", name="Awards").first.click()

    expect(draft.one).to_have_url(re.compile("/en/awards/$"))
    draft.open(draft.other)
    expect(draft.text(draft.other)).to_have_value(THEIRS + MORE)
    assert MORE not in on_the_device(draft.one)


@pytest.mark.parametrize("draft", ["nomination"], indirect=True)
def test_the_review_shows_what_was_typed_a_moment_before(draft: Draft) -> None:
    draft.open(draft.one)
    draft.text(draft.one).fill(THEIRS + MORE)

    draft.one.get_by_role("link", name="Review and submit").first.click()

    expect(draft.one).to_have_url(re.compile("/submission/$"))
    expect(draft.one.get_by_role("main")).to_contain_text(THEIRS + MORE)


@pytest.mark.parametrize("draft", ["nomination"], indirect=True)
def test_a_link_waits_no_longer_than_two_seconds_for_a_silent_server(draft: Draft) -> None:
    draft.open(draft.one)
    held: list[Route] = []
    draft.one.route("**/*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    draft.text(draft.one).fill(THEIRS)

    draft.one.get_by_role("link", name="Review and submit").first.click()

    expect(draft.one).to_have_url(re.compile("/submission/$"), timeout=8000)
    assert len(held) == 1
    assert THEIRS in on_the_device(draft.one)


@pytest.mark.parametrize("draft", ["nomination"], indirect=True)
def test_a_link_stays_where_the_last_words_are_refused_and_goes_when_pressed_again(draft: Draft) -> None:
    for page in (draft.one, draft.other):
        draft.open(page)
    type_and_wait(draft.one, draft.text(draft.one), THEIRS)
    draft.text(draft.other).fill(MINE)
    link = draft.other.get_by_role("link", name="Review and submit").first

    link.click()

    expect(save_line(draft.other)).to_contain_text("Alix")
    expect(draft.text(draft.other)).to_have_value(MINE)
    link.click()
    expect(draft.other).to_have_url(re.compile("/submission/$"))
    expect(draft.other.get_by_text(re.compile(WAITS))).to_be_visible()


@pytest.mark.parametrize("draft", ["nomination"], indirect=True)
def test_a_new_tab_waits_for_nothing_and_the_form_stays(draft: Draft) -> None:
    draft.open(draft.one)
    draft.text(draft.one).fill(THEIRS)

    with draft.one.context.expect_page() as opened:
        draft.one.get_by_role("link", name="Review and submit").first.click(modifiers=["Control"])

    expect(opened.value).to_have_url(re.compile("/submission/$"))
    expect(draft.text(draft.one)).to_have_value(THEIRS)
