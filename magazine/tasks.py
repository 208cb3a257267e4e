"""Background work of the magazine, by id: reading an issue's PDF, and writing to the members when it appears."""

import logging
import shutil
from pathlib import Path
from typing import Any

from celery import shared_task
from django.db import transaction
from django.db.models import QuerySet

from members.models import Topic, User
from members.notifications import consents
from pafso.clock import ottawa_day
from pafso.files import sandbox, tempdirs
from pafso.files.inspection.errors import Unreadable
from pafso.files.models import StoredFile
from pafso.files.sandbox import SandboxFailure
from pafso.files.uploads import keeping_made
from pafso.mail.broadcast import broadcast
from pafso.work import leases

from . import mails
from .models import TERMS, Issue, Page
from .stems import language_of, stems_of

log = logging.getLogger(__name__)
WEBP = "image/webp"


# More than the sandbox allows an extraction, less than the lease.
@shared_task(soft_time_limit=330, time_limit=350)
def extract_issue(issue_id: int) -> None:
    """Read the PDF of an issue into pages. Runs twice, dies in the middle, or meets itself without harm."""
    issue = leases.claim(Issue.objects.due(), issue_id, TERMS, park=_park, state=Issue.State.EXTRACTING)
    if issue is None:
        return
    try:
        with tempdirs.folder() as folder:
            found = _extracted(issue, Path(folder))
            _keep(issue, found, Path(folder))
    except Unreadable as error:
        leases.park_mine(issue, error.code, park=_park)
    except SandboxFailure as error:
        log.warning("issue %s broke the sandbox: %s", issue.pk, error.reason)
        _try_later(issue, error.reason)
    except Exception as error:
        log.exception("issue %s could not be read", issue.pk)
        _try_later(issue, type(error).__name__[:20])


@shared_task
def announce_issue(issue_id: int) -> None:
    """Write to everybody who wants it that an issue is out; after a cut it goes on where it was."""
    broadcast(
        Issue.objects.to_announce(),
        issue_id,
        recipients=_recipients,
        write=mails.issue_published,
        position="announced_up_to",
    )


def _extracted(issue: Issue, folder: Path) -> dict[str, Any]:
    # PDFium is eight megabytes that the web's processes, which import this module too, have no use for.
    from . import extraction

    path = folder / "issue.pdf"
    with issue.pdf.open() as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, 1024 * 1024)
    found: dict[str, Any] = sandbox.run(
        "magazine.extraction:extract", str(path), str(folder), extraction.MOST_PAGES, limits=extraction.LIMITS
    )
    first = found["pages"][0]
    height = max(1, round(first["height"] * extraction.COVER_WIDTH / first["width"]))
    return {**found, "cover_size": (extraction.COVER_WIDTH, height)}


def _keep(issue: Issue, found: dict[str, Any], folder: Path) -> None:
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
            now.advance(
                Issue.State.READY,
                page_count=len(pages),
                contents=_contents(found["outline"], pages),
                cover=cover,
                cover_width=width,
                cover_height=height,
                problem="",
            )


def _page(issue: Issue, found: dict[str, Any], image: StoredFile) -> Page:
    language = language_of(found["text"])
    return Page(
        issue=issue,
        number=found["number"],
        language=language,
        image=image,
        width=found["width"],
        height=found["height"],
        text=found["text"],
        stems=stems_of(found["text"], language),
    )


def _contents(outline: list[dict[str, Any]], pages: list[Page]) -> list[dict[str, Any]]:
    """The outline, each title in the language of the page to which it leads."""
    return [
        {**entry, "language": pages[entry["page"] - 1].language} for entry in outline if entry["page"] <= len(pages)
    ]


def _try_later(issue: Issue, problem: str) -> None:
    leases.try_later(issue, TERMS, problem, park=_park, state=Issue.State.WAITING, problem=problem)


def _park(issue: Issue, problem: str) -> None:
    if problem == "died" and issue.problem:  # what broke an earlier reading says more
        problem = issue.problem
    issue.advance(Issue.State.FAILED, problem=problem)


def _recipients(issue: Issue) -> QuerySet[User]:
    """Those who want it, at an address that was proved: members on the day that the issue appears, and
    whoever asked for it. People on the roll without an account are not written to: they could not say no."""
    appeared_on = ottawa_day(issue.published_at)
    people = consents.wanting(Topic.ISSUES, appeared_on)
    return people.filter(emailaddress__verified=True, emailaddress__primary=True)
