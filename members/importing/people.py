"""Reads what the roll has of many people at once, as plain values; the number of queries does not grow with the people."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from members.exporting.columns import plain
from members.exporting.rows import TELEPHONE
from members.models import Appointment, ContactDetail, DuesTerm, Member, Membership, Posting, RollAddress, Stream
from members.models import MembershipClass as Class
from members.roll.duplicates import name_key, spellings
from pafso.text.numbers import number_key

from .career_diff import Term
from .cells import Lists
from .plan import OWN, Person


def lists() -> Lists:
    """The classes and streams that there are, by code and by either name."""
    return Lists(classes=_names(Class.objects.all(), "code"), streams=_names(Stream.objects.all(), "code"))


def people(numbers: Collection[str], *, locked: bool) -> dict[str, Person]:
    """The people on the roll with these member numbers, however they are written there, by number; those included about whom nothing
    can be written any more.

    LOCKED keeps them as they are until the transaction ends (call inside one).
    """
    keys = {number_key(number)[:40] for number in numbers} - {""}
    rows = Member.objects.filter(Q(number__in=numbers) | Q(number_key__in=keys)).order_by("pk")
    found = {row.pk: _person(row) for row in (rows.select_for_update() if locked else rows)}
    _add_contacts(found)
    _add_careers(found)
    return {person.number: person for person in found.values()}


def owners(emails: Collection[str]) -> dict[str, dict[int, str]]:
    """For each of these addresses, the entries that have it: their keys with their member numbers."""
    # Neither filtered nor sorted by the database: SQLite would then walk all addresses instead of looking these up.
    rows = RollAddress.objects.filter(email__in=emails).order_by()
    found: dict[str, dict[int, str]] = defaultdict(dict)
    columns = ("member_id", "email", "member__number", "member__merged_into", "member__struck_at")
    for pk, email, number, merged_into, struck_at in sorted(rows.values_list(*columns), key=itemgetter(0)):
        if merged_into is None and struck_at is None:
            found[email][pk] = number
    return found


def namesakes(names: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """For each of these names, by `name_key`, the entries that have it: their keys and member numbers."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    spelled = {spelling for name in names for spelling in spellings(name)}
    rows = Member.objects.standing().filter(erased_at=None, sort_name__in=spelled).order_by("pk")
    for pk, number, name in rows.values_list("pk", "number", "name"):
        found[name_key(name)].append((pk, number))
    return found


def _names(rows: Iterable[Any], key: str) -> dict[str, str]:
    return {plain(name): getattr(row, key) for row in rows for name in (row.code, row.name_en, row.name_fr)}


def _person(row: Member) -> Person:
    gone = "merged" if row.merged_into_id else "erased" if row.erased_at else "died" if row.died_on else ""
    own = {name: getattr(row, name) for name in OWN}
    has_account, is_struck = row.user_id is not None, row.struck_at is not None
    return Person(row.number, row.pk, has_account, gone, own, is_struck=is_struck, terms=defaultdict(list))


def _add_contacts(found: dict[int, Person]) -> None:
    addresses = RollAddress.objects.filter(member__in=found)
    for pk, email, verified_at in addresses.values_list("member_id", "email", "verified_at"):
        found[pk].addresses[email] = verified_at is not None
    details = ContactDetail.objects.filter(member__in=found, kind=TELEPHONE)
    for pk, value in details.values_list("member_id", "value"):
        found[pk].telephone = value


def _add_careers(found: dict[int, Person]) -> None:
    for row in _standing(Membership.objects, found):
        _add(found, row, "membership", {"class": row.kind_id, "reason": row.reason})
    for row in _standing(Appointment.objects.select_related("stream"), found):
        _add(found, row, row.kind, {"level": row.level, "stream": row.stream.code if row.stream else None})
    for row in _standing(Posting.objects, found):
        facts = {"mission": row.mission, "city": row.city, "country": row.country, "posting_time_zone": row.time_zone}
        _add(found, row, "posting", facts)
    for row in _standing(DuesTerm.objects, found):
        _add(found, row, "dues", {})


def _standing(rows: Any, found: dict[int, Person]) -> QuerySet[Any]:
    return rows.standing().filter(member__in=found).order_by("member_id", "starts_on")


def _add(found: dict[int, Person], row: Any, kind: str, facts: dict[str, Any]) -> None:
    found[row.member_id].terms[kind].append(Term(row.starts_on, row.ends_on, facts, row.pk))
