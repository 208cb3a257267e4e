"""Cases about which a colleague must answer first, found in a cycle without reading it through."""

from typing import Any

from django.db.models import F, Q, QuerySet

from awards.models import CoNominator, GroupMember, Letter, Nomination, NominationDeclaration
from members.identity import identity_of
from members.models import User
from pafso.access import Visitor
from pafso.text.words import has_words

Rows = QuerySet[Any, Any]


def unanswered(person: Visitor, cycle: int | None = None) -> list[int]:
    """The nominations (of CYCLE, or of those that are handed in) of which `rules.must_say_who` is true for PERSON: each name is found by an index of its own."""
    me = identity_of(person)
    lists = [rows for name in me.names for rows in _named(" ".join(sorted(name)), cycle)]
    if not lists:
        return []
    found = {pk for pk, name in lists[0].union(*lists[1:], all=True) if me.may_be(name)}
    answered = NominationDeclaration.objects.standing().filter(user=person.pk, nomination__in=found)
    return sorted(found - set(answered.values_list("nomination", flat=True)))


def _named(term: str, cycle: int | None) -> list[Rows]:
    nominations, letters = Nomination.objects.order_by(), Letter.objects.not_revoked().order_by()
    if cycle is None:
        nominations, letters = nominations.handed_in(), letters.filter(nomination__state__in=Nomination.HANDED_IN)
    else:
        nominations, letters = nominations.filter(cycle=cycle), letters.filter(nomination__cycle=cycle)
    beside, group = CoNominator.objects.order_by(), GroupMember.objects.counting().order_by()
    of_cycle = Q(nomination__state__in=Nomination.HANDED_IN) if cycle is None else Q(nomination__cycle=cycle)
    accounts = User.objects.filter(has_words("name", term)).values("pk")
    return [
        nominations.filter(has_words("nominee_name", term)).values_list(F("pk"), F("nominee_name")),
        nominations.filter(nominator__in=accounts).values_list(F("pk"), F("nominator__name")),
        letters.filter(has_words("name", term)).values_list(F("nomination"), F("name")),
        beside.filter(of_cycle, has_words("name", term)).values_list(F("nomination"), F("name")),
        group.filter(of_cycle, has_words("name", term)).values_list(F("nomination"), F("name")),
    ]
