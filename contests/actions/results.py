"""What the office does with the photos: accepts, refuses, places, and opens the gallery."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contests import mails, rules
from contests.models import Category, Contest, Entry, Placing
from contests.tasks import announce_gallery, build_derivatives
from members.models import User
from pafso.audit.log import record
from pafso.celery import wake
from pafso.conflicts import SAY_WHO
from pafso.errors import Incomplete, NotEligible, WrongMove
from pafso.lazy import Words
from pafso.web import home_cache


def accept_entry(entry: Entry, *, by: User) -> None:
    """The photo takes part. Raises Incomplete while its sizes are missing, WrongMove when it was withdrawn or unreadable."""
    with transaction.atomic():
        entry = entry.reload_locked()
        check_handles(entry, by=by)
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
        raise Incomplete([("reason", _("Say why: the author will read it."))])
    with transaction.atomic():
        entry = entry.reload_locked()
        check_handles(entry, by=by)
        if Placing.objects.filter(entry=entry).exists():
            raise WrongMove(_("This photo has a placing. Remove the placing first."))
        if entry.advance(Entry.State.DISQUALIFIED, decided_at=timezone.now(), lease_until=None, reason=reason):
            record("entry_disqualified", entry, by=by)
            mails.entry_disqualified(entry)


def prepare_again(entry: Entry, *, by: User) -> None:
    """Try once more to make the sizes of a photo that was parked as unreadable, or disqualified before it had any.

    Raises WrongMove otherwise.
    """
    with transaction.atomic():
        entry = entry.reload_locked()
        check_handles(entry, by=by)
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
        check_handles(entry, by=by)
        contest = locked_contest(entry.contest)
        check_results(contest, by=by)
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
        contest = locked_contest(placing.contest)
        check_results(contest, by=by)
        _refuse_after_publication(contest)
        record("placing_removed", placing, by=by, changes={"rank": placing.rank})
        placing.delete()


def lock_placing(pk: int) -> None:
    """Photo, contest, placing, in the order in which the verbs lock them, until the transaction ends."""
    placing = Placing.objects.select_related("entry", "contest").filter(pk=pk).first()
    if placing is not None:
        placing.entry.reload_locked()
        locked_contest(placing.contest)
        Placing.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()


def publish_gallery(contest: Contest, *, by: User, sure: bool = False, now: datetime | None = None) -> None:
    """Open the gallery to everyone and write to each entrant. Again is harmless.

    Raises Incomplete with everything that is still missing: the contest must be over, every photo decided, someone placed; and
    unless the office is SURE, a rank without the one before it. WrongMove when a colleague has published it quietly meanwhile.
    """
    _publish(contest, by, sure, now, quietly=False)


def publish_gallery_quietly(contest: Contest, *, by: User, sure: bool = False, now: datetime | None = None) -> None:
    """The same, and nobody is written to."""
    _publish(contest, by, sure, now, quietly=True)


def _publish(contest: Contest, by: User, sure: bool, now: datetime | None, *, quietly: bool) -> None:
    now = now or timezone.now()
    with transaction.atomic():
        contest = locked_contest(contest)
        if contest.gallery_published_at is not None:
            _refuse_other_way(contest, quietly)
            return
        check_results(contest, by=by)
        if problems := missing_for_gallery(contest, now):
            raise Incomplete(problems)
        if not sure and (questions := gaps_in_ranks(contest)):
            raise Incomplete([("sure", sentence) for sentence in questions])
        Contest.objects.filter(pk=contest.pk).update(gallery_published_at=now, published_quietly=quietly)
        record("gallery_published_quietly" if quietly else "gallery_published", contest, by=by)
        if not quietly:
            wake(announce_gallery, contest.pk)
        transaction.on_commit(home_cache.forget)


def _refuse_other_way(contest: Contest, quietly: bool) -> None:
    if contest.published_quietly != quietly:
        raise WrongMove(
            _("Somebody else published this gallery a moment ago, with the other choice about email. Refresh the page.")
        )


def gaps_in_ranks(contest: Contest) -> list[str]:
    """Questions about ranks without enough before them: a third prize where one photo, or none, stands before it. Two firsts and
    a third are right: the firsts are ex aequo."""
    ranks: dict[Category | None, list[int]] = {}
    for placing in contest.placings.exclude(rank=None).select_related("category").order_by("category_id", "rank"):
        ranks.setdefault(placing.category, []).append(placing.rank or 0)
    return [_gap(category, rank) for category, given in ranks.items() for rank in _without_others(given)]


def _without_others(given: list[int]) -> list[int]:
    """The ranks of GIVEN (in order) before which fewer photos stand than their number says."""
    return sorted({rank for rank in given if sum(other < rank for other in given) < rank - 1})


def _gap(category: Category | None, rank: int) -> str:
    where = str(category) if category else gettext("the whole contest")
    words = Placing(rank=rank).words
    return gettext("%(words)s is awarded (%(where)s), but too few photos are placed ahead of it.") % {
        "words": words,
        "where": where,
    }


def check_handles(entry: Entry, *, by: User) -> None:
    """BY looks after the contest now, is no party to the photo, and has said who they are not. Raises NotEligible."""
    now = User.objects.get(pk=by.pk)  # what was true when the page was opened may be over
    if not rules.handles_entry(now, entry):
        raise NotEligible(_("This photo is not open to you: a colleague decides about it."), code="not_open_to_you")
    if rules.must_say_who(now, entry):
        raise NotEligible(SAY_WHO, code="say_who")


def check_results(contest: Contest, *, by: User) -> None:
    """BY looks after the contest now, and is a party to no photo that takes part. Raises NotEligible."""
    if not rules.handles_results(User.objects.get(pk=by.pk), contest):
        sentence = _("You do not look after this contest, or you have a photo in it: a colleague decides its results.")
        raise NotEligible(sentence, code="not_open_to_you")


def check_looks_after(contest: Contest, *, by: User) -> None:
    """BY looks after the contest now, whoever has a photo in it: what must not wait for a colleague. Raises NotEligible."""
    if not rules.looks_after_contest(User.objects.get(pk=by.pk), contest):
        raise NotEligible(_("You do not look after this contest."), code="not_open_to_you")


def missing_for_gallery(contest: Contest, now: datetime) -> list[tuple[str, Words]]:
    """What keeps the gallery shut, as (field, sentence) pairs."""
    problems: list[tuple[str, Words]] = []
    window = contest.window
    if now < window.ends_at + window.grace:
        problems.append(("closes_at", _("The contest is still open for photos.")))
    states = Entry.State
    undecided = contest.entries.filter(state__in=[states.RECEIVED, states.UNREADABLE])
    if codes := list(undecided.values_list("code", flat=True)[:10]):
        sentence = _("Accept or set aside these photos first: %(codes)s") % {"codes": ", ".join(codes)}
        problems.append(("entries", sentence))
    if not contest.placings.exists():
        problems.append(("placings", _("No photo is placed yet.")))
    return problems


def locked_contest(contest: Contest) -> Contest:
    return Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)


def _refuse_after_publication(contest: Contest) -> None:
    if contest.is_published:
        raise WrongMove(
            _(
                "The gallery is published, and its results stand. “Correct the placing” on the page of the photo asks for a reason."
            )
        )
