"""Background work on a file with people for the roll, by id: check it without changing anything, then apply it whole."""

import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.models import ImportLine, Member, RollImport
from pafso.audit.log import record, record_each
from pafso.celery import wake
from pafso.files.inspection.errors import Unreadable
from pafso.files.uploads import forget
from pafso.work import leases

from . import progress, undoing
from .plan import Written

log = logging.getLogger(__name__)
State = RollImport.State
# More than the task may take, so that two workers never have the same file.
TERMS = leases.Terms(timedelta(minutes=15))
# What the trail keeps of a person's own data: that it changed, not to what.
PERSONAL = {"name", "preferred_name", "work_email", "personal_email", "work_email_verified", "personal_email_verified", "telephone"}  # fmt: skip


class RollChanged(Exception):
    """What would be applied is not what was shown."""


@shared_task(soft_time_limit=840, time_limit=870)
def work_on_import(import_id: int) -> None:
    """Check, apply or undo a file, as its state asks. Runs twice, dies in the middle, or meets itself without harm."""
    unfinished = RollImport.objects.unfinished().select_related("file")
    claimed = leases.claim(unfinished, import_id, TERMS, park=_park)
    if claimed is None:
        return
    try:
        work = _apply if claimed.state == State.APPLYING else _undo if claimed.state == State.UNDOING else _check
        work(claimed)
    except Unreadable as error:
        leases.park_mine(claimed, error.code, park=_park)
    except Exception:
        log.exception("import %s of the roll broke off", claimed.pk)
        leases.try_later(claimed, TERMS, "died", park=_park)


def _check(claimed: RollImport) -> None:
    """A preview line by line, in short transactions, each of which takes back what it tried."""
    # The library and its companions are megabytes that the web's processes, which import this module too, can do without.
    from . import resource as rolls
    from .open_file import lines_of

    source = lines_of(claimed)
    if not _begin_preview(claimed, len(source.lines)):
        return
    roll = rolls.RollResource(addresses_verified=claimed.addresses_verified, is_dry_run=True)
    digest = rolls.Digest(claimed.addresses_verified)
    counts: dict[str, int] = dict.fromkeys((*ImportLine.Outcome.values, "namesake"), 0)
    for batch in rolls.batches(source.lines):
        shown = [rolls.as_json(plan) for plan in roll.examine(source.columns, batch)]
        for line in shown:
            digest.add(line)
            counts[line["outcome"]] += 1
            counts["namesake"] += line["has_namesake"]
        if not _keep_lines(claimed, shown, counts):
            return
    with transaction.atomic():
        if now := leases.still_mine(claimed):
            said = now.problem or source.problem
            now.advance(State.CHECKED, plan_digest=str(digest), problem=said, lease_until=None, attempts=0)


def _begin_preview(claimed: RollImport, lines: int) -> bool:
    with transaction.atomic():
        if leases.still_mine(claimed) is None:
            return False
        claimed.lines.all().delete()
        RollImport.objects.filter(pk=claimed.pk).update(lines_total=lines, lines_done=0)
        return True


def _keep_lines(claimed: RollImport, shown: list[dict[str, Any]], counts: dict[str, int]) -> bool:
    """What was found so far; False when the import was dropped meanwhile."""
    with transaction.atomic():
        if leases.still_mine(claimed) is None:
            return False
        ImportLine.objects.bulk_create(ImportLine(roll_import=claimed, **line) for line in shown)
        so_far = {f"{outcome}_count": count for outcome, count in counts.items()}
        done = sum(counts[outcome] for outcome in ImportLine.Outcome.values)
        RollImport.objects.filter(pk=claimed.pk).update(lines_done=done, **so_far)
        leases.extend(claimed, TERMS)
        return True


def _apply(claimed: RollImport) -> None:
    """All good lines or none: the plan is made again under lock, and must be the one that was shown."""
    from .open_file import lines_of

    source = lines_of(claimed)
    try:
        with transaction.atomic():
            if now := leases.still_mine(claimed):
                _write_all(now, source)
    except (RollChanged, IntegrityError):  # PostgreSQL asks some things at the commit only
        log.info("import %s of the roll: the roll has changed since the preview", claimed.pk)
        _preview_again(claimed)
    finally:
        progress.forget(claimed.pk)


