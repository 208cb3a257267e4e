"""Finds the entries of the roll that may be the same person: what the office looks at before it makes another one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import Member, RollAddress
from pafso.text.folding import folded

MOST = 20


@dataclass
class Likeness:
    """An entry of the roll, and why it may be the same person, in words."""

    member: Member
    reasons: list[str] = field(default_factory=list)


def likely_duplicates(
    name: str, numbers: Iterable[str], addresses: Iterable[str], excluding: Collection[int] = ()
) -> list[Likeness]:
    """Entries that share the NAME (without regard to accents or case), one of the member NUMBERS as people type
    them, or one of the email ADDRESSES; without those whose ids are EXCLUDING. Most reasons first, at most MOST.

    At most two queries, whatever it finds. An entry that was merged stands for the one that was kept.
    """
    found: dict[int, Likeness] = {}
    wanted, typed = folded(name)[:150], _as_numbers(numbers)
    for row in Member.objects.filter(_same(wanted, typed)).select_related("merged_into", "user")[:MOST]:
        if wanted and row.sort_name == wanted:
            _add(found, row, _("Same name"))
        if row.number in typed:
            _add(found, row, _("Same member number: %(number)s") % {"number": row.number})
    for address in _shared(addresses)[:MOST]:
        _add(found, address.member, _("Same address: %(address)s") % {"address": address.email})
    likely = [one for one in found.values() if one.member.pk not in excluding and one.member.erased_at is None]
    return sorted(likely, key=lambda one: (-len(one.reasons), one.member.sort_name, one.member.pk))


def _as_numbers(numbers: Iterable[str]) -> set[str]:
    """ "no. 1001" may be "1001" on the roll; "a-17" may be "A-17"."""
    typed = {number.strip() for number in numbers if number.strip()}
    figures = {"".join(character for character in number if character.isdecimal()) for number in typed}
    return {*typed, *(number.upper() for number in typed), *(number for number in figures if number)}


def _same(name: str, numbers: set[str]) -> Q:
    return (Q(sort_name=name) if name else Q()) | Q(number__in=numbers)


def _shared(addresses: Iterable[str]) -> list[RollAddress]:
    emails = {address.strip().lower() for address in addresses if address.strip()}
    rows = RollAddress.objects.filter(email__in=emails).select_related("member__merged_into", "member__user")
    return list(rows.order_by("email", "id")[:MOST])


def _add(found: dict[int, Likeness], row: Member, reason: str) -> None:
    member = row.merged_into or row
    likeness = found.setdefault(member.pk, Likeness(member))
    if reason not in likeness.reasons:
        likeness.reasons.append(reason)
