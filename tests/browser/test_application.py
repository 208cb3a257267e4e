"""From a stranger to a member: account, application, question, answer, approval; and the French half on a telephone."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, text_of
from tests.browser.people import sign_in

Open = Callable[..., Page]
AURELIE = "aurelie@example.org"
QUESTION = "Is that the day of your first appointment, or of your first posting?"


def type_and_wait(page: Page, field: Locator, text: str) -> None:
    """Types; the page saves it by itself and says so."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        field.fill(text)
    assert answered.value.status == 200
    expect(page.locator(".autosave [role=status]")).to_have_attribute("data-state", "saved")


def create_account(page: Page, site: Site, name: str, email: str) -> None:
    main = page.get_by_role("main")
    main.get_by_label("Name").fill(name)
    main.get_by_label("Email").fill(email)
    main.get_by_label("Password", exact=True).fill("quatorze canards sur le lac")
    main.get_by_label("English").check()
    main.get_by_role("button", name="Create account").click()
    main.get_by_label("Code").fill(site.code(email))
    main.get_by_role("button", name="Continue").click()


def open_in_office(desk: Page, code: str) -> None:
    desk.goto(f"/admin/members/application/?q={code}")
    desk.locator("#result_list").get_by_role("link", name=code).click()


def test_from_a_stranger_to_a_member(open_page: Open, site: Site, office_session: Any) -> None:
    page, desk = open_page(), open_page(storage_state=office_session)
    mark = uuid.uuid4().hex[:6]
    name, email = f"Ines Fairweather {mark}", f"ines-{mark}@example.org"
    page.goto("/en/account/application/")
    page.get_by_role("main").get_by_role("link", name="Create account").click()
    create_account(page, site, name, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Become a member")
    page.get_by_role("button", name="Start the application").click()

    expect(page.get_by_label("Name", exact=True)).to_have_value(name)
    page.get_by_label("Regular").check()
    page.get_by_label("Global Affairs Canada").check()
    page.get_by_label("Level").select_option("FS-02")
    page.get_by_label("Stream").select_option(index=1)
    type_and_wait(page, page.get_by_label("In the Foreign Service since"), "2019-09-03")
    page.reload()
    expect(page.get_by_label("In the Foreign Service since")).to_have_value("2019-09-03")
    expect(page.get_by_label("Level")).to_have_value("FS-02")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Submit the application").click()
    receipt = page.get_by_role("region", name="Your application has been received")
    code = receipt.locator(".code").inner_text()
    assert code in text_of(site.mail_with(email, code))

    open_in_office(desk, code)
    desk.get_by_role("link", name="Ask for information").click()
    desk.get_by_label("What do you need to know?").fill(QUESTION)
    desk.get_by_role("button", name="Send the question").click()
    link = re.search(r"https?://\S+/account/application/\S+", text_of(site.mail_with(email, QUESTION)))
    assert link
    page.goto(link.group(0).replace(site.address, ""))
    page.get_by_role("link", name="Answer the question").click()
    type_and_wait(page, page.get_by_label("Your answer"), "Of the appointment.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("With the office")

    open_in_office(desk, code)
    expect(desk.get_by_text("Of the appointment.")).to_be_visible()
    desk.get_by_role("link", name="Approve").click()
    number = desk.get_by_label("Member number").input_value()
    desk.get_by_role("button", name="Approve and welcome").click()
    expect(desk.get_by_text("Approved. Enter the level")).to_be_visible()
    assert f"Your member number is {number}." in text_of(site.mail_with(email, "approved: welcome"))
    page.goto("/en/account/")
    expect(page.get_by_role("main").get_by_text(f"Member number {number}.")).to_be_visible()


def test_a_question_in_french_on_a_telephone(open_page: Open, site: Site, office_session: Any) -> None:
    page, desk = open_page(locale="fr-CA", width=360), open_page(storage_state=office_session)
    sign_in(page, AURELIE, language="fr")

    page.get_by_role("link", name="Ouvrir la demande").click()
    code = page.locator(".byline .code").inner_text()
    page.get_by_role("link", name="Répondre à la question").click()
    answer = page.get_by_label("Votre réponse")
    type_and_wait(page, answer, "Pour une période indéterminée, depuis septembre.")
    page.reload()
    expect(answer).to_have_value("Pour une période indéterminée, depuis septembre.")
    narrow = page.evaluate("document.documentElement.scrollWidth")
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Au bureau")
    open_in_office(desk, code)
    desk.get_by_role("link", name="Refuse").click()
    expect(desk.get_by_text("write in French.")).to_be_visible()
    reason = f"Le détachement n’ouvre pas droit à l’adhésion régulière ({code})."
    desk.get_by_label("Reason").fill(reason)
    desk.get_by_role("button", name="Refuse and tell the applicant").click()

    mail = site.mail_with(AURELIE, reason)
    assert mail["Subject"] == f"La décision sur votre demande {code}"
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Non approuvée")
    assert narrow <= 360
