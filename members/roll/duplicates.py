"""Finds the entries of the roll that may be the same person: what the office looks at before it makes another one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Member, RollAddress
from pafso.mailboxes import mailbox
from pafso.text.folding import folded
from pafso.text.numbers import number_key
from pafso.turns import wait_turn

MOST = 20
MOST_WORDS = 8
NEW_NAMESAKE = gettext_lazy("Somebody who may be the same person was entered a moment ago. Check this entry first.")


@dataclass
class Likeness:
    """An entry of the roll, and why it may be the same person, in words."""

    member: Member
    reasons: list[str] = field(default_factory=list)


def likely_duplicates(
    name: str, numbers: Iterable[str], addresses: Iterable[str], excluding: Collection[int] = ()
) -> list[Likeness]:
    """Entries that share the NAME (without regard to accents, case or "Last, First"), one of the member NUMBERS as people type
    them, or one of the email ADDRESSES; without those whose ids are EXCLUDING. Most reasons first, at most MOST.

    At most two queries, whatever it finds. An entry that was merged stands for the one that was kept.
    """
    found: dict[int, Likeness] = {}
    wanted, typed = spellings(name), _as_numbers(numbers)
    for row in Member.objects.filter(_same(wanted, typed)).select_related("merged_into", "user")[:MOST]:
        if row.sort_name in wanted:
            _add(found, row, _("Same name"))
        if row.number_key in typed:
            _add(found, row, _("Same member number: %(number)s") % {"number": row.number})
    for address in _shared(addresses)[:MOST]:
        _add(found, address.member, _("Same address: %(address)s") % {"address": address.email})
    likely = [one for one in found.values() if one.member.pk not in excluding and _counts(one.member)]
    return sorted(likely, key=lambda one: (-len(one.reasons), one.member.sort_name, one.member.pk))


def key_of(alike: Iterable[Likeness]) -> str:
    """Which entries somebody has looked at, as a form brings it back."""
    return "-".join(str(pk) for pk in sorted(one.member.pk for one in alike))


def is_seen(alike: Iterable[Likeness], seen: str) -> bool:
    """Whether each of them was among those that somebody has looked at."""
    return {str(one.member.pk) for one in alike} <= set(seen.split("-"))


def wait_for_namesakes(name: str) -> None:
    """Whoever enters somebody of this NAME waits until our transaction ends, and then finds who was entered (call inside one)."""
    wait_turn("namesake", name_key(name))


def _as_numbers(numbers: Iterable[str]) -> set[str]:
    """The keys of what was typed: "no. 01001" may be "1001" on the roll."""
    typed = {number.strip() for number in numbers if number.strip()}
    figures = {"".join(character for character in number if character.isdecimal()) for number in typed}
    return {number_key(number)[:40] for number in typed | figures if number}


def spellings(name: str) -> set[str]:
    """NAME as the roll may have it, folded: "alix tremblay", "tremblay, alix", "tremblay alix". An index answers for each."""
    words = [word for word in folded(name).replace(",", " ").split() if word][:MOST_WORDS]
    turned = [(words[place:], words[:place]) for place in range(len(words))]
    plain = {" ".join([*last, *first]) for last, first in turned}
    with_comma = {f"{' '.join(last)}, {' '.join(first)}" for last, first in turned if first}
    return {spelling[:150] for spelling in (folded(name), *plain, *with_comma) if spelling}


def name_key(name: str) -> str:
    """The same for two names of the same words, in whatever order they stand."""
    return " ".join(sorted(folded(name).replace(",", " ").split()))


def _same(names: set[str], numbers: set[str]) -> Q:
    return Q(sort_name__in=names) | Q(number_key__in=numbers)


def _counts(member: Member) -> bool:
    return member.erased_at is None and member.struck_at is None


def _shared(addresses: Iterable[str]) -> list[RollAddress]:
    emails = {mailbox(address) for address in addresses if address.strip()}
    rows = RollAddress.objects.filter(email__in=emails).select_related("member__merged_into", "member__user")
    return list(rows.order_by("email", "id")[:MOST])


def _add(found: dict[int, Likeness], row: Member, reason: str) -> None:
    member = row.merged_into or row
    likeness = found.setdefault(member.pk, Likeness(member))
    if reason not in likeness.reasons:
        likeness.reasons.append(reason)
