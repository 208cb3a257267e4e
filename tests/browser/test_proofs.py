"""Two people at two browsers: a member makes a proof of membership, a stranger checks its code; and who reads which documents."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, in_the_database, signed_in
from tests.browser.people import ALIX

DOCUMENTS = """
from datetime import date
from members.models import Document, EarlierFile
from pafso.files.uploads import keep_made
from tests.factories.pdfs import pdf
made = lambda words: keep_made(pdf([words]), "application/pdf")
for kind, title, access, day in (
    ("minutes", "Annual general meeting", "members", date(2026, 4, 5)), ("form", "Change of address", "everyone", date(2026, 3, 1)),
    ("by_laws", "By-laws of the association", "everyone", date(2025, 11, 3)), ("agreement", "Foreign Service group agreement", "members", date(2025, 6, 1)),
):
    french = {"Annual general meeting": "Assemblée générale annuelle", "Change of address": "Changement d’adresse", "By-laws of the association": "Règlements de l’association", "Foreign Service group agreement": "Convention du groupe Service extérieur"}[title]
    document = Document.objects.create(kind=kind, title_en=title, title_fr=french, access=access, dated=day, file_en=made(title), file_fr=made(french))
EarlierFile.objects.create(document=Document.objects.get(kind="by_laws"), language="en", file=made("By-laws of 2024"))
"""


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
    in_the_database(site, DOCUMENTS)
    stranger: Any = open_page(width=360)
    stranger.goto("/en/documents/")
    main = stranger.get_by_role("main")
    expect(main).to_contain_text("Change of address")
    expect(main).not_to_contain_text("Annual general meeting")
    expect(main.locator("#for-members ~ dl")).to_contain_text("Minutes")

    member = open_page(storage_state=signed_in(chromium, site, ALIX))
    member.goto("/en/documents/")
    member.get_by_role("link", name="Minutes", exact=True).click()
    expect(member.get_by_role("main")).to_contain_text("Annual general meeting")
    expect(member.get_by_role("main")).not_to_contain_text("Change of address")
    address = member.get_by_role("link", name=re.compile("^Read in English")).get_attribute("href")
    assert address is not None
    assert member.request.get(address).headers["content-type"] == "application/pdf"
    expect(stranger).to_have_title(re.compile("Documents"))
    stranger.goto(address)
    expect(stranger).to_have_url(re.compile(r"/en/accounts/login/\?next="))
