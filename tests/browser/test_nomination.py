"""A nomination from the first word to the receipt, with two letters by people without an account; in both languages."""

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, text_of
from tests.browser.people import ALIX, BENOIT, THOMAS, log_out, sign_in
from tests.factories.pdfs import pdf
from tests.factories.samples import PDFS

Open = Callable[..., Page]
CASE = "In February she reopened the consular desk in two days. Forty families were home by the end of the week."
LATER = " And in March she wrote down how, so that the next officer need not invent it."


def begin(page: Page, language: str = "en") -> str:
    """From the list of awards to an empty draft; returns its code."""
    words = {
        "en": ("Nominate", re.compile("Start a nomination|Nominate somebody else")),
        "fr": ("Proposer une candidature", re.compile("Commencer|Proposer")),
    }
    page.goto(f"/{language}/awards/")
    ours = page.get_by_role("complementary", name={"en": "PAFSO Awards", "fr": "Prix de l’APASE"}[language])
    ours.get_by_role("link", name=words[language][0], exact=True).click()
    page.get_by_role("main").get_by_role("button", name=words[language][1]).click()
    expect(page).to_have_url(re.compile(r"/awards/nominations/\w+/$"))
    return page.url.rstrip("/").rsplit("/", 1)[1]


def save_line(page: Page) -> Locator:
    return page.locator(".autosave [role=status]")


def type_and_wait(page: Page, field: Locator, text: str) -> None:
    """Types; the page saves it by itself and says so."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        field.fill(text)
    assert answered.value.status == 200
    expect(save_line(page)).to_have_attribute("data-state", "saved")


def invite(page: Page, name: str, email: str) -> None:
    page.get_by_label("Name of the supporter").fill(name)
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status").filter(has_text=name)).to_be_visible()


def follow_invitation(page: Page, site: Site, email: str) -> str:
    """A supporter opens the link of the mail; returns the link."""
    link = re.search(r"https?://\S+/letter/\S+", text_of(site.mail(email)))
    assert link
    page.goto(link.group(0).replace(site.address, ""))
    return link.group(0)


def send_letter(page: Page) -> str:
    """How to reach the writer, a last look, and off; returns the receipt's code."""
    page.get_by_label("Your postal address").fill("12 Rue de la Paix\nDakar")
    page.get_by_label("Your telephone number").fill("+221 33 555 01 99")
    page.get_by_role("button", name="Save and review").click()
    page.get_by_role("button", name="Send the letter").click()
    receipt = page.get_by_role("region", name="Your letter has been received")
    return str(receipt.locator(".code").inner_text())


@pytest.fixture
def letter_file(tmp_path: Path) -> Path:
    """A real PDF where one lies beside the project."""
    if real := PDFS.get("pdflatex-outline"):
        return real
    (tmp_path / "letter.pdf").write_bytes(pdf())
    return tmp_path / "letter.pdf"


def test_from_the_first_word_to_the_receipt(
    open_page: Open, site: Site, office_session: Any, letter_file: Path
) -> None:
    page, writer, uploader = open_page(), open_page(width=360), open_page()
    nominee, mark = f"Ines Fairweather {uuid.uuid4().hex[:6]}", uuid.uuid4().hex[:6]
    first, second = f"awa-{mark}@example.org", f"luc-{mark}@example.org"
    sign_in(page, ALIX)
    code = begin(page)
    page.get_by_label("Whom are you nominating?").fill(nominee)
    page.get_by_label("Position").fill("Consul")
    type_and_wait(page, page.get_by_label("The case"), CASE)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("0 of 2 letters received")).to_be_visible()
    invite(page, "Awa Diop", first)
    invite(page, "Luc Brassard", second)

    follow_invitation(writer, site, first)
    expect(writer.get_by_role("heading", level=1)).to_contain_text(nominee)
    type_and_wait(
        writer,
        writer.get_by_role("textbox", name="Your letter"),
        "I was in the queue. She came out and spoke to each of us.",
    )
    written = send_letter(writer)
    link = follow_invitation(uploader, site, second)
    uploader.get_by_label("Or a file").set_input_files(letter_file)
    uploaded = send_letter(uploader)
    page.get_by_role("link", name="Review and submit").first.click()
    page.get_by_role("button", name="Submit the nomination").click()

    receipt = page.get_by_role("region", name="Your nomination has been received")
    expect(receipt.locator(".code")).to_have_text(code)
    assert code in text_of(site.mail_with(ALIX, code))
    assert written in text_of(site.mail_with(first, written))
    assert uploaded in text_of(site.mail_with(second, uploaded))
    uploader.goto(link.replace(site.address, ""))
    expect(uploader.get_by_role("region", name="Your letter has been received")).to_be_visible()
    desk = open_page(storage_state=office_session)
    desk.goto("/admin/awards/nomination/")
    desk.get_by_role("link", name=code).click()
    expect(desk.get_by_text(CASE)).to_be_visible()
    desk.get_by_role("link", name="Read the letter").click()
    expect(desk.get_by_text("She came out and spoke to each of us.")).to_be_visible()
    desk.goto(f"/en/awards/letters/{uploaded}/")
    desk.get_by_role("link", name="The file as it came").click()
    with desk.expect_download() as taken:
        desk.get_by_role("button", name="Download the file").click()
    assert taken.value.suggested_filename == f"{uploaded.replace('-', '')}.pdf"


