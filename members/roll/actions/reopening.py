"""A row that was wrong may have ended another one when it began: that one is given back its last day, or none."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.models import Member, User
from members.models.career import Dated
from pafso.audit.log import record
from pafso.audit.models import Entry
from pafso.errors import WrongMove

from .careers import DAY, VERBS, beside, locked_member, strike_out

# Ending one and adding the next are one act, so their lines in the trail follow each other.
ONE_ACT = timedelta(seconds=10)


@dataclass(frozen=True)
class Reopening:
    """The row that ended the day before another one, and until when it went on before that (None: while it lasts)."""

    row: Dated
    until: date | None
    # Whether it ended for the sake of the other one, in the same act.
    is_sure: bool
    # Whether another one begins later, so that it goes on up to that one only.
    is_followed: bool = False

    @property
    def key(self) -> str:
        """Two with the same key do the same."""
        return f"{self.row.pk}:{self.until or ''}"


def reopening_for(wrong: Dated) -> Reopening | None:
    """What may be opened again once WRONG is struck out: the row that was ended the day before it begins, up to the next one.

    None where no such row is, or where its last day was its own from the first. A row from before the trail (what was on the roll
    when the platform came, or was written by no verb) may have ended for it: that is offered, and not proposed.
    """
    if wrong.struck_at is not None or wrong.starts_on == date.min:
        return None
    others = beside(wrong).exclude(pk=wrong.pk)
    before = others.filter(ends_on=wrong.starts_on - DAY).first()
    if before is None:
        return None
    found = _ended_by_hand(before, wrong) or _ended_by_import(before, wrong) or _from_before(before)
    if found is None:
        return None
    until, is_sure = found
    following = list(
        others.filter(starts_on__gt=before.starts_on).order_by("starts_on").values_list("starts_on", flat=True)[:1]
    )
    limits = [day for day in (until, *(day - DAY for day in following)) if day is not None]
    until = min(limits, default=None)
    if until is not None and until <= before.ends_on:
        return None
    return Reopening(before, until, is_sure, is_followed=bool(following))


def strike_out_and_reopen(wrong: Dated, *, key: str, reason: str, by: User, now: datetime | None = None) -> Dated:
    """Strike out WRONG, and give the row that ended for it the last day that it had. KEY is that of the Reopening shown.

    Again is harmless. Raises what `strike_out` raises, and WrongMove when there is something else to reopen by now.
    """
    with transaction.atomic():
        locked_member(wrong.member_id)
        fresh: Dated = type(wrong)._base_manager.select_for_update(of=("self",)).get(pk=wrong.pk)
        if fresh.struck_at is not None:
            return fresh
        found = reopening_for(fresh)
        if found is None or found.key != key:
            raise WrongMove(
                _("Something related to this row has changed since. Open the page again to see what it is now.")
            )
        struck = strike_out(fresh, reason=reason, by=by, now=now)
        reopen(found, by=by)
    return struck


def reopen(found: Reopening, *, by: User | None) -> Dated:
    """Write it, under the caller's lock on the person."""
    row = found.row
    was, row.ends_on = row.ends_on, found.until
    row.save(update_fields=["ends_on"])
    days = [day.isoformat() if day else None for day in (was, found.until)]
    record(VERBS[type(row)].goes_on, row.member, by=by, changes={"row": row.pk, "ends_on": days})
    return row


def _ended_by_hand(before: Dated, wrong: Dated) -> tuple[date | None, bool] | None:
    """The last day before the last change of it, and whether WRONG was added in the same act."""
    verbs = VERBS[type(before)]
    ended = _trail(before.member_id, verbs.ended).filter(changes__row=before.pk).order_by("-id").first()
    if ended is None or ended.changes["ends_on"][1] != str(before.ends_on):
        return None
    old = ended.changes["ends_on"][0]
    added = _trail(before.member_id, verbs.added).filter(changes__row=wrong.pk).order_by("-id").first()
    is_sure = added is not None and added.id > ended.id and added.at - ended.at <= ONE_ACT
    return date.fromisoformat(old) if old else None, is_sure


# The column of a file that says since when, by the kind of row.
SINCE = {
    "Membership": "member_since",
    "Appointment": "level_since",
    "Posting": "posted_since",
    "DuesTerm": "dues_since",
}


def _ended_by_import(before: Dated, wrong: Dated) -> tuple[date | None, bool] | None:
    """A file only ends what still lasts, and its line in the trail has both first days."""
    since = SINCE.get(type(before).__name__)
    days = [before.starts_on.isoformat(), wrong.starts_on.isoformat()]
    entries = _trail(before.member_id, "member_changed_by_import").order_by("-id")[:50]
    return (None, True) if any(entry.changes.get(since) == days for entry in entries) else None


def _from_before(before: Dated) -> tuple[date | None, bool] | None:
    """Where no line of the trail speaks of the row, nothing says that its last day was its own."""
    verbs = VERBS[type(before)]
    known = [_trail(before.member_id, verb).filter(changes__row=before.pk) for verb in (verbs.added, verbs.ended)]
    return None if any(entries.exists() for entries in known) else (None, False)


def _trail(member: int, verb: str) -> QuerySet[Entry]:
    """What was done to the entry, and to those that were merged into it, whose rows it has now."""
    keys = [member, *Member.objects.filter(merged_into=member).values_list("pk", flat=True)]
    return Entry.objects.filter(subject_type=Member._meta.label, subject_id__in=[str(key) for key in keys], verb=verb)
