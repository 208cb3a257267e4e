"""Background work on a copy of what is held about a person, by id: make the ZIP."""

import logging
from datetime import timedelta
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from members.models import Copy
from pafso.files import tempdirs
from pafso.files.uploads import forget, keeping_made
from pafso.privacy.export import write_copy
from pafso.work import leases

from . import mails

log = logging.getLogger(__name__)
TERMS = leases.Terms(timedelta(seconds=settings.WORK_LEASE_SECONDS))
ZIP = "application/zip"


# Many photos take long to copy; less than the lease.
@shared_task(soft_time_limit=330, time_limit=350)
def build_copy(copy_id: int) -> None:
    """Make the ZIP of one copy. Runs twice, dies in the middle, or meets itself without harm."""
    unmade = Copy.objects.to_make(timezone.now()).select_related("user")
    copy = leases.claim(unmade, copy_id, TERMS, park=_park)
    if copy is None:
        return
    try:
        with tempdirs.folder() as folder, translation.override(copy.user.language):
            path = Path(folder) / "copy.zip"
            write_copy(copy.user, path)
            _keep(copy, path)
    except Exception as error:
        log.exception("copy %s could not be made: %s", copy.pk, type(error).__name__)
        leases.try_later(copy, TERMS, type(error).__name__, park=_park)


def _keep(claimed: Copy, path: Path) -> None:
    """The file first, outside the transaction; then the row, if the copy is still ours and still wanted."""
    with keeping_made() as keep:
        stored = keep(path, ZIP)
        with transaction.atomic():
            copy = leases.still_mine(claimed)
            if copy is None:
                forget(stored)
                return
            copy.advance(Copy.State.READY, file=stored, ready_at=timezone.now(), lease_until=None)
            mails.copy_ready(copy)


def _park(copy: Copy, reason: str) -> None:
    copy.advance(Copy.State.FAILED, ended_at=timezone.now(), lease_until=None)


def drop_file(copy: Copy) -> None:
    """Take the file off a locked copy; its bytes go with the commit."""
    stored = copy.file
    copy.file = None
    copy.save(update_fields=["file"])
    if stored is not None:
        forget(stored)
