"""One browser, two people: what the first one typed is nowhere to be found for the second, and comes back to the first."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SECOND_COLLEAGUE, Site, in_the_database, started_site
from tests.browser.people import ALIX, BENOIT, PASSWORD, give_second_step, sign_in, totp
from tests.factories.kept import MEMBERS_FORMS
from tests.factories.people import PASSWORD as CAST_PASSWORD

Open = Callable[..., Page]
WORD = "Sandpiper7"
BACK = "You had been logged out. What you typed is below and is not saved yet."
# Makes a page of a form for its person, with whatever it needs, and prints its address and theirs.
PAGES = """
from types import SimpleNamespace
from members.models import User
import uuid
from tests.factories.kept import member_form
from tests.factories.people import make_user
alix = User.objects.get(email="alix@example.org")
staff = User.objects.filter(is_superuser=True).first()
newcomer = make_user("Chidi Newcomer", uuid.uuid4().hex[:8] + "@example.org")
form = member_form("{name}", SimpleNamespace(officer=alix, newcomer=newcomer, staff=staff))
print("page", form.path, form.person.email)
"""
LOSE = """
from importlib import import_module
from django.conf import settings
from django.contrib.sessions.models import Session
Session.objects.filter(session_key="{key}").delete()
"""
# Every row of every table and every session, as its owner would read it.
ROWS = """
from importlib import import_module
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
store = import_module(settings.SESSION_ENGINE).SessionStore
found = [str(store(row.session_key).load()) for row in Session.objects.all()]
for model in apps.get_models():
    if not model._meta.proxy and model._meta.managed:
        found += [model._meta.label + str(row) for row in model._base_manager.values_list() if "{word}" in str(row)]
