"""A file with people for the roll: handed in, applied, dropped; the work itself is done in the background."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from members.models import ImportLine, RollImport, User
from pafso.audit.log import record
from pafso.celery import wake
from pafso.files.uploads import Checked, forget, keeping
from pafso.press_once import DOUBLE_CLICK

from .tasks import work_on_import

State = RollImport.State
# How long a file and what it said of people is kept, applied or not; the counts stay.
KEPT = timedelta(days=30)


def ask_import(checked: Checked, *, addresses_verified: bool, by: User, now: datetime | None = None) -> RollImport:
    """Keep the file and have it checked; nothing in the roll changes. A double click hands the same file in once."""
    now = now or timezone.now()
    with keeping(checked) as stored, transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # two requests of the same person take turns
        mine = RollImport.objects.filter(
            asked_by=by, addresses_verified=addresses_verified, asked_at__gt=now - DOUBLE_CLICK
        )
        twin = mine.filter(file__sha256=checked.sha256, state__in=[State.WAITING, State.CHECKED]).first()
        if twin:
            return twin
        stored.save()
        made = RollImport.objects.create(
            file=stored, file_name=checked.given_name, addresses_verified=addresses_verified, asked_by=by, asked_at=now
        )
        record("roll_import_asked", made, by=by, changes={"addresses_verified": addresses_verified})
        wake(work_on_import, made.pk)
    return made


def apply_import(roll_import: RollImport, *, by: User, now: datetime | None = None) -> RollImport:
    """Have all good lines of a checked file written in one transaction, or none.

    Raises WrongMove unless the file is checked.
    """
    with transaction.atomic():
        locked = roll_import.reload_locked()
        if locked.state == State.APPLIED:
            return locked
        if locked.advance(State.APPLYING, applied_by=by, lease_until=None, attempts=0):
            record("roll_import_confirmed", locked, by=by)
            wake(work_on_import, locked.pk)
    return locked


def drop_import(roll_import: RollImport, *, by: User | None = None, now: datetime | None = None) -> RollImport:
    """Forget a file that was not applied, and what it said. Raises WrongMove when it is being applied, or was."""
    with transaction.atomic():
        locked = roll_import.reload_locked()
        if locked.advance(State.DROPPED, lease_until=None):
            record("roll_import_dropped", locked, by=by)
            _forget_contents(locked)
    return locked


def forget_old_imports(*, now: datetime | None = None) -> int:
    """Drop what nobody applied, and forget the files and lines of what was applied, after a while. Returns how many."""
    now = now or timezone.now()
    old = RollImport.objects.filter(asked_at__lt=now - KEPT).exclude(state=State.APPLYING)
    found = list(old.exclude(file=None)[:50])
    for row in found:
        if row.state in (State.WAITING, State.CHECKED):
            drop_import(row, now=now)
        else:
            with transaction.atomic():
                _forget_contents(row.reload_locked())
    return len(found)


def _forget_contents(locked: RollImport) -> None:
    ImportLine.objects.filter(roll_import=locked).delete()
    if locked.file:
        forget(locked.file)
