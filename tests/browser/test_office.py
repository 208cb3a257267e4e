"""The office at its desk: what it sees and never sees, decides, publishes, writes, and can look up afterwards."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pafso.clock import OTTAWA
from tests.browser.conftest import Site, text_of
from tests.browser.people import BENOIT, MARGARET, OFFICE, sign_in
from tests.factories import pictures
from tests.factories.pdfs import pdf
from tests.factories.samples import PDFS

Open = Callable[..., Page]
WORKING = 40_000
ISSUE_TEXTS = ["Une soirée d’hiver à Dakar.", "La chancellerie s’endort, naïve espérance.", "Les forêts de la côte."]


@pytest.fixture
def desk(open_page: Open, office_session: Any) -> Page:
    page = open_page(storage_state=office_session)
    page.goto("/admin/")
    return page


@pytest.mark.req("R07")
def test_a_password_alone_opens_nothing_of_the_office(open_page: Open) -> None:
    page = open_page()
    sign_in(page, OFFICE)

    page.goto("/admin/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Two-step verification")


@pytest.mark.req("R15")
def test_the_desk_shows_what_was_handed_in_and_never_a_draft(desk: Page) -> None:
    for heading in ("Waiting", "Awards"):
        expect(desk.get_by_role("heading", level=2, name=heading)).to_be_visible()
    expect(desk.get_by_role("heading", level=3, name="Photos to accept or set aside")).to_be_visible()
    desk.locator("section", has=desk.get_by_role("heading", name="Awards")).get_by_role("link").first.click()
    expect(desk.get_by_text("Thérèse Okonkwo-Roy")).to_be_visible()

    lists = ("awards/nomination/", "awards/nomination/?q=Samuel", "mail/mail/?q=Samuel", "audit/entry/?q=Samuel")
    for address in (*lists, "mail/mail/", "audit/entry/"):
        desk.goto(f"/admin/{address}")
        expect(desk.locator("#changelist")).to_be_visible()
        shown = desk.content()
        assert "Samuel Whitefeather" not in shown and "persuading small growers" not in shown, address


@pytest.mark.req("R54")
def test_an_entry_is_disqualified_with_a_reason(desk: Page, site: Site) -> None:
    reason = f"Le visage d’un tiers est reconnaissable ({uuid.uuid4().hex[:6]})."
    desk.goto("/admin/contests/entry/?state__exact=received")
    row = desk.get_by_role("row").filter(has_text="Benoît Lefèvre").first
    code = row.locator(".field-code").inner_text()
    row.get_by_role("checkbox").check()
    desk.get_by_label("Action:").select_option(label="Set aside…")
    desk.get_by_role("button", name="Run").or_(desk.get_by_role("button", name="Go")).click()
    desk.get_by_label("Reason").fill(reason)
    desk.get_by_role("button", name="Set aside").click()

    expect(desk.get_by_text(f"Set aside: {code}")).to_be_visible()
    sent = site.mail_with(BENOIT, reason)
    assert code in text_of(sent)
    desk.goto(f"/admin/mail/mail/?q={BENOIT}")
    expect(desk.get_by_role("cell", name=str(sent["Subject"])).first).to_be_visible()
    desk.goto(f"/admin/audit/entry/?q={code}")
    expect(desk.get_by_role("row").filter(has_text="set aside").first).to_contain_text("Dominique Roy")


def press(page: Page, name: str) -> None:
    """The button NAME, and the page to which it leads: whether anybody answers is asked first."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def ottawa(days: int) -> datetime:
    return datetime.now(OTTAWA) + timedelta(days=days)


def set_moment(page: Page, name: str, moment: datetime) -> None:
    page.locator(f"[name={name}_0]").fill(moment.strftime("%Y-%m-%d"))
    page.locator(f"[name={name}_1]").fill(moment.strftime("%H:%M:%S"))


