"""A submitted nomination goes back to its nominator until a date, and stands again: submitted anew, or as it was submitted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.locking import Deleted, check_handles, check_not_frozen, locked_nomination
from awards.models import Nomination
from awards.models.group import put_group
from members.models import User
from pafso.audit.log import record
from pafso.clock import minute_of, received_at
from pafso.errors import Incomplete, WrongMove

from . import mails

State = Nomination.State
WORDS = (
    "nominee_kind",
    "nominee_name",
    "nominee_email",
    "nominee_position",
    "nominee_mission",
    "case",
    "language",
)
LONGEST = timedelta(days=120)
MOST_AT_ONCE = 200
FROZEN = _("The first round has opened: this nomination stands as it is.")


def return_nomination(
    nomination: Nomination, *, by: User, note: str, until: datetime, now: datetime | None = None
) -> Nomination:
    """Give it back to its nominator UNTIL a date, with what is missing in NOTE. Returned already: both are what they are now.

    Raises Incomplete (no note, a date that is over or far off), WrongMove for what is not submitted, and once it is frozen.
    """
    note, now = note.strip(), now or received_at()
    _check(note, until, now)
    with transaction.atomic():
        nomination = locked_standing(nomination, now=now)
        check_handles(nomination, by=by)
        if nomination.cycle.frozen_at is not None:
            raise WrongMove(FROZEN, code="frozen")
        check_not_frozen(nomination)  # anew: it may have been frozen while this waited for the lock
        said = {"returned_note": note, "returned_until": until}
        if nomination.state != State.RETURNED:
            words = _words_of(nomination)
            said |= {"as_submitted": words, "typed_meanwhile": None, "returned_at": now}
            nomination.advance(State.RETURNED, **said)
        elif (nomination.returned_note, nomination.returned_until) == (note, until):
            return nomination
        else:
            nomination.returned_note, nomination.returned_until = note, until
            nomination.save(update_fields=list(said))
        record("nomination_returned", nomination, by=by, changes={"until": until.isoformat(), "note": note[:200]})
        mails.nomination_returned(nomination, now=now)
    return nomination


def _words_of(nomination: Nomination) -> dict[str, object]:
    """With who is in a group, as rows of their own have it."""
    words = nomination.words_of(WORDS)
    return words | {"group": [each.as_written() for each in nomination.group]} if nomination.is_of_a_group else words


def _check(note: str, until: datetime, now: datetime) -> None:
    problems = []
    if not note:
        problems.append(("note", _("Say what is missing: the nominator will be told.")))
    if until < minute_of(now):
        problems.append(("until", _("Choose a day that is still to come.")))
    elif until > now + LONGEST:
        problems.append(("until", _("Check the year: this date is too far off.")))
    if problems:
        raise Incomplete(problems)


def locked_standing(nomination: Nomination, *, now: datetime | None = None) -> Nomination:
    """Read again under a lock; one whose date is over stands again first, whoever comes first. Inside a transaction."""
    nomination = locked_nomination(nomination)
    if nomination.stands_again(now):
        _stand(nomination)
    return nomination


def settled(nomination: Nomination, *, now: datetime | None = None) -> Nomination:
    """For whoever reads it: as it stands now. What became due is done by the first who looks, if the clock has not."""
    if not nomination.stands_again(now):
        return nomination
    with transaction.atomic():
        return locked_standing(nomination, now=now)


def as_the_office_reads(nomination: Nomination) -> Nomination:
    """Settled; and while it is with its nominator, in the words that were submitted. In memory alone."""
    nomination = settled(nomination)
    nomination.put_submitted_words()
    return nomination


def as_it_was_submitted(nomination: Nomination) -> dict[str, object]:
    """The columns with which a returned nomination, locked, stands as it was submitted; what was typed since is kept beside them.
    The members of a group are rows, and written here."""
    if nomination.state != State.RETURNED:
        return {}
    words, typed = dict(nomination.as_submitted or {}), _words_of(nomination)
    is_same, group = typed == words, words.pop("group", None)
    if group is not None and not is_same:
        put_group(nomination, group)
    return {
        **words,
        "as_submitted": None,
        "typed_meanwhile": None if is_same else typed,
        "version": nomination.version + 1,  # a page that was opened before writes nothing
        "tab": "",
    }


def _stand(nomination: Nomination) -> None:
    nomination.advance(State.SUBMITTED, **as_it_was_submitted(nomination))
    record("nomination_stands_as_submitted", nomination)
    mails.nomination_stands(nomination)


def stand_returned(now: datetime | None = None) -> int:
    """Have every returned nomination whose date is over stand again; at most two hundred at once."""
    now = now or timezone.now()
    is_over = Q(returned_until__lt=minute_of(now)) | Q(cycle__frozen_at__isnull=False)
    due = Nomination.objects.filter(is_over, state=State.RETURNED).order_by("pk")
    return sum(_stand_one(pk, now) for pk in list(due.values_list("pk", flat=True)[:MOST_AT_ONCE]))


def _stand_one(pk: int, now: datetime) -> int:
    """By the row as it is under the lock: it may have been submitted, or its date moved, since."""
    with transaction.atomic():
        try:
            nomination = locked_nomination(Nomination(pk=pk))
        except Deleted:
            return 0
        if not nomination.stands_again(now):
            return 0
        _stand(nomination)
    return 1