@pytest.mark.req("R48")
def test_a_draft_outlives_reload_logout_and_a_lost_session(open_page: Open) -> None:
    page = open_page()
    sign_in(page, THOMAS)
    begin(page)
    address, case = page.url, page.get_by_label("The case")
    type_and_wait(page, case, CASE)

    page.reload()
    expect(case).to_have_value(CASE)
    log_out(page)
    sign_in(page, THOMAS)
    page.goto(address)
    expect(case).to_have_value(CASE)
    page.context.clear_cookies(name=re.compile("session"))
    case.fill(CASE + LATER)
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    sign_in(page, THOMAS, go=False)

    expect(page).to_have_url(address)
    expect(page.get_by_text("You had been logged out. What you typed is below and is not saved yet.")).to_be_visible()
    expect(case).to_have_value(CASE + LATER)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.reload()
    expect(case).to_have_value(CASE + LATER)


@pytest.mark.req("R48")
def test_a_browser_that_lost_every_cookie_still_gives_the_text_back(open_page: Open) -> None:
    page = open_page()
    sign_in(page, THOMAS)
    begin(page)
    address, case = page.url, page.get_by_label("The case")

    page.context.clear_cookies()
    case.fill(CASE + LATER)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This page expired before it was sent")
    expect(page.get_by_text(CASE + LATER)).to_be_visible()
    sign_in(page, THOMAS)
    page.goto(address)
    page.get_by_role("alert").get_by_role("button", name="Use it").click()

    expect(case).to_have_value(CASE + LATER)


@pytest.mark.req("R60")
def test_in_french_on_a_telephone(open_page: Open, site: Site) -> None:
    page, writer = open_page(locale="fr-CA", width=360), open_page(locale="en-CA", width=360)
    supporter = f"signataire-{uuid.uuid4().hex[:6]}@example.org"
    sign_in(page, BENOIT, language="fr")
    begin(page, "fr")

    page.get_by_label("Qui proposez-vous").fill("Odile Sansregret")
    type_and_wait(page, page.get_by_label("L’exposé"), "Elle a rouvert le bureau consulaire en deux jours.")
    expect(save_line(page)).to_have_text(re.compile(r"^Enregistré à \d\d?\sh(\s\d\d)?$"))
    page.get_by_role("link", name="Relire et soumettre").first.click()
    problems = page.get_by_role("main").locator(".checklist a").all_inner_texts()
    page.get_by_role("link", name="Lettres d’appui").first.click()
    page.get_by_label("Nom de la personne qui écrira la lettre").fill("Awa Diop")
    page.get_by_label("Adresse courriel").fill(supporter)
    page.get_by_role("main").get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("status").filter(has_text="Awa Diop")).to_be_visible()
    follow_invitation(writer, site, supporter)

    assert len(problems) >= 2
    expect(writer.locator("html")).to_have_attribute("lang", "fr")
    expect(writer.get_by_role("heading", level=1)).to_contain_text("Odile Sansregret")
    for one in (page, writer):
        assert one.evaluate("document.documentElement.scrollWidth") <= 360
