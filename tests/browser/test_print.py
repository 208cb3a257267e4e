"""What is printed is what the page says: no menu, no button, nothing cut, links without a line under them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site, signed_in
from tests.browser.people import BENOIT

Open = Callable[..., Page]
# The sheet without its margins, in CSS pixels.
LETTER = {"width": 690, "height": 900}
SEEN = """() => {
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    element.getBoundingClientRect().height > 1
  const named = (elements) => elements.filter(shown).map((element) => element.outerHTML.slice(0, 120))
  const all = (selector) => [...document.querySelectorAll(selector)]
  const cut = all("main :is(td, th, dd, dt, p, li, img, h1, h2)").filter((element) => shown(element) && !element.closest("thead")
    && element.getBoundingClientRect().right > innerWidth + 1)
  const underlined = all("main a").filter((link) => getComputedStyle(link).textDecorationLine !== "none")
  return {
    pressed: named(all("nav, button, .button, input:is([type=submit], [type=button]), [role=search], #user-tools, #changelist-filter, " +
      ".breadcrumbs, .object-tools, .submit-row, .bar, .skip, .skip-to-content-link, .action-checkbox, .colophon, [data-print]")),
    cut: named(cut), underlined: named(underlined),
    sticky: named(all("body *").filter((element) => ["sticky", "fixed"].includes(getComputedStyle(element).position))),
    paper: getComputedStyle(document.body).backgroundColor,
    head: all("h1").filter(shown).length, words: all("main").map((main) => main.innerText.length)[0],
    rows: all("#result_list tbody th").filter(shown).length, of: all("#result_list tbody th").length,
  }
}"""


def faults(page: Page, address: str) -> list[str]:
    """What would be wrong on paper with the page at ADDRESS; a link stands in the document, so nothing scrolls to it."""
    page.goto(address)
    seen: dict[str, Any] = page.evaluate(SEEN)
    wrong = [f"{kind}: {each}" for kind in ("pressed", "cut", "underlined", "sticky") for each in seen[kind]]
    if (seen["head"], seen["rows"], seen["paper"]) != (1, seen["of"], "rgb(255, 255, 255)") or seen["words"] < 20:
        wrong.append(str({name: seen[name] for name in ("head", "rows", "of", "paper", "words")}))
    return [f"{address}: {each}" for each in wrong]


def test_every_list_and_record_of_the_office_on_paper(open_page: Open, office_session: Any) -> None:
    page = open_page(storage_state=office_session, viewport=LETTER, color_scheme="dark")
    page.emulate_media(media="print")
    wrong, records = faults(page, "/admin/"), 0

    for model in admin.site._registry:
        wrong += faults(page, f"/admin/{model._meta.app_label}/{model._meta.model_name}/")
        first = page.locator("#result_list tbody th a").first
        if first.count():
            wrong += faults(page, str(first.get_attribute("href")))
            records += 1

    assert not wrong, "\n".join(wrong)
    assert records >= 12


@pytest.fixture
def member(chromium: Browser, site: Site) -> Any:
    return signed_in(chromium, site, BENOIT)


def test_receipts_and_what_is_held_on_paper(open_page: Open, member: Any) -> None:
    page = open_page(storage_state=member, viewport=LETTER, color_scheme="dark")
    page.goto("/en/account/proofs/")
    page.get_by_role("button", name="Make a proof dated today").click()
    page.goto("/en/account/")
    found = page.locator("main a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    nomination = next(each for each in found if "/nominations/" in each and not each.endswith("/nominations/"))
    photo = next(each for each in found if "/entries/" in each and not each.endswith("/entries/"))
    page.emulate_media(media="print")

    wrong = [fault for address in (nomination, photo, "/en/account/proofs/") for fault in faults(page, address)]

    assert wrong == []
    assert faults(page, "/en/account/held/") == []
    assert page.get_by_text("benoit@example.org").first.is_visible()
