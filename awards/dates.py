"""What has a date in the awards for a person: drafts, letters that they wait for or owe, windows that they want news of."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from awards.models.cycle import CycleQuerySet
from awards.models.nomination import NominationQuerySet
from awards.models.people import bring_people
from awards.nominations.actions.submission import missing
from members.models import Topic, User
from members.notifications import consents
from pafso.addresses import absolute_url
from pafso.dates import Date, Due, Work
from pafso.localized import localized
from pafso.windows import not_closed

from . import own_dates
from .models import Cycle, Letter, Nomination
from .rules import letters_asked_of

MOST_CYCLES = 60
DRAFT, SUBMITTED, RETURNED = Nomination.State.DRAFT, Nomination.State.SUBMITTED, Nomination.State.RETURNED


def dates(user: User, now: datetime) -> list[Date]:
    """Those whose cycle is not over. A window is left out where the person has a draft in it, which says the same."""
    cycles = list(_open_cycles(user, now))
    mine = _unfinished(user, [cycle.pk for cycle in cycles], now)
    in_time = [nomination for nomination in mine if not own_dates.has_one(nomination)]
    drafts = [nomination for nomination in in_time if nomination.state == DRAFT]
    letters = letters_asked_of(user).filter(not_closed(Cycle, now, "nomination__cycle__"), state=Letter.State.INVITED)
    owed = letters.exclude(nomination__state=Nomination.State.DISQUALIFIED).order_by("pk")
    return [
        *map(_to_submit, drafts),
        *own_dates.of([nomination for nomination in mine if own_dates.has_one(nomination)], now),
        *(_awaited(nomination) for nomination in in_time if _waits(nomination)),
        *map(_owed, owed.select_related("nomination__cycle__award").in_outline()),
        *_windows(cycles, now, but={draft.cycle_id for draft in drafts}),
    ]


def _drafts() -> NominationQuerySet:
    """Whoever took a nomination back decided so: that is nothing which waits to be finished."""
    return Nomination.objects.filter(state=DRAFT, extended_until=None).select_related("cycle__award").order_by("pk")


def _open_cycles(user: User, now: datetime) -> CycleQuerySet:
    """Everybody may know of them; ``is_wanted``: whether this person wants to hear of windows."""
    wanted = consents.is_wanted_by(user, Topic.NEWS)
    return Cycle.objects.visible_to(user).with_award().filter(not_closed(Cycle, now)).annotate(is_wanted=wanted)


def _unfinished(user: User, cycles: Sequence[int], now: datetime) -> list[Nomination]:
    """The person's own to submit: drafts, what waits for letters (``waits_for_letters``), and what has a date of its own, in one
    query, and in another one who else is in them. The cycles by number: PostgreSQL knows then how much is in them, and begins
    with the few nominations of the person."""
    asked = Letter.objects.filter(nomination=OuterRef("pk"), state=Letter.State.INVITED)
    rows = Nomination.objects.by(user).annotate(waits_for_letters=Exists(asked)).counting_letters()
    begun = Q(state=DRAFT, extended_until=None) | Q(state=SUBMITTED, waits_for_letters=True)
    mine = rows.filter(Q(begun, cycle__in=cycles) | own_dates.not_over(now))
    found = list(mine.select_related("cycle__award").order_by("pk"))
    bring_people(found)
    return found


def _to_submit(nomination: Nomination) -> Date:
    lacks = missing(nomination, letters_counting=nomination.letters_counting)  # type: ignore[attr-defined]
    return Date(
        uid=f"nomination-{nomination.code}",
        title=_("Nomination %(code)s to submit: %(cycle)s") % _words(nomination),
        at=nomination.cycle.closes_at,
        url=absolute_url(nomination.get_absolute_url()),
        begun_at=nomination.begun_at,
        missing=" ".join(str(sentence) for _field, sentence in lacks)
        or _("Everything is complete. Read it once more and submit it."),
    )


def _waits(nomination: Nomination) -> bool:
    """For letters that it still needs: on what is asked for beyond, nothing depends."""
    lacks: bool = nomination.letters_counting < nomination.cycle.letters_needed  # type: ignore[attr-defined]
    return lacks and nomination.waits_for_letters  # type: ignore[attr-defined, no-any-return]


def _awaited(nomination: Nomination) -> Date:
    return Date(
        uid=f"letters-{nomination.code}",
        title=_("Letters of support awaited for nomination %(code)s: %(cycle)s") % _words(nomination),
        at=nomination.deadline,
        url=absolute_url(nomination.get_absolute_url()),
    )


def _owed(letter: Letter) -> Date:
    """Nothing says whom it is about; and we cannot make the link again that its writer was sent."""
    cycle = letter.nomination.cycle
    return Date(
        uid=f"letter-{letter.code}",
        title=_("Letter of support to send: %(cycle)s") % {"cycle": _name(cycle)},
        at=letter.deadline,
        url=absolute_url(cycle.get_absolute_url()),
        missing=_("Your letter is saved but not sent. Open it with the link in the invitation email.")
        if letter.saved_at
        else "",
    )


def _windows(cycles: Iterable[Cycle], now: datetime, *, but: set[int]) -> Iterator[Date]:
    wanted = [cycle for cycle in cycles if cycle.is_wanted and cycle.pk not in but]  # type: ignore[attr-defined]
    for cycle in sorted(wanted, key=lambda cycle: (cycle.closes_at, cycle.pk))[:MOST_CYCLES]:
        name, url = _name(cycle), absolute_url(cycle.get_absolute_url())
        if not cycle.window.has_opened(now):
            opens = _("Nominations open: %(cycle)s") % {"cycle": name}
            yield Date(f"cycle-{cycle.pk}-opens", opens, cycle.opens_at, url, is_window=True)
        # The name that the file beside the deadline has, for the same moment.
        closes = _("Deadline: %(award)s %(year)s") % {"award": localized(cycle.award, "name"), "year": cycle.year}
        yield Date(f"cycle-{cycle.pk}", closes, cycle.closes_at, url, is_window=True)


def _words(nomination: Nomination) -> dict[str, str]:
    return {"code": nomination.code, "cycle": _name(nomination.cycle)}


def _name(cycle: Cycle) -> str:
    return f"{localized(cycle.award, 'name')} {cycle.year}"


# --- The unfinished work of everybody --------------------------------------------------------------------------------
def due(after: datetime, until: datetime) -> Iterable[Due]:
    """Drafts alone: of letters, everybody who owes one is reminded by `awards.letters.actions.reminding`, with a link."""
    closing = Cycle.objects.going_ahead().filter(closes_at__gt=after, closes_at__lte=until)
    ends = dict(closing.values_list("pk", "closes_at"))
    drafts = _drafts().filter(cycle__in=ends)
    for person, code, cycle, begun_at in drafts.values_list("nominator", "code", "cycle", "begun_at"):
        yield Due(person, f"nomination-{code}", ends[cycle], begun_at)
    yield from own_dates.due(after, until)


def lock(user: User) -> None:
    list(
        Nomination.objects.by(user)
        .filter(state__in=(DRAFT, RETURNED))
        .order_by("pk")
        .select_for_update(of=("self",))
        .values_list("pk")
    )


WORK = Work(due, lock)
