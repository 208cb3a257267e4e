"""Each verb, each way out of it, with what it leaves in the audit trail and the outbox."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from magazine import actions
from magazine.models import Issue, Page
from pafso.audit.models import Entry
from pafso.errors import DomainError, Incomplete, WrongMove
from pafso.files.models import StoredFile
from pafso.files.uploads import Checked, check_document
from pafso.mail.models import Mail
from tests.factories.magazine import make_issue, make_pdf, make_upload
from tests.factories.people import Cast, make_user

Commits = Callable[[], Any]
NOW = datetime(2026, 4, 5, 12, tzinfo=UTC)


def checked(content: bytes | None = None) -> Checked:
    return check_document(make_upload(content), kinds=("pdf",))


def unsaved(**fields: Any) -> Issue:
    return Issue(**{"volume": 38, "number": 1, "dated": date(2026, 4, 1), **fields})


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


@pytest.mark.req("R54")
def test_an_upload_is_kept_read_and_recorded(cast: Cast, commits: Commits) -> None:
    pdf = checked(make_pdf("The first page.", "La deuxième page est dans la revue."))

    with commits():
        issue = actions.upload_issue(unsaved(), pdf=pdf, by=cast.staff)

    issue.refresh_from_db()
    assert (issue.state, issue.page_count, issue.problem) == (Issue.State.READY, 2, "")
    assert issue.pdf.sha256 == pdf.sha256
    with issue.pdf.open() as file:
        assert file.read().startswith(b"%PDF")
    entry = Entry.objects.get()
    assert (entry.verb, entry.by, entry.subject_label) == ("issue_uploaded", cast.staff, "bout de papier 38-1")
    assert entry.changes == {"sha256": pdf.sha256, "bytes": pdf.size}
    assert not Mail.objects.exists()


def test_the_pdf_is_read_after_the_commit_only(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as put_off:
        issue = actions.upload_issue(unsaved(), pdf=checked(), by=cast.staff)

    assert (issue.state, len(put_off)) == (Issue.State.WAITING, 1)
    assert not Page.objects.exists()


@pytest.mark.req("R36", "R41")
def test_a_number_that_is_taken_leaves_nothing(cast: Cast) -> None:
    make_issue(38, 1)
    files = set(StoredFile.objects.values_list("key", flat=True))

    with pytest.raises(DomainError, match="already") as error, transaction.atomic():
        actions.upload_issue(unsaved(), pdf=checked(), by=cast.staff)

    assert error.value.code == "taken"
    assert Issue.objects.count() == 1
    assert set(StoredFile.objects.values_list("key", flat=True)) == files
    assert verbs() == []


def test_an_edit_saves_what_was_edited_and_nothing_else(cast: Cast) -> None:
    issue = make_issue(38, 1, state="extracting")
    issue.title_en = "Better"
    Issue.objects.filter(pk=issue.pk).update(page_count=7, problem="time")

    actions.edit_issue(issue, before={"title_en": "Issue 38-1"}, by=cast.staff)

    issue.refresh_from_db()
    assert (issue.title_en, issue.page_count, issue.problem) == ("Better", 7, "time")
    entry = Entry.objects.get()
    assert (entry.verb, entry.changes) == ("issue_edited", {"title_en": ["Issue 38-1", "Better"]})


def test_an_edit_cannot_take_another_issues_number(cast: Cast) -> None:
    make_issue(38, 1)
    issue = make_issue(38, 2, state="ready")
    issue.number = 1

    with pytest.raises(DomainError, match="already"), transaction.atomic():
        actions.edit_issue(issue, before={"number": 2}, by=cast.staff)

    assert verbs() == []


def test_another_pdf_is_read_and_the_old_pages_go_with_it(cast: Cast, commits: Commits) -> None:
    issue = make_issue(38, 1, "old", "older", "oldest", state="ready")
    before = issue.pdf.sha256
    pdf = checked(make_pdf("The new page of the issue."))

    with commits():
        actions.replace_pdf(issue, pdf=pdf, by=cast.staff)

    issue.refresh_from_db()
    assert (issue.state, issue.page_count) == (Issue.State.READY, 1)
    assert [page.text for page in issue.pages.all()] == ["The new page of the issue."]
    entry = Entry.objects.get()
    assert (entry.verb, entry.changes) == ("issue_pdf_replaced", {"sha256": [before, pdf.sha256]})


def test_a_waiting_issue_takes_another_pdf_too(cast: Cast, commits: Commits) -> None:
    issue = make_issue(38, 1, state="waiting", attempts=2, problem="time")

    with commits():
        actions.replace_pdf(issue, pdf=checked(), by=cast.staff)

    issue.refresh_from_db()
    assert (issue.state, issue.attempts, issue.problem) == (Issue.State.READY, 1, "")


@pytest.mark.req("R36")
def test_a_published_issue_keeps_its_pdf(cast: Cast) -> None:
    issue = make_issue(38, 1)
    files = StoredFile.objects.count()

    with pytest.raises(WrongMove, match="Hide it first"), transaction.atomic():
        actions.replace_pdf(issue, pdf=checked(), by=cast.staff)

    assert StoredFile.objects.count() == files
    assert verbs() == []


def test_reading_again_starts_with_fresh_attempts(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    issue = make_issue(38, 1, state="failed", attempts=3, problem="crash")

    with django_capture_on_commit_callbacks() as put_off:
        issue = actions.read_again(issue, by=cast.staff, now=NOW)

    assert (issue.state, issue.attempts, issue.problem, issue.lease_until) == (Issue.State.WAITING, 0, "", NOW)
    assert len(put_off) == 1
    assert verbs() == ["issue_read_again"]


def test_a_published_issue_is_not_read_again(cast: Cast) -> None:
    with pytest.raises(WrongMove, match="Hide it first"):
        actions.read_again(make_issue(38, 1), by=cast.staff)

    assert verbs() == []


def test_publishing_opens_the_issue_and_writes_to_the_members(cast: Cast, commits: Commits) -> None:
    issue = make_issue(38, 1, state="ready")
    inactive = make_user("Gone", "gone@example.org", is_active=False)

    with commits():
        issue = actions.publish_issue(issue, by=cast.staff, now=NOW)

    issue.refresh_from_db()
    assert (issue.state, issue.published_at) == (Issue.State.PUBLISHED, NOW)
    assert issue.announced_at is not None
    assert verbs() == ["issue_published"]
    mails = {mail.to: mail for mail in Mail.objects.all()}
    # Those who hold a membership that day: not the newcomer, not the one whose membership ended, not the office.
    assert set(mails) == {cast.officer.email, cast.colleague.email, cast.retiree.email}
    assert inactive.email not in mails
    english, french = mails[cast.officer.email], mails[cast.colleague.email]
    assert english.subject == "bout de papier, Vol. 38, No. 1, is out"
    assert french.subject == "bout de papier, Vol. 38, nº 1, vient de paraître"
    assert "/en/magazine/38-1/" in english.text
    assert "Issue 38-1" in english.text
    assert "/fr/magazine/38-1/" in french.text
    assert "Numéro 38-1" in french.html
    assert french.key == f"issue_published:{issue.pk}:{cast.colleague.pk}"


@pytest.mark.req("R41")
def test_publishing_twice_is_publishing_once(cast: Cast, commits: Commits) -> None:
    issue = make_issue(38, 1, state="ready")

    with commits():
        actions.publish_issue(issue, by=cast.staff, now=NOW)
        again = actions.publish_issue(issue, by=cast.staff)

    assert again.published_at == NOW
    assert verbs() == ["issue_published"]
    assert Mail.objects.count() == 3


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"title_en": ""}, ["title_en"]),
        ({"title_fr": "", "page_count": 0}, ["title_fr", "page_count"]),
    ],
)
def test_what_is_missing_is_said(cast: Cast, fields: dict[str, Any], missing: list[str]) -> None:
    issue = make_issue(38, 1, state="ready", **fields)

    with pytest.raises(Incomplete) as error:
        actions.publish_issue(issue, by=cast.staff)

    assert [name for name, _sentence in error.value.problems] == missing
    assert verbs() == []
    assert not Mail.objects.exists()


@pytest.mark.parametrize("state", ["waiting", "extracting", "failed"])
def test_what_is_being_read_is_not_published(cast: Cast, state: str) -> None:
    issue = make_issue(38, 1, state=state)

    with pytest.raises(WrongMove):
        actions.publish_issue(issue, by=cast.staff)

    assert verbs() == []


def test_a_hidden_issue_is_the_offices_again_and_nobody_is_written_to_twice(cast: Cast, commits: Commits) -> None:
    issue = make_issue(38, 1, state="ready")
    with commits():
        actions.publish_issue(issue, by=cast.staff, now=NOW)

    with commits():
        issue = actions.hide_issue(issue, by=cast.staff, reason="A face.")
        actions.hide_issue(issue, by=cast.staff, reason="A face.")

    assert issue.state == Issue.State.READY

    with commits():
        issue = actions.publish_issue(issue, by=cast.staff)

    assert issue.published_at == NOW
    assert Mail.objects.count() == 3
    assert verbs() == ["issue_published", "issue_hidden", "issue_published"]


def test_what_was_never_published_cannot_be_hidden(cast: Cast) -> None:
    with pytest.raises(WrongMove, match="not published"):
        actions.hide_issue(make_issue(38, 1, state="waiting"), by=cast.staff, reason="A face.")
