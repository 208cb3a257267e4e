"""The core of an award's year in Chromium: a guest and a member on one draft, three supporters, the Secretary; and a group."""

import os
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, in_the_database, text_of
from tests.browser.people import BENOIT, sign_in
from tests.browser.test_account import type_code
from tests.browser.test_guest import to_the_door
from tests.browser.test_nomination import follow_invitation, invite, send_letter, type_and_wait
from tests.factories.readers_copies import KEPT, planted_docx

Open = Callable[..., Page]
DRAFT = re.compile(r"/awards/nominations/\w+/$")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CASE, THEIRS = "She reopened the desk in two days.", "Elle a rouvert le bureau en deux jours."
NOTE = "Say in which year it was."
YEAR = 2051


def look(page: Page, name: str) -> None:
    """Everything fits; and a picture for whoever wants to look: SHOTS names a folder."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


# --- Two on one draft, three supporters, the Secretary ---------------------------------------------------------------
@pytest.mark.req("R40", "R41", "R48", "R60")
def test_from_a_guest_s_code_to_what_was_returned_and_given_again(
    open_page: Open, site: Site, office_session: Any
) -> None:
    guest, benoit = open_page(width=1280), open_page(locale="fr-CA", width=360)
    nominee, mark = f"Ines Fairweather {uuid.uuid4().hex[:6]}", uuid.uuid4().hex[:6]
    email = to_the_door(guest, "en")
    type_code(guest, site.code(email))
    guest.get_by_role("main").get_by_role("button", name="Start a nomination").click()
    expect(guest).to_have_url(DRAFT)
    draft = guest.url.removeprefix(site.address)
    guest.get_by_label("Whom are you nominating?").fill(nominee)
    guest.get_by_label("Position", exact=True).fill("Consul")
    type_and_wait(guest, guest.get_by_label("The case"), CASE)

    join_by_mail(guest, benoit, site, nominee)
    both_texts_are_kept(guest, benoit, draft)
    letters_come(open_page, guest, benoit, site, mark)
    code = submit(guest, draft)
    assert code in text_of(site.mail_with(email, code))
    assert f"{code}" in text_of(site.mail_with(BENOIT, code))

    desk = open_page(storage_state=office_session)
    returned_by_the_secretary(desk, code)
    submitted_again(guest, site, email, draft)
    desk.reload()
    expect(desk.get_by_text(f"{CASE} It was in 2025.")).to_be_visible()


def join_by_mail(guest: Page, benoit: Page, site: Site, nominee: str) -> None:
    """In French, on a telephone; of whom, is said to whoever has joined."""
    guest.get_by_role("link", name="Together", exact=True).click()
    guest.get_by_label("Name of the co-nominator").fill("Benoît Lefèvre")
    guest.get_by_label("Email address").fill(BENOIT)
    guest.get_by_role("radio", name="French").check()
    before = len(site.mails(BENOIT))
    guest.get_by_role("button", name="Send the invitation").click()
    mail = site.mail(BENOIT, after=before)
    found = re.search(r"https?://[^/\s]+(/fr/awards/co-nominator/\S+)", text_of(mail))
    assert found and nominee not in text_of(mail)
    benoit.goto(found[1])
    expect(benoit.get_by_role("heading", level=1)).to_contain_text("Imani Njoroge")
    look(benoit, "invited-fr-360")
    benoit.get_by_role("button", name="Ouvrir une session et m’associer").click()
    sign_in(benoit, BENOIT, language="fr", go=False)
    benoit.get_by_role("button", name="M’associer", exact=True).click()
    expect(benoit).to_have_url(DRAFT)
    expect(benoit.get_by_role("heading", level=1)).to_have_text(nominee)


def both_texts_are_kept(guest: Page, benoit: Page, draft: str) -> None:
    guest.goto(draft)
    type_and_wait(benoit, benoit.get_by_label("L’exposé"), THEIRS)
    guest.get_by_label("The case").fill(f"{CASE} Alone.")
    expect(guest.locator(".autosave [role=status]")).to_contain_text("Benoît Lefèvre saved a newer text")
    guest.get_by_role("button", name="Save", exact=True).click()
    expect(guest.get_by_role("region", name="The newer text, saved elsewhere")).to_contain_text(THEIRS)
    look(guest, "both-texts-en-1280")
    guest.get_by_label("The case").fill(CASE)
    guest.get_by_role("button", name="Save", exact=True).click()
    expect(guest.get_by_text("Saved.", exact=True)).to_be_visible()
    benoit.reload()
    expect(benoit.get_by_label("L’exposé")).to_have_value(CASE)
    look(benoit, "draft-fr-360")


def letters_come(open_page: Open, guest: Page, benoit: Page, site: Site, mark: str) -> None:
    """One declines, one writes and corrects, one sends a file with tracked changes and reads what was made of it."""
    awa, luc, denise = (f"{name}-{mark}@example.org" for name in ("awa", "luc", "denise"))
    guest.get_by_role("link", name="Letters of support").first.click()
    invite(guest, "Awa Diop", awa)
    invite(guest, "Luc Brassard", luc)
    benoit.get_by_role("link", name="Lettres d’appui").first.click()
    benoit.get_by_label("Nom de la personne qui écrira la lettre").fill("Denise Roy")
    benoit.get_by_label("Adresse courriel").fill(denise)
    benoit.get_by_role("main").get_by_role("button", name="Envoyer l’invitation").click()
    expect(benoit.get_by_role("status").filter(has_text="Denise Roy")).to_be_visible()

    supporter = open_page(locale="fr-CA", width=360)
    declines(supporter, site, denise)
    writes_and_corrects(open_page(width=360), site, awa)
    sends_a_file(open_page(width=360), site, luc)

    benoit.reload()
    expect(benoit.get_by_text("Je pars en mission.")).to_be_visible()
    expect(benoit.get_by_role("heading", name=re.compile(r"Lettres reçues\s: 2 sur 2"))).to_be_visible()
    look(benoit, "letters-fr-360")


def declines(page: Page, site: Site, email: str) -> None:
    follow_invitation(page, site, email)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("link", name="Je préfère ne pas écrire cette lettre").click()
    page.get_by_role("main").get_by_role("textbox").fill("Je pars en mission.")
    page.get_by_role("main").get_by_role("button", name="Décliner la demande").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look(page, "declined-fr-360")


def writes_and_corrects(page: Page, site: Site, email: str) -> None:
    follow_invitation(page, site, email)
    type_and_wait(page, page.get_by_role("textbox", name="Your letter"), "I was in the queue.")
    code = send_letter(page)
    page.get_by_role("link", name="Correct the letter").click()
    type_and_wait(page, page.get_by_role("textbox", name="Your letter"), "I was in the queue, on both days.")
    page.get_by_role("button", name="Save and review").click()
    page.get_by_role("button", name="Send the correction").click()
    expect(page.get_by_role("region", name="Your letter has been received").locator(".code")).to_have_text(code)
    expect(page.get_by_text("I was in the queue, on both days.")).to_be_visible()
    look(page, "corrected-en-360")


def sends_a_file(page: Page, site: Site, email: str) -> None:
    follow_invitation(page, site, email)
    content, planted = planted_docx("heron")
    file = {"name": "heron lettre.docx", "mimeType": DOCX, "buffer": content}
    page.get_by_label("Or a file").set_input_files(file)  # type: ignore[arg-type]
    send_letter(page)
    is_the_copy(page, planted)
    look(page, "copy-en-360")


def is_the_copy(page: Page, planted: set[str]) -> None:
    """Made by a worker: each sentence once, tracked changes taken as accepted and said, nothing of what is not for readers."""
    copy = page.locator(".copy-text")
    for _ in range(40):
        if copy.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(copy).to_be_visible()
    shown = copy.inner_text()
    assert [shown.count(sentence) for sentence in KEPT] == [1] * len(KEPT)
    expect(page.get_by_text("The file had tracked changes.")).to_be_visible()
    assert [word for word in planted if word in shown] == []


def submit(guest: Page, draft: str) -> str:
    guest.goto(f"{draft}submission/")
    guest.get_by_role("button", name="Submit the nomination").click()
    receipt = guest.get_by_role("region", name="Your nomination has been received")
    look(guest, "receipt-en-1280")
    return str(receipt.locator(".code").inner_text())


def returned_by_the_secretary(desk: Page, code: str) -> None:
    """After the file was read at the desk."""
    desk.goto("/admin/awards/nomination/?state=submitted")
    desk.get_by_role("link", name=code).click()
    record = desk.url
    desk.get_by_role("link", name="Read the file").click()
    is_the_copy(desk, planted_docx("heron")[1])
    look(desk, "copy-desk-1280")
    desk.goto(record)
    desk.get_by_role("link", name="Return to the nominator…").click()
    desk.get_by_label("What is missing").fill(NOTE)
    desk.get_by_label("Until when it can be submitted again").fill((date.today() + timedelta(days=9)).isoformat())
    desk.get_by_role("button", name="Return it and tell the nominator").click()
    expect(desk.get_by_text("Returned. The nominator will be told.")).to_be_visible()


def submitted_again(guest: Page, site: Site, email: str, draft: str) -> None:
    site.mail_with(email, NOTE) if NOTE in text_of(site.mails(email)[-1]) else site.mail_with(email, "returned")
    guest.goto(draft)
    expect(guest.get_by_text(NOTE)).to_be_visible()
    look(guest, "returned-en-1280")
    type_and_wait(guest, guest.get_by_label("The case"), f"{CASE} It was in 2025.")
    before = len(site.mails(email))
    submit(guest, draft)
    assert "received" in site.mail(email, after=before)["Subject"].lower()


# --- A group ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def for_groups(open_page: Open, office_session: Any, site: Site) -> Iterator[str]:
    """An edition of the second award that is open now, made in the office; gone afterwards, since other tests look at one award."""
    desk = open_page(storage_state=office_session)
    desk.goto("/admin/awards/cycle/add/")
    desk.locator("#content-main li a").last.click()
    today = date.today()
    desk.fill("#id_year", str(YEAR))
    desk.fill("#id_opens_at_0", (today - timedelta(days=2)).isoformat())
    desk.fill("#id_closes_at_0", (today + timedelta(days=30)).isoformat())
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".messagelist .success")).to_be_visible()
    yield f"/fr/awards/randy-orr/{YEAR}/"
    in_the_database(site, GONE)


GONE = f"""
from awards.models import Cycle, Nomination
Nomination.objects.filter(cycle__year={YEAR}).delete()
Cycle.objects.filter(year={YEAR}).delete()
"""


def member(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Membre {number}", exact=True).get_by_label("Nom complet")


@pytest.mark.req("R48", "R60")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_group_is_named_member_by_member(open_page: Open, for_groups: str, scripts: bool) -> None:
    page = open_page(locale="fr-CA", width=360, java_script_enabled=scripts)
    sign_in(page, BENOIT, language="fr")
    page.goto(for_groups)
    page.get_by_role("main").get_by_role("button", name="Commencer une candidature").click()
    page.get_by_role("radio", name="Un groupe").check()
    page.get_by_role("main").get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_label("De quel groupe proposez-vous la candidature?").fill("Le cercle des familles")
    for number, name in enumerate(("Ama Serwaa", "Luc Brassard"), 1):
        member(page, number).fill(name)
    page.get_by_role("button", name="Enregistrer et ajouter un membre").click()
    member(page, 3).fill("Kojo Annan")
    page.get_by_role("button", name=re.compile("^Monter.*Membre 3")).click()
    expect(member(page, 2)).to_have_value("Kojo Annan")
    page.get_by_role("button", name=re.compile("^(Retirer|Supprimer).*Membre 1")).click()

    expect(member(page, 1)).to_have_value("Kojo Annan")
    expect(member(page, 2)).to_have_value("Luc Brassard")
    page.reload()
    expect(member(page, 1)).to_have_value("Kojo Annan")
    assert page.locator("html").get_attribute("lang") == "fr"
    if scripts:
        look(page, "group-fr-360")