def _write_all(now: RollImport, source: Any) -> None:
    from . import resource as rolls

    roll = rolls.RollResource(addresses_verified=now.addresses_verified, is_dry_run=False)
    digest = rolls.Digest(now.addresses_verified)
    done = 0
    for batch in rolls.batches(source.lines):
        plans = roll.examine(source.columns, batch)
        for plan in plans:
            digest.add(rolls.as_json(plan))
        written = [plan for plan in plans if plan.outcome in ("created", "changed")]
        _write_trail(now, written)
        _keep_written(now, {plan.line: plan.written for plan in written})
        done += len(plans)
        progress.count_written(now.pk, done)
    if str(digest) != now.plan_digest:
        raise RollChanged
    counts = {outcome: getattr(now, f"{outcome}_count") for outcome in ImportLine.Outcome.values}
    record("roll_imported", now, by=now.applied_by, changes=counts)
    now.advance(State.APPLIED, applied_at=timezone.now(), problem="", lease_until=None, attempts=0)


def _write_trail(now: RollImport, plans: list[Any]) -> None:
    """One entry for each person: which of their own data changed, and the dated facts with what was and is."""
    from . import resource as rolls

    rows = []
    for plan in plans:
        facts = {name: change for name, change in plan.changes.items() if name not in PERSONAL}
        own = sorted(PERSONAL.intersection(plan.changes))
        changes = {"import": now.pk, **({"fields": own} if own else {}), **facts}
        verb = "member_added_by_import" if plan.is_new else "member_changed_by_import"
        rows.append((verb, plan.person.pk, rolls.label_of(plan), changes))
    record_each(Member, rows, by=now.applied_by)


def _keep_written(now: RollImport, written: dict[int, Written]) -> None:
    """For whoever undoes it: beside each line what it wrote."""
    lines = list(now.lines.filter(number__in=written))
    for line in lines:
        line.written = written[line.number]
    ImportLine.objects.bulk_update(lines, ["written"], batch_size=500)


def _undo(claimed: RollImport) -> None:
    """All that can be taken back in one transaction, or nothing."""
    try:
        with transaction.atomic():
            if now := leases.still_mine(claimed):
                _undo_all(now)
    finally:
        progress.forget(claimed.pk)


def _undo_all(now: RollImport) -> None:
    lines = list(now.lines.exclude(written=None).order_by("number"))
    undoing.lock_people(lines)
    assert now.undone_by is not None  # nosec B101  (who asked for it)
    left, at = 0, timezone.now()
    for start in range(0, len(lines), undoing.BATCH):
        found = undoing.undo_lines(
            lines[start : start + undoing.BATCH], by=now.undone_by, reason=now.undo_reason, now=at
        )
        acts = [
            ("member_import_undone", each.member.pk, str(each.member), {"import": now.pk, **each.changes})
            for each in found
            if each.changes
        ]
        record_each(Member, acts, by=now.undone_by)
        left += sum(each.outcome != ImportLine.Undo.WHOLE for each in found)
        progress.count_written(now.pk, start + len(found))
    record("roll_import_undone", now, by=now.undone_by, changes={"lines": len(lines), "left": left})
    now.advance(State.UNDONE, undone_at=at, left_count=left, problem="", lease_until=None, attempts=0)


def _preview_again(claimed: RollImport) -> None:
    with transaction.atomic():
        if now := leases.still_mine(claimed):
            _wait_again(now, problem='["roll_changed", {}]', attempts=0)
            wake(work_on_import, now.pk)


def _wait_again(now: RollImport, **changes: Any) -> None:
    # Who pressed the button has applied nothing; the next one to press it will be named.
    now.advance(State.WAITING, applied_by=None, lease_until=None, **changes)


def _park(now: RollImport, code: str) -> None:
    from .open_file import as_problem

    if now.state == State.UNDOING:  # what was applied stays, and so does what an undo needs
        now.advance(State.APPLIED, problem=as_problem("undo_died"), undone_by=None, lease_until=None, attempts=0)
        return
    now.advance(State.FAILED, problem=as_problem(code), lease_until=None)
    now.lines.all().delete()
    if now.file:
        forget(now.file)
