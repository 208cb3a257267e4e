"""The desk of documents: files are inspected like every upload, saves do not undo each other, hiding asks why."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from members.models import Document, EarlierFile
from pafso.audit.models import Entry
from pafso.files.models import StoredFile, private
from pafso.files.uploads import scanner
from tests.factories import pdfs
from tests.factories.documents import make_document, make_earlier, upload
from tests.factories.office import as_read, make_clerk, open_and_save
from tests.factories.people import Cast, make_user

ADD = "/admin/members/document/add/"
FIELDS = {
    "kind": "by_laws",
    "title_en": "By-laws",
    "title_fr": "Règlements",
    "dated": "April 5, 2026",
    "access": "members",
}


@pytest.fixture
def office(cast: Cast, client: Client) -> Client:
    client.force_login(make_clerk())
    return client


def page_of(document: Document) -> str:
    return f"/admin/members/document/{document.pk}/change/"


def on_disk() -> set[Path]:
    return {path for path in Path(private().location).rglob("*") if path.is_file()}  # type: ignore[attr-defined]


def verbs() -> list[str]:
    return list(Entry.objects.filter(subject_type="members.Document").order_by("id").values_list("verb", flat=True))


def test_a_clerk_adds_one_in_both_languages(office: Client) -> None:
    files = {"upload_en": upload("English.", "C:\\mine\\By laws.pdf"), "upload_fr": upload("Français.", "r.pdf")}

    answer = office.post(ADD, {**FIELDS, **files})

    document = Document.objects.get()
    assert answer.status_code == 302
    assert (document.kind, document.dated.isoformat(), document.access) == ("by_laws", "2026-04-05", "members")
    assert document.file_en is not None and document.file_en.given_name == "By laws.pdf"
    assert document.file_fr is not None
    assert verbs() == ["document_added"]
    assert f"/documents/{document.pk}/fr/" in office.get(page_of(document)).text


def test_one_needs_a_file_and_both_titles(office: Client) -> None:
    none = office.post(ADD, FIELDS)
    untitled = office.post(ADD, {**FIELDS, "title_fr": "", "upload_en": upload()})

    assert "Choose a file in at least one language." in none.text
    assert none.status_code == untitled.status_code == 200
    assert not Document.objects.exists() and not StoredFile.objects.exists()


@pytest.mark.req("R33", "R36")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdfs.scripted(), "scripts, macros"),
        (pdfs.with_attachment(), "scripts, macros"),
        (pdfs.launching(), "scripts, macros"),
        (b"GIF89a not a PDF at all", "not a document that we can read"),
    ],
)
def test_what_reaches_out_is_refused_and_leaves_nothing(office: Client, content: bytes, said: str) -> None:
    before = on_disk()

    answer = office.post(ADD, {**FIELDS, "upload_en": upload(), "upload_fr": upload(content=content)})

    assert said in answer.text
    assert not Document.objects.exists() and not StoredFile.objects.exists()
    assert on_disk() == before


@pytest.mark.req("R39")
def test_the_scanner_is_asked(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "is_clean", lambda file: False)

    answer = office.post(ADD, {**FIELDS, "upload_en": upload()})

    assert answer.status_code == 200
    assert not Document.objects.exists()


def test_a_new_file_keeps_the_one_before(office: Client) -> None:
    document = make_document()
    before = document.file_en

    saved = open_and_save(office, page_of(document), {**_typed(document), "upload_en": upload("Corrected.")})

    document.refresh_from_db()
    assert saved.status_code == 302
    assert document.file_en != before
    assert EarlierFile.objects.get().file == before
    assert verbs() == ["document_replaced"]
    assert "/documents/earlier/" in office.get(page_of(document)).text


@pytest.mark.req("R41")
def test_whoever_replaces_a_file_that_somebody_has_replaced_is_told(office: Client) -> None:
    document = make_document()
    opened = as_read(office, page_of(document))
    open_and_save(office, page_of(document), {**_typed(document), "upload_en": upload("First.")})
    rows = StoredFile.objects.count()

    late = {**_typed(document), "upload_en": upload("Second."), "as_read": opened}
    refused = office.post(page_of(document), late)

    assert refused.status_code == 409
    assert StoredFile.objects.count() == rows
    assert EarlierFile.objects.count() == 1


def test_hidden_and_shown_by_a_press(office: Client) -> None:
    document = make_document()
    hiding = f"/admin/members/document/{document.pk}/hiding/"

    assert "It disappears from the list" in office.get(hiding).text
    refused = office.post(hiding, {"reason": ""})
    assert refused.status_code == 200 and verbs() == []
    office.post(hiding, {"reason": "A wrong file."})
    document.refresh_from_db()
    assert document.is_hidden
    assert "A wrong file." in office.get(page_of(document)).text
    office.post(f"/admin/members/document/{document.pk}/step/showing/")
    document.refresh_from_db()

    assert not document.is_hidden
    assert verbs() == ["document_hidden", "document_shown"]


def test_an_earlier_version_is_chosen_and_hidden(office: Client) -> None:
    document = make_document()
    earlier, other = make_earlier(document), make_earlier(make_document("Other"))
    hiding = f"/admin/members/document/{document.pk}/version-hiding/"

    assert office.post(hiding, {"earlier": other.pk, "reason": "So."}).status_code == 200
    office.post(hiding, {"earlier": earlier.pk, "reason": "An address is in it."})
    earlier.refresh_from_db()
    assert earlier.is_hidden
    showing = f"/admin/members/document/{document.pk}/version-showing/"
    assert "An address is in it." in office.get(showing).text
    office.post(showing, {"earlier": earlier.pk})

    earlier.refresh_from_db()
    other.refresh_from_db()
    assert not earlier.is_hidden and not other.is_hidden
    assert verbs() == ["document_version_hidden", "document_version_shown"]


@pytest.mark.req("R14")
def test_the_right_is_one_of_its_own(cast: Cast, client: Client) -> None:
    document = make_document()
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    client.force_login(bare)
    assert [client.get(path).status_code for path in (ADD, page_of(document))] == [403, 403]
    bare.user_permissions.add(Permission.objects.get(codename="view_document"))
    assert client.get(page_of(document)).status_code == 200
    assert client.post(page_of(document), _typed(document)).status_code == 403
    assert client.post(f"/admin/members/document/{document.pk}/hiding/", {"reason": "No."}).status_code == 403
    assert client.get(f"/admin/members/document/{document.pk}/delete/").status_code == 403
    assert verbs() == []


def _typed(document: Document) -> dict[str, Any]:
    names = ("kind", "title_en", "title_fr", "dated", "access")
    return {name: str(getattr(document, name)) for name in names}
