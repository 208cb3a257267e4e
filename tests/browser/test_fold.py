"""On a telephone the one thing to do stands within the first screen, and nothing moves under the finger or sticks out."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, in_the_database, signed_in, text_of
from tests.browser.people import ALIX, BENOIT, sign_in

Open = Callable[..., Page]
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True}
PRIMARY = "main :is(button, a.button):not(.button-quiet, .button-danger, .button-link, .reveal button, .search button)"
# Where a person comes to do one thing: where it begins, how its address goes on, and as whom.
STARTS = [
    ("accounts/login/", "", ""),
    ("accounts/signup/", "", ""),
    ("account/details/", "", ALIX),
    ("accounts/password/reset/", "", ""),
    ("awards/", "", ""),
    ("awards/", r"/awards/[a-z-]+/\d+/$", ""),
    ("contests/", "", ""),
    ("contests/", r"/contests/\d+/$", ""),
    ("account/application/", "", ""),
    ("awards/", "", ALIX),
    ("awards/", r"/awards/[a-z-]+/\d+/$", ALIX),
    ("awards/nominations/", r"/nominations/\w+/$", ALIX),
    ("contests/", "", ALIX),
    ("contests/", r"/contests/\d+/$", ALIX),
    ("magazine/", r"/magazine/\d+-\d+/$", ""),
]
SHIFTS = """window.shifted = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  shifted += entry.hadRecentInput ? 0 : entry.value; })).observe({ type: "layout-shift", buffered: true })"""
OUTSIDE = """() => [...document.querySelectorAll("main img")].filter((image) =>
  image.getBoundingClientRect().right > innerWidth || image.getBoundingClientRect().left < 0).map((image) => image.src)"""


@pytest.fixture(scope="module")
def member(chromium: Browser, site: Site) -> Any:
    return signed_in(chromium, site, ALIX)


def assert_in_first_screen(page: Page) -> None:
    """One primary button or several alike, the first of them whole within the window; no shift, nothing wider than it."""
    page.wait_for_load_state("networkidle")
    box = page.locator(PRIMARY).first.bounding_box()
    assert box, page.url
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360, (page.url, box)
    assert box["y"] >= 0 and box["y"] + box["height"] <= 640, (page.url, box)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("window.shifted") < 0.01, page.url


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("start", "onward", "who"), STARTS)
def test_the_one_button_is_above_the_fold(
    open_page: Open, member: Any, language: str, start: str, onward: str, who: str
) -> None:
    page = open_page(locale=f"{language}-CA", storage_state=member if who else None, **PHONE)
    page.add_init_script(SHIFTS)
    page.goto(f"/{language}/{start}")
    if onward:
        links = page.locator("main a[href]").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
        page.goto(next(link for link in links if re.search(onward, link)))

    assert_in_first_screen(page)


def test_forms_that_one_fills_in_at_length(open_page: Open, site: Site) -> None:
    """A photo's words, an application, a case, a letter: the button is at the foot of the window while one writes."""
    page = open_page(**PHONE)
    page.add_init_script(SHIFTS)
    sign_in(page, BENOIT)
    page.goto("/en/contests/")
    page.get_by_role("main").get_by_role("button", name="Enter a photo").first.click()
    page.wait_for_url(re.compile("/text/"))
    assert_in_first_screen(page)
    page.get_by_label("Title", exact=True).focus()
    bar = page.locator(".bar").bounding_box()
    field = page.get_by_label("Title", exact=True).bounding_box()
    assert bar and field and field["y"] + field["height"] <= bar["y"]
    page.get_by_role("link", name="Delete this draft").click()
    page.get_by_role("button", name="Delete the draft").click()
    expect(page.get_by_text("The draft has been deleted.")).to_be_visible()

    page.goto("/en/awards/")
    page.get_by_role("main").get_by_role("link", name="Nominate").first.click()
    page.get_by_role("button", name=re.compile("Start a nomination|Nominate somebody else")).click()
    page.wait_for_url(re.compile(r"/nominations/\w+/$"))
    assert_in_first_screen(page)
    page.get_by_label("Whom are you nominating?").fill("Nomvula Above-Fold")
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_url(re.compile("/(letters|submission)/$"))
    page.goto(re.sub(r"nominations/(\w+)/.*", r"nominations/\1/letters/", page.url))
    page.get_by_label("Name of the supporter").fill("Sibusiso")
    page.get_by_label("Email address").fill("fold@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    link = re.search(r"https?://\S+/letter/\S+", text_of(site.mail("fold@example.org")))
    assert link
    assert_letter_begins(open_page(timezone_id="Africa/Nairobi", **PHONE), "/" + link[0].split("/", 3)[3])


def assert_letter_begins(page: Page, address: str) -> None:
    """With who asks, for whom and which award, why this person, and by when in three clocks; and the button: all in one screen, in both languages."""
    page.add_init_script(SHIFTS)
    why = {
        "en": "is nominating them and asks you, as someone who knows the work",
        "fr": "en tant que témoin du travail",
    }
    what = {"en": "What becomes of your letter", "fr": "Ce que devient votre lettre"}
    for language in ("en", "fr"):
        page.goto(address.replace("/en/", f"/{language}/"))
        assert_in_first_screen(page)
        bar, head = page.locator(".bar").bounding_box(), page.locator(".page-head")
        clocks = head.locator("time:visible")
        expect(clocks).to_have_count(3)
        said = [
            head.locator(".kicker"),
            head.get_by_text(re.compile("Nomvula Above-Fold")).first,
            head.get_by_text(re.compile(why[language])),
            *clocks.all(),
        ]
        for fact in said:
            place = fact.bounding_box()
            assert bar and place and place["y"] + place["height"] <= bar["y"], (page.url, fact, place, bar)
        purpose = page.get_by_role("heading", name=what[language]).bounding_box()
        text = page.locator("#id_text").bounding_box()
        assert purpose and text and purpose["y"] < text["y"]


LETTERS_IN = """
from django.utils import timezone
from awards.models import Nomination
nomination = Nomination.objects.filter(state="draft", nominator__email="alix@example.org").earliest("pk")
whole = dict(text="I saw it.", full_name="Ada", address="1 Elm", telephone="+1 613 555 0100", contact_email="ada@example.org")
nomination.letters.filter(state="invited").update(state="sent", sent_at=timezone.now(), **whole)
print("code", nomination.code)
"""


def test_when_the_letters_are_in_review_is_the_button(open_page: Open, member: Any, site: Site) -> None:
    found = re.search(r"code (\w+)", in_the_database(site, LETTERS_IN))
    assert found
    page = open_page(storage_state=member, **PHONE)
    page.add_init_script(SHIFTS)
    page.goto(f"/en/awards/nominations/{found[1]}/letters/")

    assert page.locator(PRIMARY).all_inner_texts() == ["Review and submit"]
    assert_in_first_screen(page)
    page.locator(PRIMARY).click()
    assert page.locator(PRIMARY).all_inner_texts() == ["Submit the nomination"]
    assert_in_first_screen(page)
