"""Background work on copies for readers, by id. The file is read in the sandbox; what comes out of it is judged here."""

import logging
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pafso.files import sandbox, tempdirs
from pafso.files.inspection.errors import Unreadable
from pafso.files.sandbox import MEBIBYTE, Limits
from pafso.files.uploads import LETTER_PAGES, forget, keeping_made
from pafso.work import leases

from .cleaning import clean
from .models import DOCX, PDF, CopyPicture, ReadersCopy

if TYPE_CHECKING:
    from .word import Taken

log = logging.getLogger(__name__)
TERMS = leases.Terms(timedelta(seconds=settings.WORK_LEASE_SECONDS))
LIMITS = Limits(memory_bytes=1024 * MEBIBYTE, cpu_seconds=90, wall_seconds=180)
LONGEST_TEXT = 100_000


@shared_task
def build_copy(copy_id: int) -> None:
    """Make one copy, if it is still wanted and nobody else is at it.

    What cannot be read is parked at once; whatever else goes wrong is tried three times, then parked too.
    """
    wanted = ReadersCopy.objects.to_make().select_related("original")
    copy = leases.claim(wanted, copy_id, TERMS, park=_park)
    if copy is None:
        return
    try:
        with tempdirs.folder() as folder:
            _keep(copy, _taken(copy, folder), Path(folder))
    except Unreadable as refusal:
        leases.park_mine(copy, refusal.code, park=_park)
    except Exception as error:
        # A crash of the child, a full disk, a database away for a moment: the next file must not wait for this one.
        log.warning("copy %s: %s: %s", copy.pk, type(error).__name__, error)
        reason = str(getattr(error, "reason", type(error).__name__))[:300]
        leases.try_later(copy, TERMS, reason, park=_park, problem=reason)


def _taken(copy: ReadersCopy, folder: str) -> "Taken":
    """What the child makes of the original; it reads a copy of that in FOLDER, never the original itself."""
    path = Path(folder) / "original"
    with copy.original.open() as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, MEBIBYTE)
    kind = copy.original.media_type
    if kind == PDF:
        taken: Taken = sandbox.run("pafso.documents.pages:take", str(path), folder, LETTER_PAGES, limits=LIMITS)
    elif kind == DOCX:
        taken = sandbox.run("pafso.documents.word:take", str(path), folder, limits=LIMITS)
    else:
        raise Unreadable("wrong_type")
    return taken


def _keep(claimed: ReadersCopy, taken: "Taken", folder: Path) -> None:
    """Files first, outside the transaction; then all at once, if the copy is still ours."""
    html = clean(taken["html"])
    with keeping_made() as keep:
        files = [keep(folder / Path(each["file"]).name, "image/webp") for each in taken["pictures"]]
        with transaction.atomic():
            copy = leases.still_mine(claimed)
            if copy is None:
                for file in files:
                    forget(file)
                return
            CopyPicture.objects.bulk_create(
                CopyPicture(
                    copy=copy, number=number, file=file, width=each["width"], height=each["height"],
                    text=each["text"][:LONGEST_TEXT],
                )
                for number, (each, file) in enumerate(zip(taken["pictures"], files, strict=True), start=1)
            )  # fmt: skip
            made = {"html": html, "notes": taken["notes"], "problem": "", "lease_until": None}
            copy.advance(ReadersCopy.State.READY, made_at=timezone.now(), **made)


def _park(copy: ReadersCopy, reason: str) -> None:
    """REASON is one word for the office: "damaged", "memory"; where its workers died, what broke an earlier attempt says more."""
    problem = copy.problem if reason == "died" and copy.problem else reason
    copy.advance(ReadersCopy.State.FAILED, lease_until=None, problem=problem)
