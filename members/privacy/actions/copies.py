"""A copy of what is held about a person: asked for, fetched once, removed when its time is over."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Copy, User
from members.models.copy import COPY_AGAIN, COPY_KEPT
from members.privacy.tasks import build_copy, drop_file
from pafso.audit.log import record
from pafso.celery import wake
from pafso.errors import WrongMove
from pafso.files.models import StoredFile

BATCH = 100


def ask_copy(user: User, *, by: User, now: datetime | None = None) -> Copy:
    """Have a copy prepared; one that is under way or ready already is returned instead of another."""
    with transaction.atomic():
        # The person's row is the lock: two presses of the button are one copy.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        standing = Copy.objects.standing().filter(user=user).first()
        if standing is not None:
            return standing
        copy = Copy.objects.create(user=user, asked_at=now or timezone.now())
        record("copy_asked", copy, by=by, label=str(user))
        wake(build_copy, copy.pk)
    return copy


def fetch_copy(copy: Copy, *, by: User, now: datetime | None = None) -> Copy:
    """Hand the copy out, once. Again within a quarter of an hour changes nothing; raises WrongMove when it is not ready."""
    now = now or timezone.now()
    with transaction.atomic():
        copy = copy.reload_locked()
        if copy.is_downloadable(now):
            return copy
        if copy.state != Copy.State.READY or copy.has_run_out(now):
            raise WrongMove(_("This copy is no longer there. Prepare a new one."))
        copy.advance(Copy.State.FETCHED, ended_at=now)
        record("copy_fetched", copy, by=by, label=str(by))
    return copy


def file_of(copy: Copy, now: datetime | None = None) -> StoredFile | None:
    """The file of a copy that is being fetched; None before and after."""
    return copy.file if copy.is_downloadable(now or timezone.now()) else None


def remove_old_copies(now: datetime | None = None) -> int:
    """The files of copies that were fetched, and those that nobody fetched in a week. Safe to run twice and at once."""
    now = now or timezone.now()
    fetched = Copy.objects.filter(state=Copy.State.FETCHED, file__isnull=False, ended_at__lte=now - COPY_AGAIN)
    unfetched = Copy.objects.filter(state=Copy.State.READY, ready_at__lte=now - COPY_KEPT)
    ids = [*fetched.values_list("pk", flat=True)[:BATCH], *unfetched.values_list("pk", flat=True)[:BATCH]]
    return sum(_remove(copy_id, now) for copy_id in ids)


def _remove(copy_id: int, now: datetime) -> bool:
    with transaction.atomic():
        copy = Copy.objects.select_for_update().filter(pk=copy_id).first()
        if copy is None or copy.is_downloadable(now) or copy.file_id is None:
            return False
        if copy.state == Copy.State.READY and not copy.has_run_out(now):
            return False
        if copy.state == Copy.State.READY:
            copy.advance(Copy.State.EXPIRED, ended_at=now)
        drop_file(copy)
    return True
