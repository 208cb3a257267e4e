"""An issue, or a page of it, is hidden at once and shown again; a published one is corrected with a reason; nothing is destroyed."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from magazine import actions
from magazine.models import EarlierPdf, HiddenPage, Issue
from magazine.search import settle
from pafso.audit.models import Entry
from pafso.errors import DomainError, Incomplete, WrongMove
from pafso.files import beat
from pafso.files.models import StoredFile
from pafso.files.uploads import check_document
from pafso.revisions.models import Revision
from tests.factories.magazine import make_issue, make_pdf, make_upload
from tests.factories.office import open_and_save
from tests.factories.people import Cast

SECRET = "The photograph of the comptroller was printed by mistake."


@pytest.fixture
def issue(db: None) -> Issue:
    contents = [
        {"title": "Editorial", "page": 1, "language": "en"},
        {"title": "The comptroller", "page": 2, "language": "en"},
    ]
    issue = make_issue(38, 1, "The first page of winter.", SECRET, "The last page of spring.", contents=contents)
    settle()
    return issue


def addresses(issue: Issue) -> list[str]:
    page = issue.pages.get(number=2)
    return ["/en/magazine/38-1/page/2/", page.image_url, "/en/magazine/38-1/pdf/"]


@pytest.mark.req("R15", "R54")
def test_a_hidden_page_is_gone_from_pages_search_api_and_pdf(client: Client, cast: Cast, issue: Issue) -> None:
    assert {client.get(address).status_code for address in addresses(issue)} == {200}

    actions.hide_page(issue, by=cast.staff, number=2, reason="A face.")
    actions.hide_page(issue, by=cast.staff, number=2, reason="Again.")

    assert {client.get(address).status_code for address in addresses(issue)} == {404}
    shown = client.get("/en/magazine/38-1/").text
    assert "The comptroller" not in shown and "/page/2/" not in shown and "Open the PDF" not in shown
    assert 'href="/en/magazine/38-1/page/3/" rel="next"' in client.get("/en/magazine/38-1/page/1/").text
    assert "/page/2/" not in client.get("/en/magazine/search/?q=comptroller").text
    assert client.get("/api/v1/search/?q=comptroller").json()["results"] == []
    api = client.get("/api/v1/issues/38-1/").json()
    assert (api["pdf_url"], [entry["page"] for entry in api["contents"]]) == (None, [1])
    assert Entry.objects.get(verb="issue_page_hidden").changes == {"page": 2, "reason": "A face."}
    assert issue.pages.get(number=2).text == SECRET
    client.force_login(cast.staff)
    assert client.get("/en/magazine/38-1/page/2/").status_code == 200
    client.logout()

    actions.show_page(issue, by=cast.staff, number=2)
    actions.show_page(issue, by=cast.staff, number=2)

    assert {client.get(address).status_code for address in addresses(issue)} == {200}
    assert len(client.get("/api/v1/search/?q=comptroller").json()["results"]) == 1
    assert Entry.objects.filter(verb="issue_page_shown").count() == 1


@pytest.mark.parametrize(
    ("number", "reason", "error"), [(1, "A face.", WrongMove), (9, "A face.", Incomplete), (2, " ", Incomplete)]
)
def test_what_cannot_be_hidden_alone_is_said(
    cast: Cast, issue: Issue, number: int, reason: str, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        actions.hide_page(issue, by=cast.staff, number=number, reason=reason)

    assert not HiddenPage.objects.exists()


def test_a_hidden_issue_keeps_its_pdf_when_a_better_one_comes(client: Client, cast: Cast, issue: Issue) -> None:
    old = issue.pdf_id
    actions.hide_page(issue, by=cast.staff, number=2, reason="A face.")
    actions.hide_issue(issue, by=cast.staff, reason="A face.")
    assert {client.get(address).status_code for address in ["/en/magazine/38-1/", *addresses(issue)]} == {404}

    checked = check_document(make_upload(make_pdf("one", "two", "three")), kinds=("pdf",), most_bytes=10**7)
    with transaction.atomic():
        actions.replace_pdf(issue, pdf=checked, by=cast.staff)
    StoredFile.objects.update(created_at="2020-01-01T00:00:00Z")
    beat.remove_unused_rows()

    assert EarlierPdf.objects.get().pdf_id == old
    assert StoredFile.objects.filter(pk=old).exists()
    assert HiddenPage.objects.get().number == 2
    client.force_login(cast.staff)
    assert "A face." in client.get(reverse("admin:magazine_issue_change", args=[issue.pk])).text


def test_a_published_issue_is_corrected_with_a_reason_and_the_old_wording_kept(
    client: Client, cast: Cast, issue: Issue
) -> None:
    client.force_login(cast.staff)
    page = reverse("admin:magazine_issue_correction", args=[issue.pk])
    typed = {"volume": "38", "number": "1", "title_en": "Windows", "title_fr": issue.title_fr, "dated": "2026-04-01"}

    assert client.get(page).text.count("(optional)") == 1  # of the photographer; an issue without its titles is none
    untitled = open_and_save(client, page, {**typed, "title_en": "", "reason": "A typo."})
    assert untitled.text.count("This field is required.") >= 1 and not Entry.objects.filter(verb="issue_corrected")
    without = open_and_save(client, page, typed)
    same = open_and_save(client, page, {**typed, "title_en": issue.title_en, "reason": "A typo."})
    open_and_save(client, page, {**typed, "reason": "A typo."})

    assert "This field is required." in without.text and "Nothing would change." in same.text
    issue.refresh_from_db()
    assert issue.title_en == "Windows"
    assert Revision.objects.count() > 0
    assert Entry.objects.get(verb="issue_corrected").changes == {
        "title_en": ["Issue 38-1", "Windows"],
        "reason": "A typo.",
    }
    with pytest.raises(WrongMove, match="locked"), transaction.atomic():
        actions.edit_issue(issue, before={"dated": date(2020, 1, 1)}, by=cast.staff)
    make_issue(38, 2)
    with pytest.raises(Incomplete):
        actions.correct_issue(issue, by=cast.staff, reason="A typo.", number=2)
    assert "already" in client.post(page, {**typed, "number": "2", "reason": "A typo."}).text


def test_only_what_was_published_is_corrected_here(cast: Cast) -> None:
    with pytest.raises(WrongMove):
        actions.correct_issue(make_issue(39, 1, state="ready"), by=cast.staff, reason="A typo.", title_en="X")
