"""A worker is killed (-9, with its group) in the middle of its work: another takes over, and nothing is there twice."""

import asyncio
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from awards.letters.actions import attach_file
from contests.models import Derivative, Entry
from magazine.actions import publish_issue, upload_issue
from magazine.models import Issue, Page
from members.demonstration import populate
from members.models import User
from pafso.documents.models import ReadersCopy
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.factories import contests as make_contests
from tests.factories import pictures
from tests.factories.awards import make_cycle, make_draft, make_letter
from tests.factories.magazine import make_issue, make_pdf, make_upload
from tests.factories.people import make_cast
from tests.factories.smtp import Server
from tests.services.stack import Stack, assert_each_arrived_once, wait_until

PAGES = 40
MEMBERS = 250


def on_disk() -> set[str]:
    root = Path(settings.PRIVATE_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def kept() -> set[str]:
    return set(StoredFile.objects.values_list("key", flat=True))


@pytest.mark.req("R38", "R42", "R43")
def test_while_resizing(stack: Stack, smtp: Server, tmp_path: Path) -> None:
    doomed = stack.worker("doomed")
    author, before = make_cast().colleague, on_disk()
    contest = make_contests.make_contest()
    photo = make_contests.upload(pictures.huge_jpeg(tmp_path / "p.jpg", 8_000, progressive=True).read_bytes())
    particulars = make_contests.particulars(contest)
    entry = make_contests.enter(contest, by=author, checked=uploads.check_photo(photo), particulars=particulars)
    wait_until(doomed.works_in_sandbox, what="the sizes are being made")

    doomed.kill()
    left = Entry.objects.get()
    assert (left.is_waiting, left.attempts, left.derivatives.count()) == (True, 1, 0)
    assert left.lease_until is not None and left.lease_until > timezone.now()
    stack.worker("heir")
    stack.beat()
    wait_until(lambda: Entry.objects.exclude(prepared_at=None).exists(), what="another worker makes the sizes")

    assert_each_arrived_once(smtp)
    assert Counter(Mail.objects.values_list("event", "to", "language")) == Counter(
        [("contests/entry_received", "benoit@example.org", "fr")]
    )
    entry.refresh_from_db()
    assert (entry.attempts, entry.lease_until) == (2, None)
    assert list(Derivative.objects.values_list("edge", "width", "height")) == [
        (320, 320, 320),
        (640, 640, 640),
        (1280, 1280, 1280),
        (2560, 2560, 2560),
    ]
    assert kept() == on_disk() - before
    assert StoredFile.objects.count() == 5


@pytest.mark.req("R38", "R42", "R43")
def test_while_reading_an_issue(stack: Stack, smtp: Server) -> None:
    doomed = stack.worker("doomed")
    staff, before = make_cast().staff, on_disk()
    texts = [f"Page {number} of an issue that takes a while to read." for number in range(1, PAGES + 1)]
    checked = uploads.check_document(make_upload(make_pdf(*texts)), kinds=("pdf",), most_pages=PAGES)
    issue = Issue(volume=38, number=3, title_en="Rivers", title_fr="Rivières", dated=timezone.now().date())
    upload_issue(issue, pdf=checked, by=staff)
    wait_until(doomed.works_in_sandbox, what="the PDF is being read")

    doomed.kill()
    left = Issue.objects.get()
    assert (left.state, left.attempts, left.pages.count()) == (Issue.State.EXTRACTING, 1, 0)
    stack.worker("heir")
    stack.beat()
    wait_until(lambda: Issue.objects.get().state == Issue.State.READY, what="another worker reads the PDF")
    publish_issue(Issue.objects.get(), by=staff)
    wait_until(lambda: Issue.objects.get().announced_at, what="the members are written to")

    assert_each_arrived_once(smtp)
    assert Mail.objects.count() == 3
    assert Issue.objects.get().attempts == 2
    assert list(Page.objects.values_list("number", flat=True)) == list(range(1, PAGES + 1))
    assert all(f"Page {page.number} of" in page.text for page in Page.objects.all())
    assert kept() == on_disk() - before
    assert StoredFile.objects.count() == 1 + PAGES + 1


@pytest.mark.req("R38", "R42", "R43")
def test_while_a_letter_is_re_made_for_its_readers(stack: Stack, smtp: Server) -> None:
    doomed = stack.worker("doomed")
    nomination, before = make_draft(make_cycle(), make_cast().officer), on_disk()
    texts = [f"Page {number} of a letter that takes a while to draw." for number in range(1, PAGES + 1)]
    checked = uploads.check_document(make_upload(make_pdf(*texts)))
    letter = attach_file(make_letter(nomination), checked)
    wait_until(doomed.works_in_sandbox, what="the pages are being drawn")

    doomed.kill()
    left = ReadersCopy.objects.get()
    assert (left.state, left.attempts, left.pictures.count()) == ("to_make", 1, 0)
    stack.worker("heir")
    stack.beat()
    wait_until(lambda: ReadersCopy.objects.get().is_ready, what="another worker draws the pages")

    made = ReadersCopy.objects.get()
    assert (made.original_id, made.attempts, made.lease_until) == (letter.file_id, 2, None)
    assert list(made.pictures.values_list("number", "text")) == list(enumerate(texts, start=1))
    assert kept() == on_disk() - before
    assert StoredFile.objects.count() == 1 + PAGES


@pytest.mark.req("R43", "R45")
def test_while_writing_to_all_members(stack: Stack, smtp: Server) -> None:
    """Killed twice: while the mails are written, and with one of them half handed over."""
    staff = make_cast().staff
    User.objects.exclude(pk=staff.pk).filter(member__isnull=False).update(is_active=False)
    populate(MEMBERS, Random(1))
    held = _hold(smtp, 10)
    doomed = stack.worker("doomed")
    issue = make_issue(38, 3, state="ready")
    publish_issue(issue, by=staff)
    wait_until(lambda: Issue.objects.get().announced_up_to, what="the first batch is written")
    doomed.kill()
    written = Mail.objects.count()
    second = stack.worker("second")
    beat = stack.beat()
    wait_until(held.is_set, what="a mail is half handed over")

    second.kill()
    stack.workers("heir", "other")
    wait_until(lambda: Issue.objects.get().announced_at, what="everybody is written to")

    assert written in (100, 200)
    assert_each_arrived_once(smtp)
    people = User.objects.filter(email__endswith="@roll.example").values_list("email", "language")
    assert Counter(Mail.objects.values_list("to", "language")) == Counter(people)
    assert len(smtp.received) == MEMBERS
    assert not beat.has_ended


def _hold(smtp: Server, number: int) -> asyncio.Event:
    """The mail after NUMBER others is neither taken nor refused, until its sender is gone."""
    held, accept = asyncio.Event(), smtp.handle_DATA

    async def handle(*args: Any) -> str:
        if len(smtp.received) >= number and not held.is_set():
            held.set()
            await asyncio.sleep(3600)
        return await accept(*args)

    smtp.handle_DATA = handle  # type: ignore[method-assign]
    return held
