"""Cases about which a colleague must answer first, found in a cycle without reading it through."""

from typing import Any

from django.db.models import F, QuerySet

from awards.models import Letter, Nomination, NominationDeclaration
from members.identity import identity_of
from members.models import User
from pafso.access import Visitor
from pafso.text.words import has_words

Rows = QuerySet[Any, Any]


def unanswered(person: Visitor, cycle: int) -> list[int]:
    """The nominations of CYCLE of which `rules.must_say_who` is true for PERSON: each name is found by an index of its own."""
    me = identity_of(person)
    lists = [rows for name in me.names for rows in _named(" ".join(sorted(name)), cycle)]
    if not lists:
        return []
    found = {pk for pk, name in lists[0].union(*lists[1:], all=True) if me.may_be(name)}
    answered = NominationDeclaration.objects.standing().filter(user=person.pk, nomination__in=found)
    return sorted(found - set(answered.values_list("nomination", flat=True)))


def _named(term: str, cycle: int) -> list[Rows]:
    nominations = Nomination.objects.filter(cycle=cycle).order_by()
    letters = Letter.objects.not_revoked().filter(nomination__cycle=cycle).order_by()
    accounts = User.objects.filter(has_words("name", term)).values("pk")
    return [
        nominations.filter(has_words("nominee_name", term)).values_list(F("pk"), F("nominee_name")),
        nominations.filter(nominator__in=accounts).values_list(F("pk"), F("nominator__name")),
        letters.filter(has_words("name", term)).values_list(F("nomination"), F("name")),
    ]
