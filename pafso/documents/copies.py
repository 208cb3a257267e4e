"""Copies for readers: asked for with the original, asked for once more by the office, and the page that shows one."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pafso.audit.log import record
from pafso.celery import wake
from pafso.files.models import StoredFile

from .models import COPIED, ReadersCopy
from .tasks import build_copy

Originals = Callable[[], QuerySet[StoredFile]]
_originals: list[Originals] = []


def register_originals(originals: Originals) -> None:
    """Register which files are read as copies only: those that have none yet get one (beat.py)."""
    _originals.append(originals)


def without_copy() -> Iterator[QuerySet[StoredFile]]:
    """The originals that have no copy yet, for each app that has registered its own."""
    for originals in _originals:
        yield originals().filter(media_type__in=COPIED, readers_copy=None)


def ask_for_copy(original: StoredFile) -> ReadersCopy:
    """Have the copy of ORIGINAL (a PDF or a DOCX) made once the caller's transaction is committed; asking again does no harm."""
    copy, _is_new = ReadersCopy.objects.get_or_create(original=original)
    if copy.state == ReadersCopy.State.TO_MAKE:
        wake(build_copy, copy.pk)
    return copy


def try_again(original: StoredFile, *, by: AbstractBaseUser, now: datetime | None = None) -> ReadersCopy:
    """Have the copy of ORIGINAL made once more, where that failed."""
    return make_again(ask_for_copy(original), by=by, now=now)


def make_again(copy: ReadersCopy, *, by: AbstractBaseUser, now: datetime | None = None) -> ReadersCopy:
    """Try a copy that could not be made once more, from the first attempt on. Nothing for one that is made or waits for it."""
    with transaction.atomic():
        copy = copy.reload_locked()
        if not copy.is_failed:
            return copy
        fresh = {"attempts": 0, "lease_until": None, "problem": "", "asked_at": now or timezone.now()}
        copy.advance(ReadersCopy.State.TO_MAKE, **fresh)
        record("copy_asked_again", copy, by=by)
        wake(build_copy, copy.pk)
    return copy
