"""Finds people on the roll by what their number, their address or any word of their name begins with."""

from dataclasses import dataclass

from django.db.models import Q

from members.models import Member, RollAddress
from pafso.text.numbers import number_key
from pafso.text.words import first_keys, has_words

MOST_FOUND = 200


@dataclass(frozen=True)
class Found:
    """Who was found; ``is_cut`` says that there are more than are looked at, so that the term should say more."""

    members: list[int]
    is_cut: bool


def found(term: str) -> Found:
    """The people whom TERM finds, by id: three small searches, each answered by an index of its own up to a bound.

    One query with a condition of three parts would read the whole roll: no index serves an OR over two tables.
    """
    term = term.strip()
    by_number = Member.objects.filter(Q(number__startswith=term) | Q(number_key__startswith=number_key(term) or term))
    by_address = RollAddress.objects.filter(email__startswith=term.lower())
    by_name = Member.objects.filter(has_words("sort_name", term))
    lists: list[list[int]] = [
        first_keys(rows, MOST_FOUND + 1, column)
        for rows, column in ((by_number, "pk"), (by_address, "member_id"), (by_name, "pk"))
    ]
    members = {pk for each in lists for pk in each[:MOST_FOUND]}
    return Found(sorted(members), any(len(each) > MOST_FOUND for each in lists))
