"""Corrections of published results: a new version with a reason, and the old one is kept."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests import mails
from contests.models import Category, Contest, Correction, Entry, Placing
from contests.models.correction import PLACING, WORDS
from members.models import User
from pafso.audit.log import record
from pafso.errors import Incomplete, WrongMove, problems_of
from pafso.hiding import wanted_reason
from pafso.web import home_cache

from .results import check_handles, check_results, locked_contest


def correct_entry(
    entry: Entry, *, by: User, reason: str, title: str, place: str, story: str, credit: str, now: datetime | None = None
) -> Correction:
    """Put right what the author of a published photo wrote; what stood there is kept in the Correction, the author told.

    CREDIT is the name under which it is shown; empty, that of the account. Raises Incomplete without a reason, a title, a place
    or a change, WrongMove for a photo of which nothing is published.
    """
    given = {"title": title, "place": place, "story": story, "credit": credit}
    values = {name: text.strip() for name, text in given.items()}
    if missing := [(name, _("This cannot be empty.")) for name in ("title", "place", "story") if not values[name]]:
        raise Incomplete(missing)
    with transaction.atomic():
        entry, _contest = _published(entry)
        check_handles(entry, by=by)
        before = {name: getattr(entry, name) for name in WORDS}
        correction = _correction(entry, Correction.What.WORDS, before, values, by=by, reason=reason, now=now)
        Entry.objects.filter(pk=entry.pk).update(**correction.after)
        record("entry_corrected", entry, by=by, changes=_in_short(correction))
        mails.results_corrected(entry, correction)
    return correction


def correct_placing(
    entry: Entry,
    *,
    by: User,
    reason: str,
    is_placed: bool,
    rank: int | None,
    category: Category | None,
    citation_en: str,
    citation_fr: str,
    now: datetime | None = None,
) -> Correction:
    """Give the photo another placing after publication, its first, or none; the version before is kept, the author told.

    Raises Incomplete without a reason or a change and with what Placing.clean() refuses, WrongMove before.
    """
    with transaction.atomic():
        entry, contest = _published(entry)
        check_handles(entry, by=by)
        check_results(contest, by=by)
        placing = Placing.objects.select_for_update(of=("self",)).filter(entry=entry).first()
        before = _version(placing)
        if is_placed:
            placing = placing or Placing(entry=entry, contest=contest)
            placing.rank, placing.category = rank, category
            placing.citation_en, placing.citation_fr = citation_en.strip(), citation_fr.strip()
            _check_whole(placing)
        after = _version(placing if is_placed else None)
        correction = _correction(entry, Correction.What.PLACING, before, after, by=by, reason=reason, now=now)
        if placing is not None:
            placing.save() if is_placed else placing.delete()
        record("placing_corrected", entry, by=by, changes=_in_short(correction))
        mails.results_corrected(entry, correction)
    return correction


def _published(entry: Entry) -> tuple[Entry, Contest]:
    """Both locked, in the order of the other verbs."""
    entry = entry.reload_locked()
    contest = locked_contest(entry.contest)
    if not contest.is_published or entry.state != Entry.State.ACCEPTED:
        raise WrongMove(_("Only what a gallery has published can be corrected here."))
    return entry, contest


def _check_whole(placing: Placing) -> None:
    try:
        placing.full_clean()
    except ValidationError as error:
        raise problems_of(error) from error


def _version(placing: Placing | None) -> dict[str, object]:
    if placing is None:
        return {"is_placed": False, **dict.fromkeys(PLACING)}
    version = {name: getattr(placing, name) for name in PLACING if name != "category"}
    return {"is_placed": True, "category": placing.category_id, **version}


def _correction(
    entry: Entry,
    what: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    *,
    by: User,
    reason: str,
    now: datetime | None,
) -> Correction:
    reason = wanted_reason(reason)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        raise Incomplete([("reason", _("Nothing would change."))])
    transaction.on_commit(home_cache.forget)
    return Correction.objects.create(
        entry=entry,
        what=what,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=reason,
        corrected_at=now or timezone.now(),
        corrected_by=by,
    )


def _in_short(correction: Correction) -> dict[str, object]:
    """Column by column, what was and what is, as short as the trail keeps it."""
    differences = {
        name: [str(correction.before[name])[:80], str(value)[:80]] for name, value in correction.after.items()
    }
    return {**differences, "reason": correction.reason[:200]}
