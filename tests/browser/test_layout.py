"""How the pages stand: shared edges, room to write, our own words on the file button, covers and a page that grows, one way out."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Site, in_the_database, signed_in
from tests.browser.people import ALIX

Open = Callable[..., Page]
# Left and right edges, in whole pixels, of what is written in and of the text around it.
EDGES = """(fields) => [...new Set(fields.filter((one) => one.offsetWidth).map((one) => {
  const box = one.getBoundingClientRect(); return `${Math.round(box.left)} ${Math.round(box.right)}` }))]"""
SUBMITTED = """
import uuid
from django.utils import timezone
from awards.models import Nomination
nomination = Nomination.objects.filter(state="draft", nominator__email="alix@example.org").latest("pk")
nomination.pk, nomination.code, nomination.form_token = None, "W7HDR", uuid.uuid4()
nomination.state, nomination.submitted_at = "submitted", timezone.now()
nomination.save(force_insert=True)
"""


@pytest.fixture(scope="module")
def member(chromium: Browser, site: Site) -> Any:
    return signed_in(chromium, site, ALIX)


@pytest.fixture(scope="module")
def submitted(site: Site) -> Iterator[str]:
    """The code of a nomination that Alix has submitted; other tests meet Alix without it."""
    in_the_database(site, SUBMITTED)
    yield "W7HDR"
    in_the_database(site, "from awards.models import Nomination; Nomination.objects.filter(code='W7HDR').delete()")


def box_of(place: Locator) -> dict[str, float]:
    box = place.bounding_box()
    assert box, place
    return {**box, "right": box["x"] + box["width"], "foot": box["y"] + box["height"]}


def my_draft(page: Page) -> str:
    page.goto("/en/awards/nominations/")
    link = page.locator("main .toc > li", has_text="Draft").first.locator("a").first.get_attribute("href")
    found = re.search(r"/en/awards/nominations/\w+/", str(link))
    assert found
    return found[0]


@pytest.mark.parametrize("width", [360, 1280])
def test_fields_and_texts_share_their_edges(open_page: Open, member: Any, width: int) -> None:
    page = open_page(width=width, storage_state=member)
    draft = my_draft(page)
    for address in (draft, f"{draft}letters/", "/en/account/postings/", "/en/account/paper-copy/"):
        page.goto(address)
        written = page.locator("main form :is(input:is([type=text], [type=email], [type=tel], :not([type])), textarea)")
        assert written.count() >= 1
        assert len(written.evaluate_all(EDGES)) == 1, (address, written.evaluate_all(EDGES))
    page.goto("/en/account/details/")
    wholes = page.locator("main .field-pair, main form > .field:has(input[type=text])")
    assert len(wholes.evaluate_all(EDGES)) == 1, wholes.evaluate_all(EDGES)


@pytest.mark.parametrize(("width", "least"), [(360, 380), (1280, 440)])
def test_where_one_writes_there_is_room(open_page: Open, member: Any, width: int, least: int) -> None:
    page = open_page(width=width, storage_state=member)
    draft = my_draft(page)
    page.goto(draft)
    case = box_of(page.locator("textarea[data-count-words]"))
    page.goto(f"{draft}submission/")
    read = box_of(page.locator("main .prose").first)

    assert case["height"] >= least
    assert abs(case["width"] - read["width"]) <= 60


@pytest.mark.parametrize(("language", "button"), [("en", "Choose a file"), ("fr", "Choisir un fichier")])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_file_button_is_ours(open_page: Open, member: Any, language: str, button: str, scripts: bool) -> None:
    page = open_page(locale="de-DE", storage_state=member, java_script_enabled=scripts)
    page.goto(f"/{language}/contests/")
    page.get_by_role("main").locator("form button").first.click()
    expect(page).to_have_url(re.compile(rf"/{language}/contests/entries/\w+/text/"))
    drop = page.locator("#photo-part .drop")

    expect(drop.locator("label", has_text=button)).to_be_visible()
    native = drop.locator("input[type=file]")
    assert native.evaluate("field => getComputedStyle(field, '::file-selector-button').display") == "none"
    assert native.evaluate("field => getComputedStyle(field).opacity") == ("0" if scripts else "1")
    page.get_by_role("link", name=re.compile("Delete this draft|Supprimer")).first.click()
    page.locator("main form button").first.click()


@pytest.mark.parametrize("width", [360, 1280])
def test_taking_back_stands_away_from_the_receipt(open_page: Open, member: Any, submitted: str, width: int) -> None:
    page = open_page(width=width, storage_state=member)
    page.goto(f"/en/awards/nominations/{submitted}/submission/")

    receipt = box_of(page.get_by_role("region", name="Your nomination has been received"))
    withdraw = page.get_by_role("link", name="Withdraw this nomination")
    assert box_of(withdraw)["y"] - receipt["foot"] >= 300
    links = page.locator("main .with-margin > div :is(a, button)")
    assert links.last.inner_text() == "Withdraw this nomination"
    expect(page.locator("main :is(button, a.button):has-text('Withdraw')")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_foot_leads_developers_to_a_page(open_page: Open, language: str) -> None:
    page = open_page(locale=f"{language}-CA")
    page.goto(f"/{language}/contact/")
    page.get_by_role("contentinfo").get_by_role("link", name=re.compile(r"\(API\)")).click()

    expect(page).to_have_url(re.compile(f"/{language}/api/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("(API)")


@pytest.mark.parametrize(("width", "least"), [(360, 150), (1280, 300)])
def test_covers_have_room(open_page: Open, width: int, least: int) -> None:
    page = open_page(width=width)
    page.goto("/en/magazine/")
    covers = page.locator("main .covers .cover img")
    assert min(box_of(cover)["width"] for cover in covers.all()) >= least

    page.goto("/en/magazine/38-2/")
    assert box_of(page.locator("main .cover-feature img"))["width"] >= min(width - 40, 320)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_is_read_turned_and_enlarged(open_page: Open, width: int, scripts: bool) -> None:
    page = open_page(width=width, java_script_enabled=scripts)
    page.goto("/en/magazine/38-2/")
    page.get_by_role("main").get_by_role("link", name="Notes from the Visa Hall").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Notes from the Visa Hall")

    image = page.get_by_role("img", name="The page as it was printed")
    before = box_of(image)["width"]
    page.get_by_label("Larger").check()
    assert box_of(image)["width"] >= max(before * 1.2, 896)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Larger").uncheck()
    assert box_of(image)["width"] == before
    # The picture itself, as large as it is kept.
    link = page.locator(".reader-image a").get_attribute("href")
    assert link and page.request.get(link).headers["content-type"].startswith("image/")

    for turn, rel in (("next", "next"), ("back", "prev")):
        page.locator(f"main a[rel={rel}]").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            re.compile("Le jardin de la résidence" if turn == "next" else "Notes from the Visa Hall")
        )
