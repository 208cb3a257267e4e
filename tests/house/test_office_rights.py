"""An account of the office without rights opens nothing that is not everyone's: no page, no file, nothing in the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from awards.letters import actions as letters
from awards.models import Nomination
from awards.nominations import actions as nominations
from contests.models import Entry
from members.models import Document, User
from pafso.files import uploads
from tests.factories import contests as photos
from tests.factories.applications import make_submitted
from tests.factories.awards import LETTER, make_cycle, make_draft, make_letter, make_sent_letter
from tests.factories.documents import make_document
from tests.factories.magazine import make_issue
from tests.factories.office import make_clerk
from tests.factories.pdfs import pdf
from tests.factories.people import Cast, make_user


@pytest.fixture
def addresses(cast: Cast, commits: Callable[[], Any]) -> list[str]:
    """What a person of the office opens: letters and their nomination, a photo, an unpublished issue, an application."""
    draft = make_draft(make_cycle(), cast.officer)
    letter = make_letter(draft)
    letters.save_letter_draft(letter, values=LETTER, tab="", version=0)
    letters.attach_file(letter, uploads.check_document(SimpleUploadedFile("letter.pdf", pdf(["Good."]))))
    letters.send_letter(letter)
    for n in range(1, draft.cycle.letters_needed):
        make_sent_letter(draft, f"quill{n}@example.org")
    nomination = nominations.submit_nomination(draft, by=cast.officer)
    with commits():
        entry = photos.make_entry(photos.make_contest(), cast.officer)
    application = make_submitted(cast.newcomer)
    make_issue(38, 1, state="ready")
    document = make_document()
    return [
        reverse("members:document_file", args=[document.pk, "en"]),
        reverse("admin:members_document_change", args=[document.pk]),
        reverse("awards:letter_text", args=[letter.code]),
        reverse("awards:letter_file", args=[letter.code]),
        reverse("admin:awards_nomination_change", args=[nomination.pk]),
        reverse("contests:entry", args=[entry.code]),
        reverse("contests:original", args=[entry.code]),
        reverse("contests:photo", args=[entry.derivatives.first().pk]),  # type: ignore[union-attr]
        reverse("admin:contests_entry_change", args=[entry.pk]),
        reverse("magazine:issue", args=[38, 1]),
        reverse("magazine:pdf", args=[38, 1]),
        reverse("magazine:page", args=[38, 1, 1]),
        reverse("admin:members_application_change", args=[application.pk]),
    ]


def answers(client: Client, user: User, addresses: list[str]) -> dict[str, int]:
    client.force_login(user)
    return {address: client.get(address).status_code for address in addresses}


@pytest.mark.req("R14", "R15", "R16")
def test_without_rights_nothing_of_it_opens(client: Client, addresses: list[str]) -> None:
    bare = make_user("No Rights", "bare@example.org", is_staff=True)

    found = answers(client, bare, addresses)

    refused = {address: 403 if address.startswith("/admin/") else 404 for address in addresses}
    assert found == refused


def test_with_the_rights_of_the_group_all_of_it_opens(client: Client, addresses: list[str]) -> None:
    assert answers(client, make_clerk(), addresses) == dict.fromkeys(addresses, 200)


@pytest.mark.req("R15", "R20")
@pytest.mark.parametrize("rights", [True, False])
def test_the_api_gives_the_office_no_more_than_anybody(client: Client, addresses: list[str], rights: bool) -> None:
    """There is no door of the office in the API: with and without rights it shows one's own and what is everyone's."""
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    client.force_login(make_clerk() if rights else bare)

    lists = [
        client.get(reverse(f"api:{name}-list")) for name in ("nominations", "entry", "issue", "gallery", "document")
    ]
    single = [
        reverse("api:nominations-detail", args=[Nomination.objects.get().code]),
        reverse("api:entry-detail", args=[Entry.objects.get().code]),
        reverse("api:issue-detail", args=["38-1"]),
        reverse("api:document-detail", args=[Document.objects.get().pk]),
    ]

    assert [answer.json()["results"] for answer in lists] == [[], [], [], [], []]
    assert [client.get(address).status_code for address in single] == [404, 404, 404, 404]
