"""A reader of the magazine: from the archive to a page, and from a word to the page that has it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
HEAD = ".page-head"  # the article's title and the number of the page; without an article the number alone


def test_from_the_archive_through_the_pages(open_page: Open) -> None:
    page = open_page(width=360)
    page.goto("/en/magazine/")
    covers = page.get_by_role("main").locator(".cover img")
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=covers.first.element_handle())

    page.get_by_role("main").get_by_role("link", name="Windows and Gardens").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Windows and Gardens")
    page.get_by_role("link", name="Read", exact=True).click()
    expect(page.locator(HEAD)).to_contain_text(re.compile("Page 1 of [678]"))
    page.get_by_role("link", name="Page 2").first.click()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("ArrowRight")
    expect(page.locator(HEAD)).to_contain_text(re.compile("Page 3 of"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator(HEAD)).to_contain_text(re.compile("Page 2 of"))
    page.get_by_role("link", name="Page 1").first.click()

    expect(page.get_by_role("link", name="Page 2").first).to_be_visible()
    expect(page.locator("a[rel=prev]")).to_have_count(0)
    image = page.get_by_role("img", name="The page as it was printed")
    page.wait_for_function("image => image.complete && image.naturalWidth > 300", arg=image.element_handle())


def test_a_contents_line_opens_its_page(open_page: Open) -> None:
    page = open_page(locale="fr-CA")
    page.goto("/fr/magazine/38-2/")

    line = page.get_by_role("main").get_by_role("link", name="Le jardin de la résidence")
    expect(line).to_have_attribute("lang", "fr")
    line.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Le jardin de la résidence")
    expect(page.locator(HEAD)).to_contain_text(re.compile("Page 4 sur"))
    expect(page.get_by_role("region", name="Texte").get_by_text("Le jardin de la résidence")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_word_is_found_with_accents_or_without(open_page: Open, language: str) -> None:
    page = open_page(locale=f"{language}-CA")
    found = {}
    for word in ("été", "ete", "ÉTÉ"):
        page.goto(f"/{language}/magazine/search/")
        page.get_by_role("main").get_by_role("searchbox").fill(word)
        page.keyboard.press("Enter")
        hits = page.get_by_role("main").get_by_role("listitem").filter(has=page.locator("mark"))
        expect(hits.first).to_be_visible()
        found[word] = hits.get_by_role("link").all_inner_texts()
    marks = page.get_by_role("main").locator(".hits mark").all_inner_texts()
    title = hits.first.get_by_role("link").inner_text()
    hits.first.get_by_role("link").click()

    assert found["été"] == found["ete"] == found["ÉTÉ"] != []
    assert {mark.casefold() for mark in marks} == {"été"}
    number = re.search(r"\d+$", title)
    assert number
    expect(page.locator(HEAD)).to_contain_text(re.compile(rf"\bPage {number.group(0)}\b"))
    expect(page.get_by_role("main").locator("mark").first).to_have_text(re.compile("^été$", re.IGNORECASE))


def test_nothing_found_says_what_to_do(open_page: Open) -> None:
    page = open_page()
    page.goto("/en/magazine/search/?q=zzyzx")

    expect(page.get_by_role("heading", name="No page has these words")).to_be_visible()
    page.get_by_role("link", name="Browse the issues").click()
    expect(page).to_have_url(re.compile("/en/magazine/$"))


def test_a_hostile_question_is_only_text(open_page: Open) -> None:
    page = open_page()
    page.goto("/en/magazine/search/")

    page.get_by_role("main").get_by_role("searchbox").fill('"><img src=x onerror=alert(1)> summer')
    page.keyboard.press("Enter")

    expect(page.get_by_role("main").locator("img")).to_have_count(0)
    expect(page.get_by_role("main").get_by_role("searchbox")).to_have_value('"><img src=x onerror=alert(1)> summer')
