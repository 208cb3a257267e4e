"""Background work of the magazine, by id: reading an issue's PDF, and writing to the members when it appears."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from celery import shared_task
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from members.models import Topic, User
from members.notifications import consents
from pafso.clock import ottawa_day
from pafso.files import sandbox, tempdirs
from pafso.files.inspection.errors import Unreadable
from pafso.files.models import StoredFile
from pafso.files.sandbox import SandboxFailure
from pafso.files.uploads import keeping_made
from pafso.mail.broadcast import MassMail, broadcast
from pafso.work import leases
from pafso.work.leases import Terms

from . import mails
from .models import TERMS, Issue, Page
from .reading import READER
from .stems import language_of, stems_of

# An issue that took all attempts the first time has some left for the second.
ANEW = Terms(TERMS.lease, most=2 * (TERMS.most or 0))
log = logging.getLogger(__name__)
WEBP = "image/webp"

Facts: TypeAlias = dict[str, Any]
Read: TypeAlias = Callable[[Issue, Facts], None]
Failed: TypeAlias = Callable[[Issue, str], None]


# More than the sandbox allows an extraction, less than the lease.
@shared_task(soft_time_limit=330, time_limit=350)
def extract_issue(issue_id: int) -> None:
    """Read the PDF of an issue into pages. Runs twice, dies in the middle, or meets itself without harm."""
    issue = leases.claim(Issue.objects.due(), issue_id, TERMS, park=_park, state=Issue.State.EXTRACTING)
    if issue is not None:
        _read(issue, is_read=_become_ready, try_later=_try_later, park=_park)


@shared_task(soft_time_limit=330, time_limit=350)
def read_issue_anew(issue_id: int) -> None:
    """Read what an earlier reader has read once more. Its state and its pages stay until all new ones are there, and stay for
    good where the PDF cannot be read any more."""
    issue = leases.claim(Issue.objects.to_read_anew(), issue_id, ANEW, park=_leave)
    if issue is not None:
        _read(issue, is_read=_be_read, try_later=_try_anew_later, park=_leave)


def _read(issue: Issue, *, is_read: Read, try_later: Failed, park: Failed) -> None:
    try:
        with tempdirs.folder() as folder:
            found = _extracted(issue, Path(folder))
            _keep(issue, found, Path(folder), is_read)
    except Unreadable as error:
        leases.park_mine(issue, error.code, park=park)
    except SandboxFailure as error:
        log.warning("issue %s broke the sandbox: %s", issue.pk, error.reason)
        try_later(issue, error.reason)
    except Exception as error:
        log.exception("issue %s could not be read", issue.pk)
        try_later(issue, type(error).__name__[:20])


@shared_task
def announce_issue(issue_id: int) -> None:
    """Write to everybody who wants it that an issue is out; after a cut it goes on where it was."""
    broadcast(
        Issue.objects.to_announce(),
        issue_id,
        ISSUE_IS_OUT,
        columns={"done": "announced_at", "position": "announced_up_to"},
    )


def _extracted(issue: Issue, folder: Path) -> Facts:
    # PDFium is eight megabytes that the web's processes, which import this module too, have no use for.
    from . import extraction

    path = folder / "issue.pdf"
    with issue.pdf.open() as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, 1024 * 1024)
    found: Facts = sandbox.run(
        "magazine.extraction:extract", str(path), str(folder), extraction.MOST_PAGES, limits=extraction.LIMITS
    )
    first = found["pages"][0]
    height = max(1, round(first["height"] * extraction.COVER_WIDTH / first["width"]))
    return {**found, "cover_size": (extraction.COVER_WIDTH, height)}


def _keep(issue: Issue, found: Facts, folder: Path, is_read: Read) -> None:
    """Files first, outside the transaction; then all pages at once, if the issue is still ours.

    The pictures of an earlier reading lose their pages here; the sweep of the files removes them.
    """
    with keeping_made() as keep:
        cover = keep(folder / "cover.webp", WEBP)
        images = [keep(folder / page["image"], WEBP) for page in found["pages"]]
        pages = [_page(issue, page, image) for page, image in zip(found["pages"], images, strict=True)]
        with transaction.atomic():
            now = leases.still_mine(issue)
            if now is None:
                return
            now.pages.all().delete()
            Page.objects.bulk_create(pages, batch_size=50)
            width, height = found["cover_size"]
            facts: Facts = {
                "labels": _labels(found["pages"]),
                "page_count": len(pages),
                "contents": _contents(found["outline"], pages),
                "read_by": READER,
            }
            is_read(now, {**facts, "cover": cover, "cover_width": width, "cover_height": height, "problem": ""})


def _page(issue: Issue, found: Facts, image: StoredFile) -> Page:
    language = language_of(found["text"])
    return Page(
        issue=issue,
        number=found["number"],
        language=language,
        image=image,
        width=found["width"],
        height=found["height"],
        text=found["text"],
        other_forms=found["other_forms"],
        stems=stems_of(_searched(found), language),
    )


def _labels(pages: list[Facts]) -> str:
    labels = [page["label"] if page["label"] != str(page["number"]) else "" for page in pages]
    return "\n".join(labels).rstrip("\n")


def _searched(found: Facts) -> str:
    """Text, other forms of its words, and what is printed as the page's number where that is not its place."""
    label = found["label"] if found["label"] != str(found["number"]) else ""
    return f"{found['text']}\n{found['other_forms']}\n{label}"


def _become_ready(issue: Issue, facts: Facts) -> None:
    issue.advance(Issue.State.READY, **facts)


def _be_read(issue: Issue, facts: Facts) -> None:
    Issue.objects.filter(pk=issue.pk).update(**facts)


def _contents(outline: list[Facts], pages: list[Page]) -> list[Facts]:
    """The outline, each title in the language of the page to which it leads."""
    return [
        {**entry, "language": pages[entry["page"] - 1].language} for entry in outline if entry["page"] <= len(pages)
    ]


def _try_later(issue: Issue, problem: str) -> None:
    leases.try_later(issue, TERMS, problem, park=_park, state=Issue.State.WAITING, problem=problem)


def _try_anew_later(issue: Issue, problem: str) -> None:
    leases.try_later(issue, ANEW, problem, park=_leave)


def _leave(issue: Issue, problem: str) -> None:
    """What is there was good enough to be published."""
    log.error("issue %s is left as it was read before: %s", issue.pk, problem)
    Issue.objects.filter(pk=issue.pk).update(read_by=READER)


def _park(issue: Issue, problem: str) -> None:
    if problem == "died" and issue.problem:  # what broke an earlier reading says more
        problem = issue.problem
    issue.advance(Issue.State.FAILED, problem=problem)


def _recipients(issue: Issue) -> QuerySet[User]:
    """Those who want it, at an address that was proved: members on the day that the issue appears, and
    whoever asked for it. People on the roll without an account are not written to: they could not say no."""
    appeared_on = ottawa_day(issue.published_at or timezone.now())
    people = consents.wanting(Topic.ISSUES, appeared_on)
    return people.filter(emailaddress__verified=True, emailaddress__primary=True)


ISSUE_IS_OUT = MassMail(_recipients, mails.issue_published)
