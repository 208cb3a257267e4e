"""Background work of contests, by id: the sizes of a photo, the call for photos, and the mail that a gallery is there."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from celery import shared_task
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from members.models import Topic, User
from members.notifications import consents
from pafso.audit.log import record
from pafso.clock import ottawa_day
from pafso.files import sandbox, tempdirs, uploads
from pafso.files.inspection.errors import Unreadable
from pafso.files.models import StoredFile
from pafso.mail.broadcast import MassMail, broadcast
from pafso.work import leases

from . import mails
from .models import Contest, Derivative, Entry
from .models.entry import TERMS
from .models.recipe import RECIPE

log = logging.getLogger(__name__)

# The first sizes may have taken three attempts, which are counted in the same column.
RENEWING = replace(TERMS, most=6)
Keep = Callable[[Path, str], StoredFile]
Sizes = list[dict[str, Any]]
Write = Callable[[Entry, Sizes, Path], None]


@shared_task
def build_derivatives(entry_id: int) -> None:
    """Make the sizes of one photo, if they are still wanted and nobody else is at it.

    A photo that cannot be read is parked at once; whatever else goes wrong is tried three times, then parked too.
    """
    unprepared = Entry.objects.to_prepare().select_related("original", "contest")
    if entry := leases.claim(unprepared, entry_id, TERMS, park=_park):
        _make_sizes(entry, _replace_derivatives, TERMS, _park)


@shared_task
def build_lacking_sizes(entry_id: int) -> None:
    """Make the sizes that a photo lacks, since its own were made by an older recipe; those it has stay at their addresses."""
    older = Entry.objects.to_renew().select_related("original", "contest")
    if entry := leases.claim(older, entry_id, RENEWING, park=_leave):
        _make_sizes(entry, _add_derivatives, RENEWING, _leave)


def _make_sizes(entry: Entry, write: Write, terms: leases.Terms, park: leases.Park[Entry]) -> None:
    # Pillow and libheif are of no use to the web's processes, which import this module too.
    from .derivatives import LIMITS

    try:
        with tempdirs.folder() as folder:
            sizes = sandbox.run("contests.derivatives:make", _copy_of_original(entry, folder), folder, limits=LIMITS)
            write(entry, sizes, Path(folder))
    except Unreadable as refusal:
        leases.park_mine(entry, refusal.code, park=park)
    except Exception as error:
        # A crash of the child, a full disk, a database away for a moment: the next photo must not wait for this one.
        log.warning("sizes of %s: %s: %s", entry.code, type(error).__name__, error)
        reason = str(getattr(error, "reason", type(error).__name__))[:300]
        leases.try_later(entry, terms, reason, park=park, last_error=reason)


def _copy_of_original(entry: Entry, folder: str) -> str:
    """A path for the child: storage may be far away, and the original itself must never be within its reach."""
    path = Path(folder) / "original"
    if entry.original is None:
        raise FileNotFoundError(entry.code)
    with entry.original.open() as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, 1024 * 1024)
    return str(path)


def _replace_derivatives(claimed: Entry, sizes: Sizes, folder: Path) -> None:
    """All sizes or none: if the transaction fails, the files that were written for it go too."""
    with uploads.keeping_made() as keep, transaction.atomic():
        if entry := leases.still_mine(claimed):
            entry.remove_derivatives()
            _write(entry, sizes, folder, keep)
            _done(entry, timezone.now())


def _add_derivatives(claimed: Entry, sizes: Sizes, folder: Path) -> None:
    """Those of a width that is not there yet; also all or none."""
    with uploads.keeping_made() as keep, transaction.atomic():
        if entry := leases.still_mine(claimed):
            there = entry.derivatives.all()
            edges, widths = {size.edge for size in there}, {size.width for size in there}
            lacking = [size for size in sizes if size["edge"] not in edges and size["width"] not in widths]
            _write(entry, lacking, folder, keep)
            _done(entry, entry.prepared_at)


def _write(entry: Entry, sizes: Sizes, folder: Path, keep: Keep) -> None:
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


def _done(entry: Entry, prepared_at: datetime | None) -> None:
    done = {"recipe": RECIPE, "prepared_at": prepared_at, "lease_until": None, "last_error": ""}
    Entry.objects.filter(pk=entry.pk).update(**done)


def _leave(entry: Entry, reason: str) -> None:
    """Let the locked photo be as it is, and say it where the office looks: its sizes serve, if not every telephone well."""
    Entry.objects.filter(pk=entry.pk).update(recipe=RECIPE, lease_until=None, last_error=reason[:300])


def _park(entry: Entry, reason: str) -> None:
    """Put the locked photo where staff see it, and tell its author. REASON is one word for the office: "damaged", "memory"."""
    entry.advance(Entry.State.UNREADABLE, lease_until=None, last_error=reason[:300], decided_at=timezone.now())
    record("entry_unreadable", entry, changes={"reason": reason[:300]})
    mails.entry_unreadable(entry)


@shared_task
def announce_gallery(contest_id: int) -> None:
    """Write to the entrants of a published contest who want it that the gallery can be seen."""
    broadcast(Contest.objects.to_announce(), contest_id, GALLERY_IS_OUT)


@shared_task
def tell_gallery_hidden(contest_id: int) -> None:
    """Write to the authors whose photos a gallery showed why it is hidden."""
    broadcast(Contest.objects.to_tell_hidden(), contest_id, GALLERY_IS_HIDDEN, columns={"done": "hidden_told_at"})


def _entrants(contest: Contest) -> QuerySet[User]:
    entries = Entry.objects.standing().filter(contest=contest, entrant=OuterRef("pk"))
    return consents.wanting(Topic.GALLERIES).filter(Exists(entries))


@shared_task
def call_for_photos(contest_id: int) -> None:
    """Write to everybody who wants news that a contest is open; after a cut it goes on where it was."""
    broadcast(Contest.objects.to_call(), contest_id, CALL, columns=Contest.CALL)


def _called(contest: Contest) -> QuerySet[User]:
    """Members on the day that it opened, and whoever asked for it; at an address that was proved."""
    people = consents.wanting(Topic.NEWS, ottawa_day(contest.opens_at))
    return people.filter(emailaddress__verified=True, emailaddress__primary=True)


def _authors(contest: Contest) -> QuerySet[User]:
    """Whose photos the gallery shows: they are told because it is about them, whatever else they want."""
    accepted = Entry.objects.filter(contest=contest, entrant=OuterRef("pk"), state=Entry.State.ACCEPTED)
    return User.objects.filter(Exists(accepted))


GALLERY_IS_OUT = MassMail(_entrants, mails.gallery_published)
GALLERY_IS_HIDDEN = MassMail(_authors, mails.gallery_hidden)
CALL = MassMail(_called, mails.contest_opened)
