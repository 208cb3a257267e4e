"""A guest's way: from an award to a draft without a password, out and back by a code, and on to a full account."""

import re
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.people import BENOIT, log_out, sign_in
from tests.browser.test_account import type_code

Open = Callable[..., Page]
CYCLE = re.compile(r"/awards/pafso-awards/\d+/$")
DRAFT = re.compile(r"/awards/nominations/\w+/$")
PASSWORD = "quatre hérons sur la digue"
CASE = "She found the form that nobody had been able to find."
WORDS = {
    "en": ("Nominate", "Continue as a guest", "Name", "Email", "Send me a code", "Start a nomination"),
    "fr": (
        "Proposer une candidature",
        "Continuer à titre de personne invitée",
        "Nom",
        "Courriel",
        "M’envoyer un code",
        "Commencer une candidature",
    ),
}


def to_the_door(page: Page, language: str) -> str:
    """From the list of awards, through the form; returns the address to which the code goes."""
    nominate, door, name, email, send, _start = WORDS[language]
    address = f"{uuid.uuid4().hex[:10]}@example.org"
    page.goto(f"/{language}/awards/")
    main = page.get_by_role("main")
    main.get_by_role("link", name=nominate, exact=True).click()
    main.get_by_role("link", name=door, exact=True).click()
    main.get_by_label(name, exact=True).fill("Imani Njoroge")
    main.get_by_label(email, exact=True).fill(address)
    main.get_by_role("button", name=send).click()
    return address


def test_a_stranger_nominates_comes_back_and_registers(open_page: Open, site: Site) -> None:
    page = open_page(width=360)
    email = to_the_door(page, "en")
    type_code(page, site.code(email))
    expect(page).to_have_url(CYCLE)
    page.get_by_role("main").get_by_role("button", name="Start a nomination").click()
    expect(page).to_have_url(DRAFT)
    draft = page.url
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label(re.compile("^The case|^Case")).fill(CASE)
    expect(page.locator(".autosave [role=status]")).to_have_attribute("data-state", "saved")
    log_out(page)

    page.goto(draft)
    page.get_by_role("main").get_by_role("link", name="Log in with a code sent by email").click()
    page.get_by_role("main").get_by_label("Email").fill(email)
    page.get_by_role("main").get_by_role("button", name="Send me a code").click()
    type_code(page, site.code(email, after=1))
    expect(page).to_have_url(draft)
    expect(page.get_by_label(re.compile("^The case|^Case"))).to_have_value(CASE)

    page.goto("/en/account/")
    page.get_by_role("main").get_by_role("link", name="Choose a password").click()
    for field in page.get_by_role("main").get_by_label(re.compile("^Password")).all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Save this password").click()
    sign_in(page, email, PASSWORD)
    expect(page).to_have_url(re.compile("/en/account/$"))
    expect(page.get_by_role("link", name="My devices and sessions")).to_be_visible()
    page.goto(draft)
    expect(page.get_by_label(re.compile("^The case|^Case"))).to_have_value(CASE)
    assert "full account" in site.mail_with(email, "full account")["Subject"]


def test_in_french_a_guest_has_only_what_is_theirs(open_page: Open, site: Site) -> None:
    page = open_page(locale="fr-CA")
    email = to_the_door(page, "fr")
    type_code_in_french(page, site.code(email))
    page.goto("/fr/account/")
    main = page.get_by_role("main")

    expect(main.get_by_role("heading", name="En faire un compte complet")).to_be_visible()
    expect(main.get_by_role("link", name="Mes jetons d’API")).to_have_count(0)
    page.goto("/fr/contests/entries/")
    expect(main.get_by_role("heading", name="Cette page exige un compte complet")).to_be_visible()
    expect(main.get_by_role("link", name="Choisir un mot de passe")).to_be_visible()


def type_code_in_french(page: Page, code: str) -> None:
    page.get_by_role("main").get_by_label("Code").fill(code)
    page.get_by_role("main").get_by_role("button", name="Continuer").click()


@pytest.mark.req("R48")
def test_on_a_shared_browser_nothing_of_a_guest_is_left_for_a_member(open_page: Open, site: Site) -> None:
    page = open_page()
    email = to_the_door(page, "en")
    type_code(page, site.code(email))
    page.get_by_role("main").get_by_role("button", name="Start a nomination").click()
    expect(page).to_have_url(DRAFT)
    draft = page.url
    page.context.set_offline(True)
    page.get_by_label(re.compile("^The case|^Case")).fill("Cormorant7")
    page.context.set_offline(False)
    page.goto("/en/")
    log_out(page)

    sign_in(page, BENOIT)
    answer = page.request.get(draft)

    assert answer.status == 404
    expect(page.get_by_text("This device holds text")).to_have_count(0)
    kept = page.evaluate("JSON.stringify({...localStorage})")
    assert "Cormorant7" not in kept
