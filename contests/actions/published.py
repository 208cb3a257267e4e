"""What the office does with what is published: hides a photo or a whole gallery at once, shows it again, changes locked dates."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests import mails
from contests.models import Contest, Entry
from contests.tasks import tell_gallery_hidden
from members.models import User
from pafso.audit.log import record
from pafso.celery import wake
from pafso.errors import Incomplete, WrongMove
from pafso.hiding import wanted_reason
from pafso.web import home_cache

from .results import check_handles, check_looks_after, check_results, locked_contest


def hide_entry(entry: Entry, *, by: User, reason: str, now: datetime | None = None) -> Entry:
    """The photo, its words and its placing leave every page at once; its author is told the REASON. Nothing is destroyed.

    Again is harmless. Raises Incomplete without a reason, WrongMove for a photo that is not accepted: nobody sees it.
    """
    with transaction.atomic():
        entry = entry.reload_locked()
        check_handles(entry, by=by)
        if entry.state != Entry.State.ACCEPTED:
            raise WrongMove(_("Only an accepted photo can be hidden; nobody can see this one."))
        if entry.hide(reason, now or timezone.now()):
            record("entry_hidden", entry, by=by, changes={"reason": entry.hidden_reason[:200]})
            mails.entry_hidden(entry)
            transaction.on_commit(home_cache.forget)
    return entry


def show_entry(entry: Entry, *, by: User) -> Entry:
    """Show a hidden photo again, where it stood; its author is told. Again is harmless."""
    with transaction.atomic():
        entry = entry.reload_locked()
        check_handles(entry, by=by)
        hidden_at = entry.hidden_at
        if hidden_at is not None and entry.unhide():
            record("entry_shown", entry, by=by)
            mails.entry_shown(entry, hidden_at)
            transaction.on_commit(home_cache.forget)
    return entry


def hide_gallery(contest: Contest, *, by: User, reason: str, now: datetime | None = None) -> Contest:
    """The whole gallery leaves every page at once, and each author of a photo in it is told the REASON.

    Its results stand meanwhile. Again is harmless. Raises Incomplete without a reason, WrongMove when it is not published.
    """
    return _hide_gallery(contest, by, reason, now, tells=True)


def hide_gallery_quietly(contest: Contest, *, by: User, reason: str, now: datetime | None = None) -> Contest:
    """The same; the authors read it on the pages of their photos alone."""
    return _hide_gallery(contest, by, reason, now, tells=False)


def _hide_gallery(contest: Contest, by: User, reason: str, now: datetime | None, *, tells: bool) -> Contest:
    with transaction.atomic():
        contest = locked_contest(contest)
        check_looks_after(contest, by=by)
        if not contest.is_published:
            raise WrongMove(_("This gallery is not published."))
        if contest.hide(reason, now or timezone.now()):
            Contest.objects.filter(pk=contest.pk).update(tells_hidden=tells, hidden_told_at=None)
            record("gallery_hidden", contest, by=by, changes={"reason": contest.hidden_reason[:200], "told": tells})
            if tells:
                wake(tell_gallery_hidden, contest.pk)
            transaction.on_commit(home_cache.forget)
    return contest


def show_gallery(contest: Contest, *, by: User) -> Contest:
    """Show a hidden gallery again; nobody is written to. Again is harmless."""
    with transaction.atomic():
        contest = locked_contest(contest)
        check_results(contest, by=by)
        if contest.unhide():
            record("gallery_shown", contest, by=by)
            transaction.on_commit(home_cache.forget)
    return contest


def change_dates(
    contest: Contest, *, by: User, reason: str, opens_at: datetime, closes_at: datetime, gallery_published_at: datetime
) -> Contest:
    """The exception: other dates of a published contest, for a REASON. The audit trail has both and says why.

    Raises Incomplete without a reason or a change, or where a gallery would come before the end; WrongMove before publication.
    """
    reason = wanted_reason(reason)
    with transaction.atomic():
        contest = locked_contest(contest)
        check_results(contest, by=by)
        if contest.gallery_published_at is None:
            raise WrongMove(_("The gallery is not published: change the dates on the page of the contest."))
        dates = {"opens_at": opens_at, "closes_at": closes_at, "gallery_published_at": gallery_published_at}
        changed = {name: date for name, date in dates.items() if getattr(contest, name) != date}
        _check_dates(dates, changed)
        before = {name: getattr(contest, name) for name in changed}
        Contest.objects.filter(pk=contest.pk).update(**changed)
        changes = {name: [before[name].isoformat(), date.isoformat()] for name, date in changed.items()}
        record("locked_dates_changed", contest, by=by, changes={**changes, "reason": reason[:200]})
        transaction.on_commit(home_cache.forget)
    return contest


def _check_dates(dates: dict[str, datetime], changed: dict[str, datetime]) -> None:
    if not changed:
        raise Incomplete([("reason", _("Nothing would change."))])
    if dates["closes_at"] <= dates["opens_at"]:
        raise Incomplete([("closes_at", _("It would close before opening."))])
    if dates["gallery_published_at"] <= dates["closes_at"]:
        raise Incomplete([("gallery_published_at", _("A gallery is published after the contest has closed."))])
    if dates["gallery_published_at"] > timezone.now():
        raise Incomplete(
            [("gallery_published_at", _("This date is in the future. To take the gallery down, hide it."))]
        )
