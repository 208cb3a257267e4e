"""A Secretary opens a year, skips it and holds it after all, in Chromium, on a telephone and at a desk."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
ADD = "/admin/awards/cycle/add/"
SHOTS = os.environ.get("SHOTS", "")


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_year_is_opened_and_skipped(open_page: Open, office_session: Any, language: str) -> None:
    page = open_page(storage_state=office_session, viewport={"width": 360, "height": 640})
    french = language == "fr"
    page.goto(ADD)
    if french:
        page.get_by_role("button", name="Français").click()
    shoot(page, f"which-{language}")
    page.locator("#content-main li a").last.click()
    shoot(page, f"add-{language}")
    expect(page.locator("#id_letters_from")).to_have_value("regular")
    expect(page.locator("#id_prize_en")).to_have_value("$1,000")
    year = 2040 + french
    page.fill("#id_year", str(year))
    page.fill("#id_opens_at_0", f"{year}-05-01")
    page.fill("#id_closes_at_0", f"{year}-08-31")
    page.click("input[name=_continue]")
    shoot(page, f"change-{language}")
    page.click("a[href$='/next/']")
    shoot(page, f"next-{language}")
    expect(page.locator("#id_closes_at_0")).to_have_value(f"{year + 1}-08-31")
    expect(page.locator("main dl, #content dl").first).to_contain_text("$1,000")
    page.go_back()
    page.click("a[href$='/skipping/']")
    page.fill("#id_reason_en", "Everybody is away.")
    page.fill("#id_reason_fr", "Tout le monde est en mission.")
    page.click("input[type=submit].default")
    expect(page.locator(".field-state_now")).to_contain_text(
        "Tout le monde est en mission." if french else "Everybody is away."
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    shoot(page, f"skipped-{language}")
    page.goto(f"/{language}/awards/randy-orr/{year}/")
    shoot(page, f"public-{language}")
    page.goto(f"/{language}/awards/")
    shoot(page, f"list-{language}")
    page.goto(f"/{language}/awards/pafso-awards/2020/")
    shoot(page, f"skipped-public-{language}")
    expect(page.get_by_role("main")).to_contain_text("2021")
    page.goto("/admin/")
    if french:
        page.get_by_role("button", name="English").click()


def test_the_rules_are_changed_after_a_look_at_the_mail(open_page: Open, office_session: Any) -> None:
    page = open_page(storage_state=office_session, viewport={"width": 360, "height": 640})
    page.goto("/admin/awards/cycle/?called_off=no&award=1")
    page.locator("#result_list tbody tr th a").first.click()
    shoot(page, "locked")
    page.click("a[href$='/amendment/']")
    shoot(page, "amendment")
    page.fill("#id_letters_needed", "3")
    page.fill("#id_reason_en", "The by-laws changed.")
    page.fill("#id_reason_fr", "Les règlements ont changé.")
    page.click("input[type=submit].default")
    expect(page.locator(".mail-pair pre").first).to_contain_text("The by-laws changed.")
    shoot(page, "amendment-shown")
    page.set_viewport_size({"width": 1280, "height": 900})
    shoot(page, "amendment-shown-wide")
    page.click("input[type=submit].default")
    expect(page.locator(".messagelist")).to_contain_text("The rules have been changed.")
    page.goto("/en/awards/")
    page.get_by_role("link", name="PAFSO Awards").first.click()
    expect(page.get_by_role("main")).to_contain_text("Letters of support needed: 2 → 3")
    shoot(page, "amended-public")
