"""The office: upload, look, publish, withdraw; what is refused is said and leaves nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from magazine import forms
from magazine.models import Issue
from pafso.audit.models import Entry
from pafso.files.models import StoredFile, private
from pafso.mail.models import Mail
from tests.factories import pdfs
from tests.factories.magazine import make_issue, make_pdf, make_upload
from tests.factories.office import confirm, open_and_save
from tests.factories.people import Cast, make_user
from tests.factories.samples import PDFS

Commits = Callable[[], Any]
ADD = "/admin/magazine/issue/add/"
LIST = "/admin/magazine/issue/"
FIELDS = {
    "volume": "38",
    "number": "1",
    "title_en": "Windows",
    "title_fr": "Guichets",
    "dated": "2026-04-01",
    "cover_credit": "",
}


@pytest.fixture
def office(cast: Cast, client: Client) -> Client:
    client.force_login(cast.staff)
    return client


def page_of(issue: Issue) -> str:
    return f"/admin/magazine/issue/{issue.pk}/change/"


def on_disk() -> set[str]:
    from pathlib import Path

    return {str(path) for path in Path(private().location).rglob("*") if path.is_file()}  # type: ignore[attr-defined]


def test_an_upload_is_read_and_can_be_published(office: Client, cast: Cast, commits: Commits) -> None:
    with commits():
        answer = office.post(ADD, {**FIELDS, "upload": make_upload(make_pdf("The comets of the night."))}, follow=True)

    issue = Issue.objects.get()
    assert answer.redirect_chain[-1][0] == page_of(issue)
    assert "Vol. 38, No. 1 has been received and is being read." in answer.text
    assert (issue.state, issue.title_fr) == (Issue.State.READY, "Guichets")
    assert issue.pdf.given_name == "issue.pdf"
    assert "Save and publish…" in office.get(page_of(issue)).text

    with commits():
        led = open_and_save(office, page_of(issue), {**FIELDS, "title_en": "Doors", "_publish": "x"})
        assert Mail.objects.count() == 0
        answer = confirm(office, led["Location"], follow=True)

    issue.refresh_from_db()
    assert "The issue is published. The emails to members are being sent." in answer.text
    assert (issue.state, issue.title_en) == (Issue.State.PUBLISHED, "Doors")
    assert Mail.objects.count() == 3
    trail = list(Entry.objects.order_by("id").values_list("verb", "by_label"))
    assert trail == [(verb, str(cast.staff)) for verb in ("issue_uploaded", "issue_edited", "issue_published")]


@pytest.mark.req("R33", "R36")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdfs.scripted(), "scripts, macros"),
        (pdfs.disguised_script(), "scripts, macros"),
        (pdfs.with_attachment(), "scripts, macros"),
        (make_pdf("A page of the issue.")[:-300], "damaged or incomplete"),
        (b"GIF89a not a PDF at all", "not a document that we can read"),
        (b"", "empty"),
    ],
)
def test_a_bad_pdf_is_refused_with_a_sentence_and_leaves_nothing(office: Client, content: bytes, said: str) -> None:
    before = on_disk()

    answer = office.post(ADD, {**FIELDS, "upload": make_upload(content)})

    assert answer.status_code == 200
    assert said in answer.text
    assert not Issue.objects.exists()
    assert not StoredFile.objects.exists()
    assert not Entry.objects.exists()
    assert on_disk() == before


@pytest.mark.samples
@pytest.mark.req("R33", "R36", "R60")
def test_a_real_encrypted_pdf_is_refused_in_french(office: Client) -> None:
    upload = make_upload(PDFS["libreoffice-writer-password"].read_bytes())

    answer = office.post(ADD, {**FIELDS, "upload": upload}, headers={"accept-language": "fr"})

    assert "mot de passe" in answer.text
    assert not StoredFile.objects.exists()


def test_an_issue_needs_its_pdf_and_a_free_number(office: Client) -> None:
    assert "Choose the PDF of the issue." in office.post(ADD, FIELDS).text

    make_issue(38, 1)
    files = StoredFile.objects.count()
    answer = office.post(ADD, {**FIELDS, "upload": make_upload()})

    assert "There is already an issue with this volume and number." in answer.text
    assert (Issue.objects.count(), StoredFile.objects.count()) == (1, files)


def test_what_is_missing_is_said_and_the_edit_is_kept(office: Client) -> None:
    issue = make_issue(38, 1, state="ready", title_fr="")

    led = open_and_save(office, page_of(issue), {**FIELDS, "title_fr": "", "title_en": "Kept", "_publish": "x"})
    answer = confirm(office, led["Location"], follow=True)

    issue.refresh_from_db()
    assert "The French title is missing." in answer.text
    assert (issue.state, issue.title_en) == (Issue.State.READY, "Kept")


def test_a_published_issue_is_not_changed_by_its_form(office: Client) -> None:
    issue = make_issue(38, 1)
    before = Issue.objects.values().get()

    page = office.get(page_of(issue)).text
    open_and_save(office, page_of(issue), {**FIELDS, "title_fr": "", "dated": "1999-01-01", "upload": make_upload()})

    assert 'name="title_fr"' not in page and 'name="dated_0"' not in page and 'name="upload"' not in page
    assert Issue.objects.values().get() == before


def test_a_better_pdf_replaces_the_one_there(office: Client, commits: Commits) -> None:
    issue = make_issue(38, 1, "old", state="ready")

    with commits():
        open_and_save(
            office,
            page_of(issue),
            {**FIELDS, "title_en": issue.title_en, "title_fr": issue.title_fr, "upload": make_upload()},
        )

    issue.refresh_from_db()
    assert issue.pages.get().text == "The first page of an issue."
    assert [entry.verb for entry in Entry.objects.order_by("id")] == ["issue_pdf_replaced"]


def test_an_edit_does_not_undo_what_a_worker_wrote_meanwhile(office: Client) -> None:
    issue = make_issue(38, 1, state="extracting")

    open_and_save(office, page_of(issue), {**FIELDS, "title_en": "Edited"})

    issue.refresh_from_db()
    assert (issue.state, issue.title_en) == (Issue.State.EXTRACTING, "Edited")


def test_a_failure_is_shown_with_its_reason(office: Client) -> None:
    issue = make_issue(38, 1, state="failed", problem="encrypted", attempts=1)

    shown, desk = office.get(page_of(issue)).text, office.get("/admin/").text

    assert "Could not be read. The PDF is protected by a password." in shown
    assert "Read the PDF again" in shown
    assert "Vol. 38, No. 1" in desk
    assert "Issues that could not be read" in desk


@pytest.mark.parametrize(
    ("button", "state", "becomes", "said"),
    [
        ("_read_again", "failed", "waiting", "is being read again"),
    ],
)
def test_buttons_do_their_verb(office: Client, button: str, state: str, becomes: str, said: str) -> None:
    issue = make_issue(38, 1, state=state)

    answer = open_and_save(office, page_of(issue), {**FIELDS, button: "x"}, follow=True)

    issue.refresh_from_db()
    assert issue.state == becomes
    assert said in answer.text


@pytest.mark.parametrize(
    ("action", "state", "becomes"),
    [("publish_quietly", "ready", "published"), ("read_again", "failed", "waiting")],
)
def test_the_list_does_the_same_for_several(office: Client, action: str, state: str, becomes: str) -> None:
    good = make_issue(38, 1, state=state)
    bad = make_issue(38, 2, state="extracting")

    answer = office.post(LIST, {"action": action, "_selected_action": [good.pk, bad.pk]}, follow=True)

    good.refresh_from_db()
    assert good.state == becomes
    assert not Mail.objects.exists()
    if action != "read_again":
        assert "Vol. 38, No. 2: " in answer.text


def test_the_list_costs_the_same_with_three_rows(office: Client) -> None:
    make_issue(38, 1)
    office.get(LIST)  # the first page of a session notes when it began
    with CaptureQueriesContext(connection) as one:
        assert office.get(LIST).status_code == 200
    make_issue(38, 2)
    make_issue(38, 3)
    with CaptureQueriesContext(connection) as three:
        assert "Issue 38-3" in office.get(LIST).text

    assert len(three) == len(one) <= 12


@pytest.mark.req("R14")
def test_members_do_not_get_in(as_member: Client) -> None:
    issue = make_issue(38, 1, state="ready")

    for address in (ADD, LIST, page_of(issue)):
        assert as_member.get(address).status_code in {302, 403, 404}
    as_member.post(page_of(issue), {**FIELDS, "_publish": "x"})

    issue.refresh_from_db()
    assert issue.state == Issue.State.READY


@pytest.mark.req("R21")
def test_staff_without_the_right_cannot_publish(cast: Cast, client: Client) -> None:
    issue = make_issue(38, 1, state="ready")
    client.force_login(make_user("Clerk", "clerk@example.org", is_staff=True))

    client.post(page_of(issue), {**FIELDS, "_publish": "x"})
    client.post(LIST, {"action": "publish_quietly", "_selected_action": [issue.pk]})

    issue.refresh_from_db()
    assert issue.state == Issue.State.READY
    assert "Vol. 38" not in client.get("/admin/").text


def test_issues_are_never_deleted_from_here(office: Client) -> None:
    issue = make_issue(38, 1)

    assert office.post(f"/admin/magazine/issue/{issue.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Issue.objects.exists()


@pytest.mark.req("R36")
def test_an_issue_published_in_between_keeps_its_pdf(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    issue = make_issue(38, 1, state="ready")
    check = forms.check_document

    def slow(*args: Any, **kwargs: Any) -> Any:
        checked = check(*args, **kwargs)
        Issue.objects.filter(pk=issue.pk).update(state="published", published_at=timezone.now())
        return checked

    monkeypatch.setattr(forms, "check_document", slow)
    files = StoredFile.objects.count()

    answer = open_and_save(office, page_of(issue), {**FIELDS, "upload": make_upload()}, follow=True)

    assert "Members are reading this issue. Hide it first." in answer.text
    assert StoredFile.objects.count() == files
