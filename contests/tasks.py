"""Background work of contests, by id: the sizes of a photo, and the mail that a gallery is there."""

import logging
import shutil
from pathlib import Path
from typing import Any

from celery import shared_task
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from members.models import Topic, User
from members.notifications import consents
from pafso.audit.log import record
from pafso.files import sandbox, tempdirs, uploads
from pafso.files.inspection.errors import Unreadable
from pafso.mail.broadcast import broadcast
from pafso.work import leases

from . import mails
from .models import Contest, Derivative, Entry
from .models.entry import TERMS

log = logging.getLogger(__name__)


@shared_task
def build_derivatives(entry_id: int) -> None:
    """Make the sizes of one photo, if they are still wanted and nobody else is at it.

    A photo that cannot be read is parked at once; whatever else goes wrong is tried three times, then parked too.
    """
    # Pillow and libheif are of no use to the web's processes, which import this module too.
    from .derivatives import LIMITS

    unprepared = Entry.objects.to_prepare().select_related("original", "contest")
    entry = leases.claim(unprepared, entry_id, TERMS, park=_park)
    if entry is None:
        return
    try:
        with tempdirs.folder() as folder:
            sizes = sandbox.run("contests.derivatives:make", _copy_of_original(entry, folder), folder, limits=LIMITS)
            _replace_derivatives(entry, sizes, Path(folder))
    except Unreadable as refusal:
        leases.park_mine(entry, refusal.code, park=_park)
    except Exception as error:
        # A crash of the child, a full disk, a database away for a moment: the next photo must not wait for this one.
        log.warning("sizes of %s: %s: %s", entry.code, type(error).__name__, error)
        reason = str(getattr(error, "reason", type(error).__name__))[:300]
        leases.try_later(entry, TERMS, reason, park=_park, last_error=reason)


def _copy_of_original(entry: Entry, folder: str) -> str:
    """A path for the child: storage may be far away, and the original itself must never be within its reach."""
    path = Path(folder) / "original"
    if entry.original is None:
        raise FileNotFoundError(entry.code)
    with entry.original.open() as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, 1024 * 1024)
    return str(path)


def _replace_derivatives(claimed: Entry, sizes: list[dict[str, Any]], folder: Path) -> None:
    """All sizes or none: if the transaction fails, the files that were written for it go too."""
    with uploads.keeping_made() as keep, transaction.atomic():
        entry = leases.still_mine(claimed)
        if entry is None:
            return
        entry.remove_derivatives()
        Derivative.objects.bulk_create(
            Derivative(
                entry=entry,
                edge=size["edge"],
                width=size["width"],
                height=size["height"],
                file=keep(folder / size["file"], "image/webp"),
            )
            for size in sizes
        )
        Entry.objects.filter(pk=entry.pk).update(prepared_at=timezone.now(), lease_until=None, last_error="")


def _park(entry: Entry, reason: str) -> None:
    """Put the locked photo where staff see it, and tell its author. REASON is one word for the office: "damaged", "memory"."""
    entry.advance(Entry.State.UNREADABLE, lease_until=None, last_error=reason[:300], decided_at=timezone.now())
    record("entry_unreadable", entry, changes={"reason": reason[:300]})
    mails.entry_unreadable(entry)


@shared_task
def announce_gallery(contest_id: int) -> None:
    """Write to the entrants of a published contest who want it that the gallery can be seen."""
    broadcast(Contest.objects.to_announce(), contest_id, recipients=_entrants, write=mails.gallery_published)


def _entrants(contest: Contest) -> QuerySet[User]:
    entries = Entry.objects.standing().filter(contest=contest, entrant=OuterRef("pk"))
    return consents.wanting(Topic.GALLERIES).filter(Exists(entries))
