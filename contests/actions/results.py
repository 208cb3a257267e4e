"""What the office does with the photos: accepts, refuses, places, and opens the gallery."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests import mails
from contests.models import Category, Contest, Entry, Placing
from contests.tasks import announce_gallery, build_derivatives
from members.models import User
from pafso.audit.log import record
from pafso.celery import wake
from pafso.errors import Incomplete, WrongMove


def accept_entry(entry: Entry, *, by: User) -> None:
    """The photo takes part. Raises Incomplete while its sizes are missing, WrongMove when it was withdrawn or unreadable."""
    with transaction.atomic():
        entry = entry.reload_locked()
        if entry.state == Entry.State.RECEIVED and not entry.is_prepared:
            raise Incomplete([("derivatives", _("Its sizes are still being made. Try again in a minute."))])
        if entry.state == Entry.State.DISQUALIFIED and not entry.is_prepared:
            # Nobody could see it; "make the sizes again" leads it back to where it is looked at.
            raise WrongMove(entry.sentence_against(Entry.State.ACCEPTED))
        if entry.advance(Entry.State.ACCEPTED, decided_at=timezone.now(), reason=""):
            record("entry_accepted", entry, by=by)


def disqualify_entry(entry: Entry, *, by: User, reason: str) -> None:
    """The photo is out, and its author reads why. REASON is in the author's language.

    Allowed after publication as well: the photo leaves the gallery at once. Raises Incomplete without a reason, WrongMove for
    a photo that holds a placing (which must be taken away first) or was withdrawn.
    """
    reason = reason.strip()
    if not reason:
        raise Incomplete([("reason", _("Say why: the author reads it."))])
    with transaction.atomic():
        entry = entry.reload_locked()
        if Placing.objects.filter(entry=entry).exists():
            raise WrongMove(_("This photo holds a placing. Take the placing away first."))
        if entry.advance(Entry.State.DISQUALIFIED, decided_at=timezone.now(), lease_until=None, reason=reason):
            record("entry_disqualified", entry, by=by)
            mails.entry_disqualified(entry)


def prepare_again(entry: Entry, *, by: User) -> None:
    """Try once more to make the sizes of a photo that was parked as unreadable, or disqualified before it had any.

    Raises WrongMove otherwise.
    """
    with transaction.atomic():
        entry = entry.reload_locked()
        if entry.is_waiting:
            return
        if entry.is_prepared:
            raise WrongMove(entry.sentence_against(Entry.State.RECEIVED))
        entry.advance(Entry.State.RECEIVED, attempts=0, lease_until=None, last_error="", decided_at=None, reason="")
        record("entry_prepared_again", entry, by=by)
        wake(build_derivatives, entry.pk)


def award_placing(
    entry: Entry,
    *,
    by: User,
    rank: int | None,
    citation_en: str,
    citation_fr: str,
    category: Category | None = None,
) -> Placing:
    """Give ENTRY a rank, or with None an honourable mention, in the whole contest or in one CATEGORY of it.

    A photo has one placing: a second call changes it. Equal ranks are ex aequo. Raises WrongMove when the gallery is
    published, ValidationError for what Placing.clean() refuses.
    """
    with transaction.atomic():
        entry = entry.reload_locked()
        contest = _locked(entry.contest)
        _refuse_after_publication(contest)
        placing = Placing.objects.filter(entry=entry).first() or Placing(entry=entry, contest=contest)
        before = {"rank": placing.rank, "category": placing.category_id} if placing.pk else None
        placing.rank, placing.category = rank, category
        placing.citation_en, placing.citation_fr = citation_en, citation_fr
        placing.full_clean()
        placing.save()
        after = {"rank": rank, "category": placing.category_id}
        record("placing_awarded", placing, by=by, changes={"before": before, "after": after})
    return placing


def remove_placing(placing: Placing, *, by: User) -> None:
    """Take a placing away. Raises WrongMove when the gallery is published."""
    with transaction.atomic():
        _refuse_after_publication(_locked(placing.contest))
        record("placing_removed", placing, by=by, changes={"rank": placing.rank})
        placing.delete()


def publish_gallery(contest: Contest, *, by: User, now: datetime | None = None) -> None:
    """Open the gallery to everyone and write to each entrant. Again is harmless.

    Raises Incomplete with everything that is still missing: the contest must be over, every photo decided, someone placed.
    """
    now = now or timezone.now()
    with transaction.atomic():
        contest = _locked(contest)
        if contest.gallery_published_at is not None:
            return
        if problems := missing_for_gallery(contest, now):
            raise Incomplete(problems)
        Contest.objects.filter(pk=contest.pk).update(gallery_published_at=now)
        record("gallery_published", contest, by=by)
        wake(announce_gallery, contest.pk)


def missing_for_gallery(contest: Contest, now: datetime) -> list[tuple[str, Any]]:
    """What keeps the gallery shut, as (field, sentence) pairs."""
    problems: list[tuple[str, Any]] = []
    window = contest.window
    if now < window.ends_at + window.grace:
        problems.append(("closes_at", _("The contest still takes photos.")))
    states = Entry.State
    undecided = contest.entries.filter(state__in=[states.RECEIVED, states.UNREADABLE])
    if codes := list(undecided.values_list("code", flat=True)[:10]):
        sentence = _("Accept or disqualify these photos first: %(codes)s") % {"codes": ", ".join(codes)}
        problems.append(("entries", sentence))
    if not contest.placings.exists():
        problems.append(("placings", _("Nobody is placed yet.")))
    return problems


def _locked(contest: Contest) -> Contest:
    return Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)


def _refuse_after_publication(contest: Contest) -> None:
    if contest.is_published:
        raise WrongMove(_("The gallery is published, and its results stand."))
