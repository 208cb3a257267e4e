"""Facts about a person on a date, each with its reason; nothing is decided from today's status alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.utils.functional import keep_lazy_text
from django.utils.translation import gettext_lazy as _

from pafso.clock import ottawa_day
from pafso.lazy import Words
from pafso.text.dates import day_in_words

from .models import Appointment, DuesTerm, Leave, Member, Membership, User
from .models.career import Dated

KINDS: dict[str, type[Dated]] = {
    "memberships": Membership,
    "appointments": Appointment,
    "leaves": Leave,
    "dues": DuesTerm,
}


@dataclass(frozen=True)
class Fact:
    """Whether something was true of a person on a day, with a sentence that says why, in the reader's language."""

    holds: bool
    reason: Words
    value: Any = None

    def __bool__(self) -> bool:
        return self.holds


@dataclass(frozen=True)
class Career:
    """The dated rows of one person, read once: every question is answered from them, without a query.

    Rows are anything with ``starts_on`` and ``ends_on`` (the last day, None while it lasts), and what their kind adds. Struck
    rows are not among them. NOBODY is the sentence that says why this person counts as nobody on the roll.
    """

    memberships: tuple[Any, ...] = ()
    appointments: tuple[Any, ...] = ()
    leaves: tuple[Any, ...] = ()
    dues: tuple[Any, ...] = ()
    nobody: Words | None = None

    @classmethod
    def of(cls, member: Member, **rows: tuple[Any, ...]) -> "Career":
        """The career of MEMBER from ROWS by kind; none of them counts for an entry that was merged or erased."""
        return cls(**rows, nobody=_why_nobody(member))

    def is_member(self, on: date) -> Fact:
        """Holds a membership, of any class."""
        if self.nobody:
            return Fact(False, self.nobody)
        held = _row_on(self.memberships, on)
        if held is None:
            return Fact(False, _why_no_membership(self.memberships, on))
        sentence = (
            _("%(kind)s member since %(first)s.")
            if held.ends_on is None
            else _("%(kind)s member from %(first)s to %(last)s.")
        )
        return Fact(True, _sentence(sentence, kind=held.kind, first=held.starts_on, last=held.ends_on), held.kind)

    def is_regular(self, on: date) -> Fact:
        """Holds a membership of a regular class."""
        fact = self.is_member(on)
        if not fact or fact.value.is_regular:
            return fact
        return Fact(False, _joined(fact.reason, _("That is not a regular membership.")), fact.value)

    def in_good_standing(self, on: date) -> Fact:
        """Holds a current membership. Leave and dues decide nothing, and are said."""
        fact = self.is_member(on)
        if not fact:
            return fact
        leave = _row_on(self.leaves, on)
        words = [fact.reason]
        if leave is not None:
            without = leave.kind == Leave.Kind.WITHOUT_PAY
            words.append(_("On leave without pay that day.") if without else _("On leave with pay that day."))
        pays = _row_on(self.dues, on) is not None
        words.append(_("Dues are deducted from pay.") if pays else _("No dues are deducted from pay."))
        return Fact(True, _joined(*words), fact.value)

    def substantive_level(self, on: date) -> Fact:
        """The level held substantively; acting at another one changes nothing."""
        if self.nobody:
            return Fact(False, self.nobody)
        held = _row_on(_of_kind(self.appointments, Appointment.Kind.SUBSTANTIVE), on)
        if held is None:
            return Fact(False, _why_no_level(self.appointments, on))
        sentence = (
            _("Substantive %(level)s since %(first)s.")
            if held.ends_on is None
            else _("Substantive %(level)s from %(first)s to %(last)s.")
        )
        return Fact(True, _sentence(sentence, level=held.level, first=held.starts_on, last=held.ends_on), held.level)

    def stream(self, on: date) -> Fact:
        """The stream of the substantive appointment, where that stream exists on that day."""
        level = self.substantive_level(on)
        if not level:
            return Fact(False, level.reason)
        held = _row_on(_of_kind(self.appointments, Appointment.Kind.SUBSTANTIVE), on)
        stream = held.stream if held is not None else None
        if stream is None:
            return Fact(False, _joined(level.reason, _("The appointment names no stream.")))
        if stream.valid_from > on:
            return Fact(
                False, _sentence(_("The stream %(stream)s begins on %(day)s."), stream=stream, day=stream.valid_from)
            )
        if stream.valid_to is not None and stream.valid_to < on:
            return Fact(
                False, _sentence(_("The stream %(stream)s ended on %(day)s."), stream=stream, day=stream.valid_to)
            )
        return Fact(True, _sentence(_("%(stream)s, as %(level)s."), stream=stream, level=level.value), stream)


NOT_ON_THE_ROLL = Career(nobody=_("Not on the roll."))


def today() -> date:
    """The day that it is in Ottawa."""
    return ottawa_day()


def is_member(person: User | Member | Any, on: date) -> Fact:
    """Whether this person holds a membership, of any class, on that day."""
    return _career(person, "memberships").is_member(on)


def is_regular(person: User | Member | Any, on: date) -> Fact:
    """Whether the membership on that day is a regular one."""
    return _career(person, "memberships").is_regular(on)


