"""Two colleagues share the desk: one takes something, the other is told; hidden for one, there for the other."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from playwright.sync_api import Page, expect

from pafso.clock import ottawa_day

Open = Callable[..., Page]
TAKEN = re.compile("took this a moment ago")


@pytest.fixture
def desk(open_page: Open, office_session: Any) -> Page:
    page = open_page(storage_state=office_session)
    page.goto("/admin/")
    return page


def the_photo(page: Page) -> Any:
    """The row of the photo that has waited longest."""
    section = page.locator("section", has=page.get_by_role("heading", name="Photos to accept or set aside"))
    return section.locator("section .waiting > li, .waiting > li").first


def test_two_press_and_one_looks_after_it(desk: Page, colleague: Page) -> None:
    colleague.goto("/admin/")
    expect(the_photo(colleague).get_by_text("Nobody looks after it")).to_be_visible()

    the_photo(desk).get_by_role("button", name="I’ll do it").click()
    expect(desk.get_by_text("Saved.")).to_be_visible()
    expect(the_photo(desk).get_by_text("You look after it")).to_be_visible()
    the_photo(colleague).get_by_role("button", name="I’ll do it").click()
    expect(colleague.get_by_text(TAKEN)).to_be_visible()

    colleague.goto("/admin/?whose=nobodys")
    title = the_photo(desk).locator(".toc-title").inner_text()
    expect(colleague.get_by_role("link", name=title, exact=True)).to_have_count(0)

    the_photo(desk).get_by_role("link", name="Assign or hide").click()
    desk.get_by_label("Hide it from me until").fill(str(ottawa_day() + timedelta(days=9)))
    desk.get_by_role("button", name="Hide", exact=True).click()
    expect(desk.get_by_text("Hidden from you until that day.")).to_be_visible()
    expect(desk.get_by_role("link", name=title, exact=True)).to_have_count(0)
    colleague.goto("/admin/")
    expect(colleague.get_by_role("link", name=title, exact=True)).to_be_visible()

    colleague.get_by_role("link", name="Hand over a colleague’s work").click()
    colleague.get_by_label("Everything assigned to").select_option(label="Dominique Roy")
    colleague.get_by_label("Hand it over to").select_option(label="Fatou Second")
    colleague.get_by_role("button", name="Hand over").click()
    expect(colleague.get_by_text("1 item was handed over.")).to_be_visible()
    expect(the_photo(colleague).get_by_text("You look after it")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_desk_fits_the_screen(open_page: Open, office_session: Any, width: int) -> None:
    page = open_page(storage_state=office_session, width=width)

    for address in ("/admin/", "/admin/waiting/photos/", "/admin/waiting/hand-over/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


LINES = """\
Member number,Name,Language,Class,Member since
9001,Anne-Élisabeth Montgomery-Fitzgerald de la Bruyère-Champlain,français,Regular,2019-09-03
9002,Wolfeschlegelsteinhausenbergerdorffvoralternwarengewissenhaftschaferswessen,English,Regular,2019-09-03
9003,Someone,,Nonsense,04/05/2026
"""


@pytest.mark.parametrize("width", [360, 1280])
def test_what_a_file_would_do_fits_the_screen(open_page: Open, office_session: Any, width: int) -> None:
    page = open_page(storage_state=office_session, width=width)
    page.goto("/admin/members/rollimport/add/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("[name=file]").set_input_files(
        {"name": f"{'members-of-the-association-' * 3}{width}.csv", "mimeType": "text/csv", "buffer": LINES.encode()}
    )
    page.get_by_role("button", name="Check this file").click()
    expect(page.get_by_role("button", name="Apply")).to_be_visible(timeout=40_000)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    edges = page.locator("table.lines td").evaluate_all(
        "cells => cells.map(each => each.getBoundingClientRect().right)"
    )
    assert len(edges) == 12 and max(edges) <= width


def test_every_list_and_its_first_record_fit_a_telephone(open_page: Open, office_session: Any) -> None:
    page = open_page(storage_state=office_session, width=360)
    records, too_wide = 0, []

    for model in admin.site._registry:
        page.goto(f"/admin/{model._meta.app_label}/{model._meta.model_name}/")
        addresses = [page.url]
        first = page.locator("#result_list tbody :is(th, td) a").first
        if first.count():
            addresses.append(str(first.get_attribute("href")))
            records += 1
        for address in addresses:
            if address != page.url:
                page.goto(address)
            if page.evaluate("document.documentElement.scrollWidth") > 360:
                too_wide.append(address)

    assert records > 10
    assert too_wide == []


@pytest.mark.parametrize("width", [360, 1280])
def test_no_note_speaks_of_the_time_of_a_server(open_page: Open, office_session: Any, width: int) -> None:
    """Every moment of the office is Ottawa's, and says so."""
    page = open_page(width=width, storage_state=office_session, timezone_id="Asia/Tokyo")
    page.goto("/admin/contests/contest/add/")

    expect(page.get_by_role("link", name="Now").first).to_be_visible()
    expect(page.get_by_text("Ottawa time.").first).to_be_visible()
    expect(page.locator(".timezonewarning")).not_to_have_count(0)
    expect(page.locator(".timezonewarning").first).to_be_hidden()
