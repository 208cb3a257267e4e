"""Every page of the office as a colleague meets it, on a small telephone and at a desk, in both languages."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.utils import translation
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.looking import NARROW, goes_to, look_narrow, look_wide
from tests.browser.office_rows import rows_in_every_list
from tests.crawl import Way

Open = Callable[..., Page]
# Django's own stylesheets and scripts included, before pictures (docs/decisions/0042).
MOST_BYTES, MOST_REQUESTS = 135_000, 25
# What is on a list, cell by cell: its column, and where it ends.
CELLS = """() => [...document.querySelectorAll("#result_list tbody :is(th, td)")].map((cell) => {
  const range = document.createRange(); range.selectNodeContents(cell)
  return [cell.className.split(" ")[0], Math.max(cell.getBoundingClientRect().right, range.getBoundingClientRect().right)]
})"""
TABLES = """() => [...document.querySelectorAll("main table :is(td, th)")].filter((cell) =>
  cell.getBoundingClientRect().right > innerWidth && !cell.closest("thead")).map((cell) => cell.textContent.trim())"""


@pytest.fixture(scope="module", autouse=True)
def rows(site: Site) -> Iterator[None]:
    with rows_in_every_list(site):
        yield


@pytest.fixture
def telephone(open_page: Open, office_session: Any) -> Page:
    return open_page(storage_state=office_session, viewport={"width": 360, "height": 640})


def test_no_column_of_a_list_lies_beyond_the_edge_of_a_telephone(telephone: Page) -> None:
    beyond, seen, states = list[str](), 0, set[str]()

    for model, shown in admin.site._registry.items():
        telephone.goto(f"/admin/{model._meta.app_label}/{model._meta.model_name}/")
        cells = telephone.evaluate(CELLS)
        columns = {column.removeprefix("field-") for column, _right in cells}
        beyond += [f"{model._meta.label}.{column}: {right}" for column, right in cells if right > 360]
        # The nominations of every cycle say of which each is; those of one do not.
        of_many = {"cycle"} if model._meta.label == "awards.Nomination" else set()
        assert columns - {"action-checkbox"} == {*shown.list_display} - {"action_checkbox"} | of_many, model
        states |= {model._meta.label for column in columns if column == "state"}
        seen += len(cells)

    assert beyond == []
    with_state = {model._meta.label for model, each in admin.site._registry.items() if "state" in each.list_display}
    assert states == with_state and len(states) >= 9
    assert seen > 400


# A page that is the same whatever it is about, by its last word: one of each is enough.
EVERYWHERE = re.compile(r"/(history|wordings|conflict|withdrawal|call|strike|end)/$")
# The button of a page with one form, or of a decision, wherever on it the reader stands.
PRIMARY = """() => [...document.querySelectorAll("main .submit-row .default, main .decisions-row .default")].slice(0, 1)
  .filter((button) => button.closest(".decisions-row") || document.querySelectorAll("main form").length === 1)
  .map((button) => button.getBoundingClientRect()).filter((box) => box.left < 0 || box.right > innerWidth || box.top < 0 ||
    box.bottom > innerHeight).map((box) => `the button stands at ${box.top | 0}`)"""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_the_office(open_page: Open, site: Site, office_session: Any, language: str) -> None:
    page = open_page(f"{language}-CA", storage_state=office_session, bypass_csp=True, viewport=NARROW)
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.address}])
    found, count, met = list[str](), 0, set[str]()
    with translation.override(language):
        way = Way(["/admin/"], 1, filtered=False)
        for address, _route in way:
            kind = EVERYWHERE.search(address)
            if not address.startswith("/admin/") or (kind and kind[0] in met) or not goes_to(page, address):
                continue
            met |= {kind[0]} if kind else set()
            faults, links = look_narrow(page, language, most_bytes=MOST_BYTES, most_requests=MOST_REQUESTS)
            way.leads_on(address, links)
            faults += page.evaluate(PRIMARY)
            found += [f"{address}: {fault}" for fault in (*faults, *look_wide(page))]
            count += 1

    assert not found, "\n".join(found)
    assert count >= 60
