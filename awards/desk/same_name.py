"""Cases about which a colleague must answer first, found in a cycle without reading it through."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, CharField, F, Q, QuerySet, Value
from django.db.models.fields.json import KT

from awards.models import CoNominator, GroupMember, Letter, Nomination, NominationDeclaration
from members.identity import identity_of
from members.models import User
from pafso.access import Visitor
from pafso.text.words import has_words

Rows = QuerySet[Any, Any]
NAMED, SETTLED = Value(False, BooleanField()), Value(True, BooleanField())


def unanswered(person: Visitor, cycle: int | None = None) -> list[int]:
    """The nominations (of CYCLE, or of those that are handed in) of which `rules.must_say_who` is true for PERSON: each name is found by an
    index of its own, and all of them with what settles it in one query."""
    me = identity_of(person)
    lists = [rows for name in me.names for rows in _named(" ".join(sorted(name)), cycle)]
    if not lists:
        return []
    found, settled = set(), set()
    for pk, said, is_settled in lists[0].union(*lists[1:], *_returned(cycle), *_settled(person), all=True):
        if is_settled:
            settled.add(pk)
        elif me.may_be(*_names_in(said)):
            found.add(pk)
    return sorted(found - settled)


def _named(term: str, cycle: int | None) -> list[Rows]:
    nominations, letters = Nomination.objects.order_by(), Letter.objects.not_revoked().order_by()
    of_cycle = Q(nomination__state__in=Nomination.HANDED_IN) if cycle is None else Q(nomination__cycle=cycle)
    nominations = nominations.handed_in() if cycle is None else nominations.filter(cycle=cycle)
    as_written = nominations.exclude(state=Nomination.State.RETURNED)
    letters, beside = letters.filter(of_cycle), CoNominator.objects.filter(of_cycle).order_by()
    group = GroupMember.objects.counting().exclude(nomination__state=Nomination.State.RETURNED).order_by()
    accounts = User.objects.filter(has_words("name", term)).values("pk")
    return [
        as_written.filter(has_words("nominee_name", term)).values_list(F("pk"), F("nominee_name"), NAMED),
        nominations.filter(nominator__in=accounts).values_list(F("pk"), F("nominator__name"), NAMED),
        letters.filter(has_words("name", term)).values_list(F("nomination"), F("name"), NAMED),
        letters.filter(has_words("full_name", term)).values_list(F("nomination"), F("full_name"), NAMED),
        beside.filter(has_words("name", term)).values_list(F("nomination"), F("name"), NAMED),
        beside.filter(user__in=accounts).values_list(F("nomination"), F("user__name"), NAMED),
        group.filter(of_cycle, has_words("name", term)).values_list(F("nomination"), F("name"), NAMED),
    ]


def _returned(cycle: int | None) -> list[Rows]:
    """The few that are with their nominators: whom they named when they submitted."""
    rows = Nomination.objects.filter(state=Nomination.State.RETURNED).order_by()
    rows = rows if cycle is None else rows.filter(cycle=cycle)
    return [rows.values_list(F("pk"), KT(f"as_submitted__{name}"), NAMED) for name in ("nominee_name", "group")]


def _settled(person: Visitor) -> list[Rows]:
    """Of which the person has said who it is, and those that they put forward themselves."""
    answered = NominationDeclaration.objects.standing().filter(user=person.pk).order_by()
    own = Nomination.objects.put_forward_by(person).order_by()
    return [
        answered.values_list(F("nomination"), Value("", CharField()), SETTLED),
        own.values_list(F("pk"), Value("", CharField()), SETTLED),
    ]


def _names_in(said: str | None) -> Iterable[str]:
    """Of a group, as it was submitted, each by itself: two of them together may have the words of a third one's name."""
    if said and said.startswith("[{"):
        return [each["name"] for each in json.loads(said)]
    return [said] if said else []
