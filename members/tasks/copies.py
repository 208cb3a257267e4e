"""Background work on a copy of what is held about a person, by id: make the ZIP."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from members.mails import own as mails
from members.models import Copy
from pafso.celery import wake
from pafso.files import scratch
from pafso.files.uploads import forget, keeping_made
from pafso.holdings import write_copy

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=settings.WORK_LEASE_SECONDS)
MOST_ATTEMPTS = 3
FIRST_WAIT = timedelta(seconds=20)
ZIP = "application/zip"
BATCH = 50


# Many photos take long to copy; less than the lease.
@shared_task(soft_time_limit=330, time_limit=350)
def build_copy(copy_id: int) -> None:
    """Make the ZIP of one copy. Runs twice, dies in the middle, or meets itself without harm."""
    copy = _claim(copy_id)
    if copy is None:
        return
    try:
        with scratch.folder() as folder, translation.override(copy.user.language):
            path = Path(folder) / "copy.zip"
            write_copy(copy.user, path)
            _keep(copy, path)
    except Exception as error:
        log.exception("copy %s could not be made: %s", copy.pk, type(error).__name__)
        _try_later(copy)


def _claim(copy_id: int) -> Copy | None:
    """Take the copy for the length of a lease; None when it is gone, made, not due, or somebody else's."""
    lock: dict[str, Any] = {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else {}
    now = timezone.now()
    with transaction.atomic():
        rows = Copy.objects.to_make(now).select_for_update(of=("self",), **lock).select_related("user")
        copy = rows.filter(pk=copy_id).first()
        if copy is None:
            return None
        if copy.attempts >= MOST_ATTEMPTS:  # its maker died each time
            _fail(copy)
            return None
        copy.attempts, copy.lease_until = copy.attempts + 1, now + LEASE
        copy.save(update_fields=["attempts", "lease_until"])
        return copy


def _keep(claimed: Copy, path: Path) -> None:
    """The file first, outside the transaction; then the row, if the copy is still ours and still wanted."""
    with keeping_made() as keep:
        stored = keep(path, ZIP)
        with transaction.atomic():
            copy = Copy.objects.select_for_update(of=("self",)).filter(pk=claimed.pk).first()
            if copy is None or (copy.state, copy.attempts) != (Copy.State.WAITING, claimed.attempts):
                forget(stored)
                return
            copy.advance(Copy.State.READY, file=stored, ready_at=timezone.now(), lease_until=None)
            mails.copy_ready(copy)


def _try_later(claimed: Copy) -> None:
    with transaction.atomic():
        copy = Copy.objects.select_for_update(of=("self",)).filter(pk=claimed.pk).first()
        if copy is None or (copy.state, copy.attempts) != (Copy.State.WAITING, claimed.attempts):
            return
        if copy.attempts >= MOST_ATTEMPTS:
            _fail(copy)
            return
        copy.lease_until = timezone.now() + FIRST_WAIT * 2 ** (copy.attempts - 1)
        copy.save(update_fields=["lease_until"])


def _fail(copy: Copy) -> None:
    copy.advance(Copy.State.FAILED, ended_at=timezone.now(), lease_until=None)


def drop_file(copy: Copy) -> None:
    """Take the file off a locked copy; its bytes go with the commit."""
    stored = copy.file
    copy.file = None
    copy.save(update_fields=["file"])
    if stored is not None:
        forget(stored)


def wake_forgotten() -> int:
    """Wake what should be under way: a lost wake-up, a dead worker. Returns how many."""
    ids = list(Copy.objects.to_make(timezone.now()).order_by("pk").values_list("pk", flat=True)[:BATCH])
    for copy_id in ids:
        wake(build_copy, copy_id)
    return len(ids)
