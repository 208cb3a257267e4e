"""Somebody who lost every address comes back: one colleague asks, another approves, a day passes, the person confirms."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, in_the_database, text_of
from tests.browser.test_account import INSIDE, choose_password, create_account, log_out, type_code

Open = Callable[..., Page]
NEW_PASSWORD = "neuf renards dans la neige"
A_DAY_LATER = """
from datetime import timedelta
from members.beat import recoveries
from members.models import Recovery
row = Recovery.objects.get(new_address="{address}")
day = timedelta(hours=25)
Recovery.objects.filter(pk=row.pk).update(decided_at=row.decided_at - day, due_at=row.due_at - day)
recoveries()
"""


def link_in(site: Site, to: str, kind: str) -> str:
    found = re.search(rf"/\w\w/recovery/{kind}/\S+/", text_of(site.mail_with(to, f"/recovery/{kind}/")))
    assert found
    return found.group(0)


def ask(desk: Page, old: str, new: str) -> None:
    desk.goto(f"/admin/members/user/?q={old}")
    desk.locator("#result_list tbody th a").click()
    desk.get_by_role("link", name="Lost every address…").click()
    desk.get_by_label("New address").fill(new)
    desk.get_by_label("Evidence seen").fill("A video call, the badge held to the camera.")
    desk.get_by_role("button", name="Ask a colleague to approve").click()
    expect(desk.get_by_text("another colleague must approve it").first).to_be_visible()


@pytest.mark.req("R12", "R19", "R21")
def test_the_way_back_takes_three_people_and_a_day(
    open_page: Open, site: Site, office_session: Any, colleague: Page
) -> None:
    person, desk = open_page(), open_page(storage_state=office_session)
    old, new = create_account(person, site), f"{uuid.uuid4().hex[:8]}@new.example"
    log_out(person)

    ask(desk, old, new)
    expect(desk.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)
    assert link_in(site, old, "stop")
    colleague.goto("/admin/")
    colleague.get_by_role("link", name="Noor Castonguay").first.click()
    colleague.get_by_role("button", name=re.compile("^Approve")).click()
    expect(colleague.get_by_text("The link will go to the new address in 24 hours")).to_be_visible()
    in_the_database(site, A_DAY_LATER.format(address=new))

    person.goto(link_in(site, new, "confirm"))
    expect(person.get_by_role("main")).not_to_contain_text(old)
    person.get_by_role("button", name="Open my account with this address").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("Your account opens with this address")
    site.mail_with(old, "is now the primary email of your account")
    person.get_by_role("link", name="Choose a password").click()
    person.get_by_role("main").get_by_label("Email").fill(new)
    person.get_by_role("button", name="Send me a code").click()
    site.mail_with(new, "to choose a new password")
    type_code(person, site.code(new))
    choose_password(person, NEW_PASSWORD)
    person.get_by_role("button", name="Save this password").click()

    expect(person).to_have_url(INSIDE)
    desk.goto("/admin/members/recovery/?state__exact=done")
    expect(desk.locator("#result_list")).to_contain_text("Noor Castonguay")


def test_whoever_reads_an_old_mailbox_can_stop_it(open_page: Open, site: Site, office_session: Any) -> None:
    person, desk, phone = open_page(), open_page(storage_state=office_session), open_page(width=360)
    old, new = create_account(person, site), f"{uuid.uuid4().hex[:8]}@new.example"
    ask(desk, old, new)

    phone.goto(link_in(site, old, "stop"))
    phone.get_by_role("button", name="Stop this request").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("This request has ended")
    desk.reload()
    expect(desk.get_by_text("Stopped")).to_be_visible()
    site.mail_with(old, "has ended. Nothing in your account was changed")