def open_contest(desk: Page, slug: str) -> None:
    desk.goto("/admin/contests/contest/add/")
    desk.locator("[name=slug]").fill(slug)
    set_moment(desk, "opens_at", ottawa(-2))
    set_moment(desk, "closes_at", ottawa(400))
    for language, title in (("en", "Harbours"), ("fr", "Ports")):
        for field, text in (("title", title), ("theme", title), ("rules", title)):
            desk.locator(f"[name={field}_{language}]").fill(f"{text} {slug}")
    desk.locator("[name=categories-0-name_en]").fill("All")
    desk.locator("[name=categories-0-name_fr]").fill("Toutes")
    press(desk, "Save")
    expect(desk.locator(".errornote")).to_have_count(0)


def enter_photo(page: Page, slug: str, file: Path) -> str:
    page.goto(f"/en/contests/{slug}/")
    page.get_by_role("button", name="Enter a photo").click()
    page.get_by_label("Photo", exact=True).set_input_files(file)
    page.get_by_role("radio").first.check()
    page.get_by_label("Title", exact=True).fill("Low tide")
    page.get_by_label("Place").fill("Saint John")
    page.get_by_label("The story of the photo").fill("Six hours earlier the boat floated.")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Enter this photo").click()
    code = page.get_by_role("region", name="Your receipt").locator(".code").inner_text()
    expect(page.get_by_role("main").locator("figure.photo img")).to_be_visible(timeout=WORKING)
    return str(code)


def test_a_contest_from_opening_to_its_gallery(desk: Page, open_page: Open, site: Site, tmp_path: Path) -> None:
    slug, member, visitor = f"walk-{uuid.uuid4().hex[:6]}", open_page(), open_page(locale="fr-CA")
    (tmp_path / "tide.jpg").write_bytes(pictures.jpeg((2600, 1700)))
    open_contest(desk, slug)
    sign_in(member, MARGARET)
    code = enter_photo(member, slug, tmp_path / "tide.jpg")

    desk.goto(f"/admin/contests/entry/?q={code}")
    desk.get_by_role("row").filter(has_text=code).get_by_role("checkbox").check()
    desk.get_by_label("Action:").select_option(label="Accept")
    desk.get_by_role("button", name="Run").or_(desk.get_by_role("button", name="Go")).click()
    desk.get_by_role("link", name=code).click()
    desk.get_by_role("link", name="Place this photo").click()
    desk.locator("[name=rank]").fill("1")
    desk.locator("[name=citation_en]").fill("Patience, in one frame.")
    desk.locator("[name=citation_fr]").fill("La patience en une image.")
    press(desk, "Save")
    desk.goto(f"/admin/contests/contest/?q={slug}")
    desk.locator("#result_list tbody th a").click()
    set_moment(desk, "closes_at", ottawa(-1))
    press(desk, "Save and continue editing")
    desk.get_by_role("link", name="Publish the gallery").click()
    press(desk, "Publish and send the email")

    visitor.goto(f"/fr/contests/{slug}/gallery/")
    expect(visitor.get_by_text("Margaret O’Neill")).to_be_visible()
    visitor.get_by_role("main").locator(".gallery a").first.click()
    expect(visitor.get_by_text("La patience en une image.")).to_be_visible()
    assert slug in text_of(site.mail_with(MARGARET, slug))


@pytest.fixture
def issue_file(tmp_path: Path) -> Path:
    if real := PDFS.get("revue-fr"):
        return real
    (tmp_path / "issue.pdf").write_bytes(pdf(ISSUE_TEXTS, language="fr-CA"))
    return tmp_path / "issue.pdf"


