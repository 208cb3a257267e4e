"""A file with people for the roll: handed in, applied, dropped; the work itself is done in the background."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import ImportLine, RollImport, User
from members.models.importing import IMPORT_UNDO
from pafso.audit.log import record
from pafso.celery import wake
from pafso.errors import NotEligible, Refused
from pafso.files.uploads import Checked, forget, keeping
from pafso.press_once import DOUBLE_CLICK

from .tasks import work_on_import

State = RollImport.State
# How long a file and what it said of people is kept: since it was handed in, or applied; the counts stay.
KEPT = IMPORT_UNDO


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


def undo_import(roll_import: RollImport, *, reason: str, by: User, now: datetime | None = None) -> RollImport:
    """Have everything that an applied file wrote taken back, for 30 days; REASON stands beside each row that is struck out.

    What people have changed or joined since stays, and its lines say so. Again is harmless.
    Raises Refused (no reason), NotEligible (too late, or applied before imports could be undone), WrongMove (not applied).
    """
    with transaction.atomic():
        locked = roll_import.reload_locked()
        if locked.state in (State.UNDOING, State.UNDONE):
            return locked
        if not reason.strip():
            raise Refused(_("Say why the import is undone."), code="reason_missing")
        if locked.state == State.APPLIED:
            _check_undo(locked, now or timezone.now())
        asked = {
            "undone_by": by,
            "undo_reason": reason.strip()[:200],
            "problem": "",
            "lease_until": None,
            "attempts": 0,
        }
        if locked.advance(State.UNDOING, **asked):
            record("roll_import_undo_asked", locked, by=by)
            wake(work_on_import, locked.pk)
    return locked


def may_be_undone(roll_import: RollImport, *, now: datetime | None = None) -> bool:
    ends = roll_import.undo_ends_at
    is_in_time = ends is not None and (now or timezone.now()) < ends
    return roll_import.state == State.APPLIED and is_in_time and roll_import.lines.exclude(written=None).exists()


def _check_undo(applied: RollImport, now: datetime) -> None:
    if not may_be_undone(applied, now=now):
        raise NotEligible(_("This import can no longer be undone: 30 days have passed."), code="too_late")


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
    # What was applied late can be undone for as long as what was applied at once.
    old = RollImport.objects.filter(Q(applied_at=None) | Q(applied_at__lt=now - KEPT), asked_at__lt=now - KEPT)
    old = old.exclude(state__in=(State.APPLYING, State.UNDOING))
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
