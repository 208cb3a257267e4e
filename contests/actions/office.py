"""What the office does for an author who asks: withdraws a photo, takes up again one that was disqualified; and takes away a
contest on which nothing hangs."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests import mails
from contests.models import Contest, Entry, Placing
from members.models import User
from pafso.audit.log import record
from pafso.errors import WrongMove
from pafso.hiding import wanted_reason
from pafso.web import home_cache

from .entries import erase_files
from .results import check_handles, check_looks_after, locked_contest


def withdraw_entry_for(entry: Entry, *, by: User, reason: str, now: datetime | None = None) -> Entry:
    """Withdraw a photo, whatever the date, for an author who asks: its original and every size are erased, its words stay for
    the record. The author is told. Again is harmless.

    Raises Incomplete without a reason, WrongMove for a photo that holds a placing, or was refused.
    """
    reason, now = wanted_reason(reason), now or timezone.now()
    with transaction.atomic():
        entry = entry.reload_locked()
        check_handles(entry, by=by)
        if entry.state == Entry.State.WITHDRAWN:
            return entry
        if Placing.objects.filter(entry=entry).exists():
            raise WrongMove(_("This photo has a placing. Remove the placing first."))
        original = entry.original
        entry.advance(Entry.State.WITHDRAWN, lease_until=None, original=None, decided_at=now)
        erase_files(entry, original)
        record("entry_withdrawn_for", entry, by=by, changes={"reason": reason[:200]})
        mails.entry_withdrawn_for(entry, reason)
        transaction.on_commit(home_cache.forget)
    return entry


def reopen_entry(entry: Entry, *, by: User, reason: str, now: datetime | None = None) -> Entry:
    """Take a photo back into the contest that was disqualified by mistake: it is looked at again, and its author is told.

    Again is harmless. Raises Incomplete without a reason, WrongMove for what was not disqualified, or never had its sizes made.
    """
    reason, now = wanted_reason(reason), now or timezone.now()
    with transaction.atomic():
        entry = entry.reload_locked()
        check_handles(entry, by=by)
        if entry.state == Entry.State.RECEIVED:
            return entry
        if entry.state != Entry.State.DISQUALIFIED or not entry.is_prepared:
            raise WrongMove(entry.sentence_against(Entry.State.RECEIVED))
        entry.advance(Entry.State.RECEIVED, decided_at=None, reason="")
        record("entry_reopened", entry, by=by, changes={"reason": reason[:200]})
        mails.entry_reopened(entry, reason, now)
    return entry


def delete_contest(contest: Contest, *, by: User, reason: str) -> Contest:
    """Delete a contest on which nothing hangs: no photo, nobody told of it. The audit trail keeps its name and the REASON.

    Raises Incomplete without a reason, WrongMove with what hangs on it.
    """
    reason = wanted_reason(reason)
    with transaction.atomic():
        contest = locked_contest(contest)
        check_looks_after(contest, by=by)
        if contest.entries.exists():
            raise WrongMove(_("There are photos in this contest. You cannot delete it; change its dates to close it."))
        if contest.called_people:
            raise WrongMove(
                _("People have been told about this contest. You cannot delete it; change its dates to close it.")
            )
        record("contest_deleted", contest, by=by, changes={"reason": reason[:200]})
        contest.delete()
        transaction.on_commit(home_cache.forget)
    return contest
