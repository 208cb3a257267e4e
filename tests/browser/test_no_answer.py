"""Nobody answers: a save that hangs is told and tried again, a press of a button is caught, and the text waits where one looks."""

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import SECOND_COLLEAGUE, Site, in_the_database, started_site
from tests.browser.people import BENOIT, MARGARET, PASSWORD, give_second_step, sign_in, totp
from tests.browser.test_kept_text import on_the_device, open_form, rows_with, shown, type_word
from tests.browser.test_nomination import CASE, LATER, follow_invitation, save_line, type_and_wait
from tests.factories.kept import MEMBERS_FORMS

Open = Callable[..., Page]
WORD, OFFICE_WORD = "Turnstone4", "Whimbrel3"
OFFLINE = "You are offline. Nothing was sent; what you wrote is kept on this device."
UNANSWERED = "No answer was received. What you wrote is kept on this device."
UNSAVED = "Not saved, but kept on this device. Trying again."
WAITS = "never reached us"
# Longer than the script's patience, on the clock of the page.
LONG = 21_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A platform of its own: what these people need the other walks must not meet."""
    with started_site(tmp_path_factory.mktemp("silent")) as site:
        yield site


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """Not of `open_page`: the lost connections are provoked."""
    context = chromium.new_context(base_url=site.address, locale="en-CA")
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


@pytest.fixture
def draft(page: Page) -> Page:
    """A member before a draft that was saved once, whose clock can be moved on."""
    page.clock.install()
    sign_in(page, MARGARET)
    begin(page)
    type_and_wait(page, case_of(page), CASE)
    return page


def begin(page: Page) -> str:
    """A draft for the award of the demonstration, among those that other people here needed; returns its code."""
    page.goto("/en/awards/")
    page.get_by_role("main").locator("a[href*='/pafso-awards/']", has_text="Nominate").click()
    page.get_by_role("main").get_by_role("button", name=re.compile("Start a nomination|Nominate somebody else")).click()
    expect(page).to_have_url(re.compile(r"/awards/nominations/\w+/$"))
    return page.url.rstrip("/").rsplit("/", 1)[1]


def case_of(page: Page) -> Locator:
    return page.get_by_label("The case")


def form_of(page: Page, field: str) -> Locator:
    return page.locator("main form[method=post]").filter(has=page.locator(f"[name={field}]"))


def press(page: Page, field: str) -> None:
    form_of(page, field).locator("button:not([type=button])").first.click()


def fall_silent(page: Page) -> list[str]:
    """The server takes every POST and never answers; returns what it was sent."""
    sent: list[str] = []

    def take(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
        else:
            route.continue_()

    page.route("**/*", take)
    return sent


def test_a_save_without_an_answer_is_told_and_tried_again(draft: Page) -> None:
    sent = fall_silent(draft)
    case_of(draft).fill(CASE + LATER)
    expect(save_line(draft)).to_have_text(re.compile("^(Not saved yet|Saving…)$"))
    expect(save_line(draft)).to_have_text("Saving…")
    assert len(sent) == 1

    draft.clock.fast_forward(LONG)
    expect(save_line(draft)).to_have_text(UNSAVED)
    case_of(draft).fill(CASE + LATER + "!")
    expect(save_line(draft)).to_have_text("Saving…")
    assert len(sent) == 2
    draft.unroute("**/*")
    for _tried in range(3):
        draft.clock.fast_forward(2 * LONG)
        draft.wait_for_timeout(500)

    expect(save_line(draft)).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))
    assert CASE not in on_the_device(draft)
    draft.reload()
    expect(case_of(draft)).to_have_value(CASE + LATER + "!")


def test_the_waits_grow(draft: Page) -> None:
    tried: list[str] = []

    def refuse(route: Route) -> None:
        tried.append(route.request.url)
        route.abort("connectionrefused")

    draft.route("**/nominations/**", refuse)
    case_of(draft).fill(CASE + LATER)
    expect(save_line(draft)).to_have_text(UNSAVED)
    counted = []
    for seconds in (16, 16, 16, 32, 32):
        draft.clock.fast_forward(seconds * 1000)
        expect(save_line(draft)).to_have_text(UNSAVED)
        draft.wait_for_timeout(300)
        counted.append(len(tried))

    assert counted == [2, 2, 3, 3, 4]


def test_typing_takes_saved_at_away(draft: Page) -> None:
    draft.clock.pause_at(draft.evaluate("Date.now()") + 1000)
    case_of(draft).press_sequentially(LATER[:3])

    expect(save_line(draft)).to_have_text("Not saved yet")


@pytest.mark.req("R48")
@pytest.mark.parametrize("name", MEMBERS_FORMS)
def test_a_press_without_a_connection_is_caught_and_the_text_waits(page: Page, site: Site, name: str) -> None:
    field, word = MEMBERS_FORMS[name][1], f"{WORD}{len(name)}"
    path = open_form(page, site, name)
    page.context.set_offline(True)
    type_word(page, field, word)
    press(page, field)
    expect(form_of(page, field).get_by_text(OFFLINE)).to_be_visible()
    assert page.url == site.address + path
    assert word in shown(page) and word in on_the_device(page)

    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.context.set_offline(False)
    expect(form_of(page, field).get_by_text("The connection is back. Press again.")).to_be_visible()
    press(page, field)
    expect(form_of(page, field).get_by_text(UNANSWERED)).to_be_visible()
    page.goto("/en/contact/")
    waiting = page.locator(".notice", has_text=WAITS)
    waiting.get_by_role("link", name="Go there").click()
    expect(page).to_have_url(site.address + path)
    typed = page.locator(f"[name={field}]:not([type=hidden])").first
    if typed.input_value() != word:  # unless a form that saves itself had its last save on the way out
        page.get_by_role("alert").filter(has_text=WAITS).get_by_role("button", name="Use it").click()
    expect(typed).to_have_value(word)
    page.unroute("**/*")

    sign_in_anew(page, BENOIT)
    assert word not in shown(page) and word not in on_the_device(page)


def sign_in_anew(page: Page, email: str) -> None:
    page.context.clear_cookies()
    sign_in(page, email)


@pytest.mark.req("R48")
@pytest.mark.parametrize("silence", ["hangs", "breaks", "fails"])
def test_a_press_that_nobody_answers_is_said_and_works_again(draft: Page, silence: str) -> None:
    case_of(draft).fill(CASE + LATER)
    expect(save_line(draft)).to_have_attribute("data-state", "saved")
    if silence == "hangs":
        fall_silent(draft)
    elif silence == "breaks":
        draft.route("**/nominations/**", lambda route: route.abort("connectionreset"))
    else:
        draft.route("**/nominations/**", lambda route: route.fulfill(status=502, body="<html><main>Bad gateway"))
    address = draft.url

    draft.get_by_role("button", name="Save", exact=True).click()
    if silence == "hangs":
        expect(draft.locator("[data-press]")).to_have_text("Sending…")
        draft.clock.fast_forward(LONG)
    said = "We could not save this just now." if silence == "fails" else UNANSWERED
    expect(draft.locator("[data-press]")).to_contain_text(said)
    assert draft.url == address

    for pattern in ("**/*", "**/nominations/**"):
        draft.unroute(pattern)
    draft.get_by_role("button", name="Save", exact=True).click()
    expect(draft.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(case_of(draft)).to_have_value(CASE + LATER)
    draft.goto("/en/contact/")
    expect(draft.get_by_text(WAITS)).to_have_count(0)


def test_the_last_press_too(draft: Page) -> None:
    draft.get_by_role("link", name="Review and submit").first.click()
    draft.context.set_offline(True)
    draft.get_by_role("button", name="Submit the nomination").click()
    expect(draft.get_by_text(OFFLINE)).to_be_visible()

    draft.context.set_offline(False)
    draft.get_by_role("button", name="Submit the nomination").click()

    expect(draft.get_by_role("alert")).to_contain_text("Something still has to be completed or corrected")
    expect(draft.get_by_role("alert")).to_be_focused()


def test_a_letter_waits_on_the_page_of_its_link(page: Page, site: Site, chromium: Browser) -> None:
    sign_in(page, MARGARET)
    code = begin(page)
    type_and_wait(page, page.get_by_label("Whom are you nominating?"), "Ida Sand")
    page.goto(f"/en/awards/nominations/{code}/letters/")
    page.get_by_label("Name of the supporter").fill("Awa Diop")
    page.get_by_label("Email address").fill("awa@example.net")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status").filter(has_text="Awa Diop")).to_be_visible()
    writer = chromium.new_context(base_url=site.address, locale="en-CA").new_page()
    follow_invitation(writer, site, "awa@example.net")
    letter, link = writer.get_by_role("textbox", name="Your letter"), writer.url
    writer.context.set_offline(True)
    letter.fill(WORD)
    writer.get_by_role("button", name="Save and review").click()
    expect(writer.get_by_text(OFFLINE)).to_be_visible()

    writer.context.set_offline(False)
    writer.goto("/en/contact/")
    expect(writer.get_by_text(WAITS)).to_have_count(0)
    assert link not in on_the_device(writer)
    writer.goto(link)
    if letter.input_value() != WORD:  # unless it was saved in the moment when the connection came back
        writer.get_by_role("alert").get_by_role("button", name="Use it").click()
    writer.get_by_role("button", name="Save and review").click()
    expect(writer.get_by_role("button", name="Send the letter")).to_be_visible()
    expect(writer.get_by_text(WORD)).to_be_visible()
    writer.context.set_offline(True)
    writer.get_by_role("button", name="Send the letter").click()
    expect(writer.get_by_text(OFFLINE)).to_be_visible()
    writer.context.close()


@pytest.fixture
def desk(page: Page, site: Site) -> Page:
    """The office before a text of the association."""
    email = f"{uuid.uuid4().hex[:8]}@example.org"
    secret = re.search(r"secret (\w+)", in_the_database(site, SECOND_COLLEAGUE.format(email=email, password=PASSWORD)))
    assert secret
    page.clock.install()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, email)
    give_second_step(page, totp(secret.group(1)))
    page.goto("/admin/pafso/text/")
    page.get_by_role("link", name="president").click()
    return page


@pytest.mark.req("R48")
@pytest.mark.parametrize("silence", ["offline", "unreachable", "hangs"])
def test_a_press_in_the_office_that_nobody_answers_is_said(desk: Page, site: Site, silence: str) -> None:
    address, word = desk.url, OFFICE_WORD + silence
    desk.locator("[name=title_en]").fill(word)
    if silence == "offline":
        desk.context.set_offline(True)
    elif silence == "unreachable":
        desk.route("**/*", lambda route: route.abort("connectionrefused"))
    else:
        fall_silent(desk)
    desk.get_by_role("button", name="Save", exact=True).click()
    if silence == "hangs":
        desk.wait_for_timeout(1500)
        desk.clock.fast_forward(LONG)
    expect(desk.locator("main form").get_by_text(OFFLINE if silence == "offline" else UNANSWERED)).to_be_visible()
    assert desk.url == address
    assert rows_with(word, site) == 0

    desk.context.set_offline(False)
    desk.unroute("**/*")
    desk.goto("/admin/")
    desk.locator(".notice", has_text=WAITS).get_by_role("link", name="Go there").click()
    desk.get_by_role("button", name="Use it").click()
    expect(desk.locator("[name=title_en]")).to_have_value(word)
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".messagelist")).to_contain_text("changed successfully")
    expect(desk.locator("[name=title_en]")).to_have_value(word)
    assert word not in on_the_device(desk)