print("rows", sum("{word}" in each for each in found))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A platform of its own: what these people need (awards, contests) the other walks must not meet."""
    with started_site(tmp_path_factory.mktemp("kept")) as site:
        yield site


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """Not of `open_page`: what belongs to the first person is rightly a 404 for the second, who is led back to it."""
    context = chromium.new_context(base_url=site.address, locale="en-CA")
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def open_form(page: Page, site: Site, name: str) -> str:
    """Its person signs in and opens it; returns its path."""
    path, email = re.findall(r"page (\S+) (\S+)", in_the_database(site, PAGES.format(name=name)))[0]
    sign_in(page, email, PASSWORD if email == ALIX else CAST_PASSWORD)
    page.goto(path)
    return str(path)


def lose_session(page: Page, site: Site) -> None:
    key = next(each["value"] for each in page.context.cookies() if "session" in each["name"])
    in_the_database(site, LOSE.format(key=key))


def rows_with(word: str, site: Site) -> int:
    return int(re.findall(r"rows (\d+)", in_the_database(site, ROWS.format(word=word)))[0])


def on_the_device(page: Page) -> str:
    return str(
        page.evaluate("JSON.stringify(Object.entries(localStorage)) + JSON.stringify(Object.entries(sessionStorage))")
    )


def shown(page: Page) -> str:
    """What the page says, and what its fields hold."""
    values = "[...document.querySelectorAll('input, textarea, select')].map(each => each.value).join(' ')"
    return page.content() + str(page.evaluate(values))


def type_word(page: Page, field: str, word: str) -> None:
    page.locator(f"[name={field}]:not([type=hidden])").first.fill(word)


@pytest.mark.req("R48")
@pytest.mark.parametrize("name", MEMBERS_FORMS)
def test_the_next_person_on_this_browser_finds_nothing(page: Page, site: Site, name: str) -> None:
    word = f"{WORD}{len(name)}{name[-3:]}"
    open_form(page, site, name)
    lose_session(page, site)
    type_word(page, MEMBERS_FORMS[name][1], word)
    assert word in shown(page)
    page.locator("main form[method=post]").filter(has=page.locator(f"[name={MEMBERS_FORMS[name][1]}]")).locator(
        "button:not([type=button])"
    ).first.click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    assert rows_with(word, site) == 1

    sign_in(page, BENOIT, go=False)

    assert word not in shown(page)
    assert word not in on_the_device(page)
    assert rows_with(word, site) == 0
    for _ in range(4):
        page.go_back()
        assert word not in shown(page), page.url
    assert word not in on_the_device(page)
    assert rows_with(word, site) == 0


@pytest.mark.req("R48")
def test_a_page_left_open_gives_nothing_to_the_next_person(page: Page, site: Site) -> None:
    """Nothing was sent: the text is in the history of the browser and on the device only."""
    open_form(page, site, "awards:nomination")
    lose_session(page, site)
    type_word(page, "case", WORD)
    assert WORD in on_the_device(page)
    path = open_form(page, site, "members:details")
    lose_session(page, site)
    type_word(page, "name", WORD)
    assert WORD in on_the_device(page)
    page.goto("/en/accounts/login/")

    sign_in(page, BENOIT, go=False)
    page.goto(path)
    assert WORD not in shown(page)
    page.go_back()
    for _ in range(3):
        page.go_back()
        assert WORD not in shown(page), page.url
    assert WORD not in on_the_device(page)


@pytest.mark.req("R48")
def test_the_office_finds_its_text_after_the_second_step_and_is_asked_before_leaving(
    open_page: Open, site: Site
) -> None:
    email = "plover@example.org"
    secret = re.search(r"secret (\w+)", in_the_database(site, SECOND_COLLEAGUE.format(email=email, password=PASSWORD)))
    assert secret
    desk = open_page()
    sign_in(desk, email)
    used = totp(secret.group(1))
    give_second_step(desk, used)
    desk.goto("/admin/pafso/text/")
    desk.get_by_role("link", name="president").click()
    address = desk.url
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    desk.locator("[name=title_en]").fill(WORD)
    desk.get_by_role("link", name="The desk").first.click()
    expect(desk.locator("[name=title_en]")).to_have_value(WORD)
    assert asked == ["beforeunload"]
    lose_session(desk, site)
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk).to_have_url(re.compile("/accounts/login/"))
    assert asked == ["beforeunload"]

    sign_in(desk, email, go=False)
    while totp(secret.group(1)) == used:  # a code opens the door only once
        time.sleep(0.5)
    desk.get_by_role("main").get_by_label(re.compile("code", re.IGNORECASE)).fill(totp(secret.group(1)))
    desk.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()

    expect(desk).to_have_url(address)
    expect(desk.locator(".messagelist .given-back")).to_have_text(BACK)
    expect(desk.locator("[name=title_en]")).to_have_value(WORD)
    desk.get_by_role("link", name="The desk").first.click()
    expect(desk.locator(".messagelist .given-back")).to_be_visible()
    assert asked == ["beforeunload", "beforeunload"]


CORRECTION = "from magazine.models import Issue; print('page', Issue.objects.published().first().pk)"
TEXT = "from pafso.models import Text; print('page', Text.objects.get(key='president').pk)"


@pytest.mark.req("R48")
@pytest.mark.parametrize(
    ("script", "path", "field"),
    [
        (TEXT, "/admin/pafso/text/{}/change/", "title_en"),
        (CORRECTION, "/admin/magazine/issue/{}/correction/", "reason"),
    ],
    ids=["form", "verb"],
)
def test_what_the_office_typed_is_not_found_by_the_next_person(
    page: Page, site: Site, script: str, path: str, field: str
) -> None:
    word, email = f"{WORD}{field[-3:]}", f"{field}@example.org"
    secret = re.search(r"secret (\w+)", in_the_database(site, SECOND_COLLEAGUE.format(email=email, password=PASSWORD)))
    assert secret
    sign_in(page, email)
    give_second_step(page, totp(secret.group(1)))
    page.goto(path.format(re.findall(r"page (\d+)", in_the_database(site, script))[0]))
    page.locator(f"[name={field}]").fill(word)
    page.context.set_offline(True)
    page.locator(".submit-row [type=submit]").first.click()
    expect(page.locator("[data-press].notice")).to_be_visible()
    assert word in on_the_device(page)
    page.context.set_offline(False)
    lose_session(page, site)
    page.locator(".submit-row [type=submit]").first.click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    assert rows_with(word, site) == 1

    sign_in(page, BENOIT, go=False)

    for _ in range(4):
        assert word not in shown(page), page.url
        assert word not in on_the_device(page), page.url
        page.go_back()
    assert rows_with(word, site) == 0


@pytest.mark.req("R48")
@pytest.mark.parametrize("name", MEMBERS_FORMS)
def test_the_other_language_takes_the_text_along(page: Page, site: Site, name: str) -> None:
    open_form(page, site, name)
    type_word(page, MEMBERS_FORMS[name][1], WORD)

    page.get_by_role("link", name="Français").click()

    expect(page).to_have_url(re.compile("/fr/"))
    expect(page.locator(f"[name={MEMBERS_FORMS[name][1]}]:not([type=hidden])").first).to_have_value(WORD)
    assert page.evaluate("sessionStorage.length") == 0


def test_whoever_signs_up_changes_the_language_and_keeps_the_address(page: Page, site: Site) -> None:
    page.goto("/en/accounts/signup/")
    type_word(page, "email", "half@example.org")

    page.get_by_role("link", name="Français").click()

    expect(page).to_have_url(re.compile("/fr/"))
    expect(page.locator("main [name=email]")).to_have_value("half@example.org")
