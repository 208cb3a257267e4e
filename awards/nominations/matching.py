"""Who on the roll may be the nominee: proposed by the address and the name that the nominator wrote, or found by the Secretary."""

from collections.abc import Iterable

from awards.models import Nomination
from members.models import Member, Posting, RollAddress
from members.roll.duplicates import Likeness, likely_duplicates
from members.roll.search import found

MOST_SHOWN = 30


def proposed(nomination: Nomination) -> list[Likeness]:
    """Entries with that address or that name, with the reason; none for a group."""
    if nomination.nominee_kind == Nomination.NomineeKind.GROUP:
        return []
    addresses = [nomination.nominee_email] if nomination.nominee_email else []
    return likely_duplicates(nomination.nominee_name, [], addresses)


def searched(term: str) -> list[Member]:
    """Entries that TERM finds, at most thirty, by name; without those that count as nobody."""
    keys = found(term).members if term.strip() else []
    rows = Member.objects.filter(pk__in=keys, merged_into=None, struck_at=None, erased_at=None)
    return list(rows.order_by("sort_name", "pk")[:MOST_SHOWN])


def postings_of(members: Iterable[Member]) -> dict[int, str]:
    """The latest mission of each, by its key, in one query: to compare with the one that the nominator wrote."""
    rows = Posting.objects.filter(member__in=[member.pk for member in members]).order_by("starts_on", "pk")
    return {key: ", ".join(filter(None, where)) for key, *where in rows.values_list("member", "mission", "city")}


def addresses_of(members: Iterable[Member]) -> dict[int, str]:
    """By the key of each, in one query: what tells two people of one name apart."""
    lines: dict[int, list[str]] = {}
    rows = RollAddress.objects.filter(member__in=[member.pk for member in members]).order_by("email")
    for key, email in rows.values_list("member", "email"):
        lines.setdefault(key, []).append(email)
    return {key: ", ".join(emails) for key, emails in lines.items()}
