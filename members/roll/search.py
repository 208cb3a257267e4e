"""Finds people on the roll by what their number, their address or any word of their name begins with."""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from members.models import Member, RollAddress
from pafso.text.folding import folded

MOST_FOUND = 500
BETWEEN = re.compile(r"[-./'&@_,()\\\s]+")


class NameHasWords(Func):
    """PostgreSQL's index over the words of names; the expression is that of migration 0005, to the letter."""

    template = "to_tsvector('simple', translate(%(expressions)s)"
    arg_joiner = ", '-./''&@_,()', '          ')) @@ to_tsquery('simple', "
    output_field = BooleanField()


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
    by_number = Member.objects.filter(Q(number__startswith=term) | Q(number__startswith=term.upper()))
    by_address = RollAddress.objects.filter(email__startswith=term.lower())
    lists: list[list[int]] = [
        list(rows.order_by().values_list(column, flat=True)[: MOST_FOUND + 1])
        for rows, column in ((by_number, "pk"), (by_address, "member_id"), (_by_name(term), "pk"))
    ]
    members = {pk for each in lists for pk in each[:MOST_FOUND]}
    return Found(sorted(members), any(len(each) > MOST_FOUND for each in lists))


def _by_name(term: str) -> QuerySet[Member]:
    """Each word of TERM begins some word of the name."""
    words = [word for word in BETWEEN.split(folded(term)) if word]
    if not words:
        return Member.objects.none()
    if connection.vendor == "postgresql":
        # Each word in quotes is one word, whatever it holds; quotes and backslashes part words.
        wanted = " & ".join(f"'{word}':*" for word in words)
        return Member.objects.filter(NameHasWords(F("sort_name"), Value(wanted)))
    condition = Q()
    for word in words:
        condition &= Q(sort_name__regex=rf"(^|[-./'&@_,() ]){re.escape(word)}")
    return Member.objects.filter(condition)
