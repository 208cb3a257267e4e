"""Cases about which a colleague must answer first, found in a cycle without reading it through."""

from typing import Any

from django.db.models import F, Q, QuerySet

from awards.models import CoNominator, GroupMember, Letter, Nomination, NominationDeclaration
from members.identity import Identity, identity_of
from members.models import User
from pafso.access import Visitor

Rows = QuerySet[Any, Any]


def unanswered(person: Visitor, cycle: int | None = None) -> Q:
    """The nominations (of CYCLE, or of those that are handed in) of which `rules.must_say_who` is true for PERSON, as a part of the
    query that asks: each place where a name stands is found by an index of its own."""
    me = identity_of(person)
    if not me.names:
        return Q(pk__in=())
    first, *rest = _named(me, cycle)
    answered = NominationDeclaration.objects.standing().filter(user=person.pk).order_by()
    return Q(pk__in=first.union(*rest, all=True)) & ~Q(pk__in=answered.values("nomination"))


def _named(me: Identity, cycle: int | None) -> list[Rows]:
    nominations, letters = Nomination.objects.order_by(), Letter.objects.not_revoked().order_by()
    if cycle is None:
        nominations, letters = nominations.handed_in(), letters.filter(nomination__state__in=Nomination.HANDED_IN)
    else:
        nominations, letters = nominations.filter(cycle=cycle), letters.filter(nomination__cycle=cycle)
    beside, group = CoNominator.objects.order_by(), GroupMember.objects.counting().order_by()
    of_cycle = Q(nomination__state__in=Nomination.HANDED_IN) if cycle is None else Q(nomination__cycle=cycle)
    named = me.may_be_in("name")
    accounts = User.objects.filter(named).values("pk")
    return [
        nominations.filter(me.may_be_in("nominee_name")).values_list(F("pk")),
        nominations.filter(nominator__in=accounts).values_list(F("pk")),
        letters.filter(named).values_list(F("nomination")),
        beside.filter(of_cycle, named).values_list(F("nomination")),
        group.filter(of_cycle, named).values_list(F("nomination")),
    ]
