"""A worker is stopped past its lease, another takes over and finishes, and the first goes on: the row is the second's."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from celery import Task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contests.models import Derivative, Entry
from contests.tasks import build_derivatives
from magazine.actions import upload_issue
from magazine.models import Issue, Page
from magazine.tasks import extract_issue
from members.importing.tasks import work_on_import
from members.models import Copy, ImportLine, RollImport
from members.privacy.actions.copies import ask_copy
from members.privacy.tasks import build_copy
from pafso.audit.log import record
from pafso.audit.models import Entry as Audit
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from pafso.mail.outbox import write
from pafso.mail.tasks import deliver
from tests.factories import contests as make_contests
from tests.factories import pictures
from tests.factories.magazine import make_pdf, make_upload
from tests.factories.people import make_cast
from tests.factories.rollfiles import NEW, asked, csv_of
from tests.factories.smtp import Server
from tests.services.stack import Process, Stack, wait_until

# Long enough for what is still on its way to be written; a row that is written over changes well within it.
SETTLING = 3


def on_disk() -> set[str]:
    root = Path(settings.PRIVATE_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def hand_over(row: Any, task: Task) -> None:
    """As if the lease were over, and the sweep had found it."""
    type(row).objects.filter(pk=row.pk).update(lease_until=timezone.now())
    task.delay(row.pk)


@contextmanager
def stopped(process: Process, stack: Stack) -> Iterator[None]:
    """The process stands still while another worker is at work, and goes on afterwards until it is idle."""
    os.killpg(process.pid, signal.SIGSTOP)
    try:
        stack.worker("heir")
        yield
    finally:
        os.killpg(process.pid, signal.SIGCONT)
    wait_until(lambda: _has_done(process), what="the first worker has come to its end")
    time.sleep(SETTLING)


def _has_done(process: Process) -> bool:
    """Whether the work that was interrupted has ended, well or badly."""
    return b"succeeded in" in process.log.read_bytes() or b"raised unexpected" in process.log.read_bytes()


def start(stack: Stack, work: Callable[[], Any]) -> tuple[Process, Any]:
    """The worker that will be too slow, and what WORK returned."""
    slow = stack.worker("slow")
    found = work()
    return slow, found


@pytest.mark.req("R38", "R43")
def test_sizes_of_a_photo(stack: Stack, smtp: Server, tmp_path: Path) -> None:
    author, before = make_cast().colleague, on_disk()
    contest = make_contests.make_contest()
    photo = make_contests.upload(pictures.huge_jpeg(tmp_path / "p.jpg", 8_000, progressive=True).read_bytes())
    particulars = make_contests.particulars(contest)
    checked = uploads.check_photo(photo)
    slow, entry = start(
        stack, lambda: make_contests.enter(contest, by=author, checked=checked, particulars=particulars)
    )
    wait_until(slow.works_in_sandbox, what="the sizes are being made")

    with stopped(slow, stack):
        hand_over(entry, build_derivatives)
        wait_until(lambda: Entry.objects.exclude(prepared_at=None).exists(), what="the second makes the sizes")
        entry.refresh_from_db()
        made = list(Derivative.objects.values_list("pk", "file_id"))

    after = Entry.objects.get()
    assert (after.state, after.attempts, after.lease_until, after.last_error) == (Entry.State.RECEIVED, 2, None, "")
    assert after.prepared_at == entry.prepared_at
    assert list(Derivative.objects.values_list("pk", "file_id")) == made
    assert len(made) == 4
    assert on_disk() - before == set(StoredFile.objects.values_list("key", flat=True))
    assert StoredFile.objects.count() == 5
    assert not Audit.objects.filter(verb="entry_unreadable").exists()


@pytest.mark.req("R38", "R43")
def test_pages_of_an_issue(stack: Stack, smtp: Server) -> None:
    staff = make_cast().staff
    texts = [f"Page {number} of an issue that takes a while to read." for number in range(1, 41)]
    checked = uploads.check_document(make_upload(make_pdf(*texts)), kinds=("pdf",), most_pages=40)
    issue = Issue(volume=38, number=3, title_en="Rivers", title_fr="Rivières", dated=timezone.now().date())
    slow, issue = start(stack, lambda: upload_issue(issue, pdf=checked, by=staff))
    wait_until(slow.works_in_sandbox, what="the PDF is being read")

    with stopped(slow, stack):
        hand_over(issue, extract_issue)
        wait_until(lambda: Issue.objects.get().state == Issue.State.READY, what="the second reads the PDF")
        cover = Issue.objects.get().cover_id
        pages = list(Page.objects.order_by("number").values_list("pk", "number", "image_id"))

    after = Issue.objects.get()
    assert (after.state, after.attempts, after.problem, after.cover_id) == (Issue.State.READY, 2, "", cover)
    assert list(Page.objects.order_by("number").values_list("pk", "number", "image_id")) == pages
    assert len(pages) == 40


@pytest.mark.req("R43", "R59")
def test_a_copy_of_what_is_held(stack: Stack, smtp: Server) -> None:
    person, before = make_cast().officer, on_disk()
    with transaction.atomic():
        for number in range(800):  # enough to write for a while
            record("logged_in", person, by=person, label=f"{number}")
    slow, copy = start(stack, lambda: ask_copy(person, by=person))
    wait_until(lambda: Copy.objects.get().attempts == 1, what="the copy is being made")

    with stopped(slow, stack):
        assert Copy.objects.get().state == Copy.State.WAITING
        hand_over(copy, build_copy)
        wait_until(lambda: Copy.objects.get().state == Copy.State.READY, what="the second makes the copy")
        stored, ready_at = Copy.objects.values_list("file_id", "ready_at").get()

    after = Copy.objects.get()
    assert (after.state, after.attempts, after.lease_until) == (Copy.State.READY, 2, None)
    assert (after.file_id, after.ready_at) == (stored, ready_at)
    assert on_disk() - before == set(StoredFile.objects.values_list("key", flat=True))
    assert StoredFile.objects.count() == 1
    assert Mail.objects.filter(event="members/copy_ready").count() == 1


@pytest.mark.req("R42", "R43")
def test_the_check_of_a_file(stack: Stack) -> None:
    staff = make_cast().staff
    rows = [{**NEW, "number": f"K{number}"} for number in range(4_000)]
    slow, found = start(stack, lambda: asked(csv_of(*rows), by=staff))
    wait_until(slow.works_in_sandbox, what="the file is being read")

    with stopped(slow, stack):
        hand_over(found, work_on_import)
        wait_until(lambda: RollImport.objects.get().state == RollImport.State.CHECKED, what="the second checks it")
        lines = set(ImportLine.objects.values_list("pk", flat=True))
        digest = RollImport.objects.get().plan_digest

    after = RollImport.objects.get()
    assert (after.state, after.attempts, after.lease_until) == (RollImport.State.CHECKED, 0, None)
    assert (after.plan_digest, after.lines_total, after.lines_done, after.created_count) == (
        digest,
        4_000,
        4_000,
        4_000,
    )
    assert set(ImportLine.objects.values_list("pk", flat=True)) == lines
    assert len(lines) == 4_000


@pytest.mark.req("R43", "R44")
def test_a_mail(stack: Stack, smtp: Server) -> None:
    """The first is told to try later; the second, meanwhile, that there is no such person: so it stays."""
    reached, may_answer = threading.Event(), threading.Event()

    async def first_later_then_never(server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if reached.is_set():
            return "550 no such person"
        reached.set()
        while not may_answer.is_set():
            await asyncio.sleep(0.05)
        return "451 try again later"

    smtp.handle_RCPT = first_later_then_never  # type: ignore[method-assign]
    slow, mail = start(
        stack, lambda: write("tests/event", to="a@example.org", language="en", subject="s", text="t", key="k")
    )
    wait_until(reached.is_set, what="the first is talking to the server")

    with stopped(slow, stack):
        hand_over(mail, deliver)
        wait_until(lambda: Mail.objects.get().state == Mail.State.FAILED, what="the second learns that nobody is there")
        error = Mail.objects.get().last_error
        may_answer.set()

    mail = Mail.objects.get()
    assert (mail.state, mail.attempts, mail.lease_until, mail.last_error) == (Mail.State.FAILED, 2, None, error)
    assert "no such person" in error
    assert smtp.received == []