def test_an_issue_is_uploaded_published_and_found(desk: Page, open_page: Open, site: Site, issue_file: Path) -> None:
    volume, title, reader = 900 + uuid.uuid4().int % 90, f"Neige et sable {uuid.uuid4().hex[:5]}", open_page()
    desk.locator(".model-issue").get_by_role("link", name="Add").click()
    for name, value in (("volume", volume), ("number", 1), ("title_en", f"{title} (en)"), ("title_fr", title)):
        desk.locator(f"[name={name}]").fill(str(value))
    desk.locator("[name=dated]").fill("2026-11-01")
    desk.locator("[name=upload]").set_input_files(issue_file)
    press(desk, "Save")
    publish = desk.get_by_role("button", name="Save and publish")
    for _ in range(100):
        if publish.count():
            break
        desk.wait_for_timeout(300)
        desk.reload()
    with desk.expect_navigation():
        publish.click()
    press(desk, "Publish and send the email")
    expect(desk.get_by_text("is published. The emails to members are being sent.")).to_be_visible()

    for word in ("espérance", "esperance"):
        reader.goto(f"/en/magazine/search/?q={word}")
        expect(reader.get_by_role("main").get_by_role("link", name=re.compile(re.escape(title))).first).to_be_visible()
    reader.get_by_role("main").get_by_role("link", name=re.compile(re.escape(title))).first.click()
    expect(reader.get_by_role("main").locator("mark").first).to_be_visible()
    reader.goto("/en/magazine/")
    expect(reader.get_by_role("main").get_by_text(f"{title} (en)")).to_be_visible()
    assert "/fr/magazine/" in text_of(site.mail_with(BENOIT, f"/fr/magazine/{volume}-1/"))


def test_the_presidents_message_is_edited(desk: Page, open_page: Open) -> None:
    visitor, mark = open_page(), uuid.uuid4().hex[:6]
    desk.goto("/admin/pafso/text/")
    desk.get_by_role("link", name="president").click()
    desk.locator("[name=title_en]").fill(f"A letter of {mark}")
    desk.locator("[name=body_fr]").fill(f"Chères et chers collègues, **{mark}**.\n\n<script>alert(1)</script>")
    press(desk, "Save")

    visitor.goto("/en/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text(f"A letter of {mark}")
    visitor.goto("/fr/")
    expect(visitor.get_by_role("main").locator("strong", has_text=mark)).to_be_visible()
    expect(visitor.get_by_role("main").locator("script")).to_have_count(0)
    desk.goto("/admin/audit/entry/?q=president")
    expect(desk.get_by_role("row").filter(has_text=mark).first).to_contain_text("Dominique Roy")


@pytest.mark.req("R60")
def test_the_office_in_french(desk: Page) -> None:
    desk.get_by_role("button", name="Français").click()

    expect(desk.locator("html")).to_have_attribute("lang", "fr")
    expect(desk.get_by_role("heading", level=2, name="En attente")).to_be_visible()
    for address in (
        "awards/cycle/",
        "contests/entry/",
        "magazine/issue/",
        "mail/mail/",
        "audit/entry/",
        "members/member/",
    ):
        desk.goto(f"/admin/{address}")
        expect(desk.locator("html")).to_have_attribute("lang", "fr")
        words = desk.locator("h1, th, #changelist-filter").all_inner_texts()
        english = {
            "state",
            "subject",
            "entrant",
            "category",
            "created",
            "sent",
            "verb",
            "all",
            "by",
            "title",
            "name",
            "account",
        }
        assert not english & {word.strip().casefold() for text in words for word in text.split("\n")}, address


@pytest.mark.req("R23")
def test_every_mail_can_be_read_as_it_arrives(desk: Page) -> None:
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.goto("/admin/mail/mail/")
    assert desk.evaluate(
        "document.querySelector('.results').scrollWidth <= document.querySelector('.results').clientWidth"
    )
    desk.get_by_role("link", name="Catalogue of emails").click()

    desk.get_by_role("link", name="A letter of support is received.").click()

    expect(desk.get_by_role("heading", level=1)).to_have_text("A letter of support is received")
    for position, button in enumerate(("See the letters", "Voir les lettres")):
        inside = desk.frame_locator("iframe").nth(position).get_by_role("link", name=button)
        expect(inside).to_be_visible()
        # Its stylesheet is let in: a button, not a bare link.
        assert inside.evaluate("link => getComputedStyle(link).textDecorationLine") == "none"
    desk.set_viewport_size({"width": 360, "height": 740})
    assert desk.evaluate("document.documentElement.scrollWidth") == 360
