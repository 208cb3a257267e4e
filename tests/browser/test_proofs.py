"""Two people at two browsers: a member makes a proof of membership, a stranger checks its code; and who reads which documents."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, signed_in
from tests.browser.people import ALIX

# Of the demonstration: one that everyone may read, one for members.
OPEN, CLOSED = "Collective agreement of the Foreign Service group", "Minutes of the general meeting"


def test_a_stranger_checks_what_a_member_made(chromium: Browser, site: Site, open_page: Callable[..., Page]) -> None:
    member = open_page(storage_state=signed_in(chromium, site, ALIX))
    member.goto("/en/account/")
    member.get_by_role("link", name="Proof of membership").click()
    member.get_by_role("button", name="Make a proof dated today").click()
    code = member.locator(".toc .code").inner_text()
    with member.expect_download() as download:
        member.get_by_role("link", name="PDF in French").click()
    assert re.fullmatch(r"attestation-d-adhesion-\d{4}-\d\d-\d\d\.pdf", download.value.suggested_filename)

    stranger = open_page(width=360)
    stranger.goto("/en/proofs/")
    stranger.get_by_label("Code").fill(code.lower())
    stranger.get_by_role("button", name="Check", exact=True).click()
    expect(stranger.get_by_role("status")).to_contain_text("Alix Tremblay-Okafor was a member of PAFSO on")

    member.get_by_role("button", name=re.compile("^Revoke")).click()
    expect(member.get_by_role("main")).to_contain_text("Revoked")
    stranger.get_by_label("Code").fill(code)
    stranger.get_by_role("button", name="Check", exact=True).click()
    expect(stranger.get_by_role("status")).to_contain_text("We cannot confirm this code.")


def test_members_documents_open_after_the_login(chromium: Browser, site: Site, open_page: Callable[..., Page]) -> None:
    stranger: Any = open_page(width=360)
    stranger.goto("/en/documents/")
    main = stranger.get_by_role("main")
    expect(main).to_contain_text(OPEN)
    expect(main).not_to_contain_text(CLOSED)
    expect(main.locator("#for-members ~ dl")).to_contain_text("Minutes")

    member = open_page(storage_state=signed_in(chromium, site, ALIX))
    member.goto("/en/documents/")
    member.get_by_role("link", name="Minutes", exact=True).click()
    expect(member.get_by_role("main")).to_contain_text(CLOSED)
    expect(member.get_by_role("main")).not_to_contain_text(OPEN)
    address = member.get_by_role("link", name=re.compile("^Read in English")).get_attribute("href")
    assert address is not None
    assert member.request.get(address).headers["content-type"] == "application/pdf"
    expect(stranger).to_have_title(re.compile("Documents"))
    stranger.goto(address)
    expect(stranger).to_have_url(re.compile(r"/en/accounts/login/\?next="))
