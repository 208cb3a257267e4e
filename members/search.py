"""Finds people on the roll by what their number, their address or any word of their name begins with."""

import re
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from pafso.folding import folded

from .models import Member, RollAddress

BETWEEN = re.compile(r"[-./'&@_,()\\\s]+")


class NameHasWords(Func):
    """PostgreSQL's index over the words of names; the expression is that of migration 0005, to the letter."""

    template = "to_tsvector('simple', translate(%(expressions)s)"
    arg_joiner = ", '-./''&@_,()', '          ')) @@ to_tsquery('simple', "
    output_field = BooleanField()


def found(members: QuerySet[Member], term: str) -> QuerySet[Member]:
    """Those of MEMBERS that TERM finds: three small searches, each by an index of its own, and their people by id."""
    term = term.strip()
    by_number = Member.objects.filter(Q(number__startswith=term) | Q(number__startswith=term.upper()))
    by_address: QuerySet[Any] = RollAddress.objects.filter(email__startswith=term.lower())
    ids = by_address.order_by().values("member_id")
    return members.filter(pk__in=ids.union(*(rows.order_by().values("pk") for rows in (by_number, _by_name(term)))))


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