def in_good_standing(person: User | Member | Any, on: date) -> Fact:
    """Whether this person holds a current membership on that day; the reason mentions leave and dues."""
    return _career(person, "memberships", "leaves", "dues").in_good_standing(on)


def substantive_level(person: User | Member | Any, on: date) -> Fact:
    """The substantive level on that day as ``value`` ("FS-03"), None where there is none."""
    return _career(person, "appointments").substantive_level(on)


def stream(person: User | Member | Any, on: date) -> Fact:
    """The stream of the substantive appointment on that day as ``value`` (a Stream), None where there is none."""
    return _career(person, "appointments").stream(on)


def career_of(person: User | Member | Any) -> Career:
    """Everything that the questions above need, in five queries for an account and four for a member."""
    return _career(person, *KINDS)


def careers_of(members: Iterable[Member], *kinds: str) -> dict[int, Career]:
    """The careers of MEMBERS by their id, in one query for each of KINDS (all four when none is named)."""
    members = list(members)
    counted = [member.pk for member in members if not _why_nobody(member)]
    rows = {kind: _rows(kind, counted) for kind in kinds or KINDS}
    return {
        member.pk: Career.of(member, **{kind: found.get(member.pk, ()) for kind, found in rows.items()})
        for member in members
    }


def _career(person: User | Member | Any, *kinds: str) -> Career:
    if not isinstance(person, Member) and kinds == ("memberships",) and (held := _memberships_of(person)):
        return Career.of(held[0].member, memberships=held)
    member = person if isinstance(person, Member) else _member_of(person)
    return NOT_ON_THE_ROLL if member is None else careers_of([member], *kinds)[member.pk]


def _member_of(account: Any) -> Member | None:
    if getattr(account, "pk", None) is None:
        return None
    return Member.objects.filter(user=account.pk).first()


def _memberships_of(account: Any) -> tuple[Membership, ...]:
    """With their member, in one query: what is asked most, of somebody who is signed in."""
    if getattr(account, "pk", None) is None:
        return ()
    rows = Membership.objects.filter(member__user=account.pk, struck_at=None).order_by("starts_on")
    return tuple(rows.select_related("member", "kind"))


def _why_nobody(member: Member) -> Words | None:
    if member.merged_into_id is not None:
        return _("This entry was merged into another one of the same person.")
    if member.struck_at is not None:
        return _("This entry was taken off the roll.")
    return _("This entry was erased.") if member.erased_at is not None else None


def _rows(kind: str, members: list[int]) -> dict[int, tuple[Any, ...]]:
    if not members:
        return {}
    rows: Any = KINDS[kind].objects.filter(member__in=members, struck_at=None).order_by("member_id", "starts_on")  # type: ignore[attr-defined]
    named = {"memberships": "kind", "appointments": "stream"}.get(kind)
    rows = rows.select_related(named) if named else rows
    return {member: tuple(found) for member, found in groupby(rows, key=attrgetter("member_id"))}


def _row_on(rows: Iterable[Any], on: date) -> Any:
    """The row that is true on that day; the database lets no two of a kind be."""
    return next((row for row in rows if row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)), None)


def _of_kind(appointments: Iterable[Any], kind: str) -> list[Any]:
    return [row for row in appointments if row.kind == kind]


def _why_no_membership(rows: Iterable[Any], on: date) -> Words:
    ended, begins = _around(rows, on)
    if ended is not None:
        return _sentence(_("The last membership ended on %(day)s."), day=ended)
    if begins is not None:
        return _sentence(_("The first membership begins on %(day)s."), day=begins)
    return _("No membership on the roll.")


def _why_no_level(rows: Iterable[Any], on: date) -> Words:
    acting = _row_on(_of_kind(rows, Appointment.Kind.ACTING), on)
    if acting is not None:
        return _sentence(_("Acting %(level)s only. Acting levels do not count."), level=acting.level)
    ended, begins = _around(_of_kind(rows, Appointment.Kind.SUBSTANTIVE), on)
    if ended is not None:
        return _sentence(_("The last substantive appointment ended on %(day)s."), day=ended)
    if begins is not None:
        return _sentence(_("The first substantive appointment begins on %(day)s."), day=begins)
    return _("No substantive appointment on the roll.")


def _around(rows: Iterable[Any], on: date) -> tuple[date | None, date | None]:
    """The last day before ON on which a row ended, and the first day after it on which one begins."""
    rows = list(rows)
    ended = [row.ends_on for row in rows if row.ends_on is not None and row.ends_on < on]
    begins = [row.starts_on for row in rows if row.starts_on > on]
    return max(ended, default=None), min(begins, default=None)


@keep_lazy_text
def _sentence(sentence: Words, **values: object) -> str:
    """SENTENCE with VALUES, dates in words: put together when it is shown, in the language of whoever reads it."""
    words = {name: day_in_words(value) if isinstance(value, date) else str(value) for name, value in values.items()}
    return str(sentence % words)


@keep_lazy_text
def _joined(*sentences: Words) -> str:
    return " ".join(str(sentence) for sentence in sentences)
