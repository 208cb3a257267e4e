"""Who of those that speak for a nominee served at one mission with them: for the Secretary, nominations by the page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.functional import keep_lazy_text
from django.utils.translation import gettext_lazy as _

from awards.models import CoNominator, Cycle, GroupMember, Letter, Nomination
from members.nearness import Common, Stay, in_common, stays_of, years_before
from pafso.clock import ottawa_day
from pafso.lazy import Words

# Nomination, role, name, member.
Rows = QuerySet[Any, Any]
NAMED = "named"
SPEAKING_LETTERS = (Letter.State.INVITED, Letter.State.SENT)
ROLES: dict[str, Words] = {
    "nominator": _("nominator"),
    "co_nominator": _("co-nominator"),
    "supporter": _("supporter"),
}


@dataclass(frozen=True)
class Party:
    """Somebody who speaks for the nominee; MEMBER is their entry on the roll, None without one."""

    role: str
    name: str
    member: int | None


@dataclass(frozen=True)
class Near:
    """A party who served with the nominee, and the last time that they did."""

    party: Party
    common: Common

    @property
    def sentence(self) -> Words:
        return _said(_("%(name)s (%(role)s): %(common)s"), self)


def people_of(nominations: Iterable[Nomination]) -> dict[int, list[Party]]:
    """Whom each names beside its nominee, by its id: one query. Who has a role of ROLES speaks for the nominee; whoever declined,
    or left, or signs with another name, is only NAMED."""
    keys = [nomination.pk for nomination in nominations]
    parties: dict[int, list[Party]] = defaultdict(list)
    if not keys:
        return parties
    first, *rest = [*_roles(keys), *_named(keys)]
    for nomination, role, name, member in first.union(*rest, all=True):
        parties[nomination].append(Party(role, name, member))
    return {key: sorted(found, key=_in_order) for key, found in parties.items()}


def speaking(people: Iterable[Party]) -> list[Party]:
    return [each for each in people if each.role != NAMED]


def near_of(nominations: Sequence[Nomination], parties: dict[int, list[Party]]) -> dict[int, list[Near] | None]:
    """Of each nomination (with its cycle) those PARTIES who served with its nominee: one query. None where nobody on the
    roll is matched to the nominee, so that nothing can be said."""
    spans = {nomination.pk: span_of(nomination.cycle) for nomination in nominations}
    matched = [nomination for nomination in nominations if nomination.nominee_member_id]
    members = {party.member for each in matched for party in parties.get(each.pk, ()) if party.member}
    members |= {each.nominee_member_id for each in matched if each.nominee_member_id}
    stays: dict[int, list[Stay]] = {}
    if matched:
        since, until = (pick(span[end] for span in spans.values()) for end, pick in ((0, min), (1, max)))
        stays = stays_of(members, since=since, until=until)
    return {
        each.pk: _near(each, parties.get(each.pk, []), stays, spans[each.pk]) if each.nominee_member_id else None
        for each in nominations
    }


def span_of(cycle: Cycle) -> tuple[date, date]:
    """The days within which a common mission counts as nearness in CYCLE, both included."""
    until = cycle.eligibility_on or ottawa_day(cycle.closes_at)
    return years_before(until, cycle.nearness_years), until


def _near(
    nomination: Nomination, parties: list[Party], stays: dict[int, list[Stay]], span: tuple[date, date]
) -> list[Near]:
    own = stays.get(nomination.nominee_member_id or 0, [])
    others = [party for party in parties if party.member and party.member != nomination.nominee_member_id]
    since, until = span
    found = [(party, in_common(own, stays.get(party.member or 0, []), since=since, until=until)) for party in others]
    return [Near(party, common[0]) for party, common in found if common]


def _roles(keys: list[int]) -> list[Rows]:
    """Nomination, role, name, member: of one role each."""
    nominations = Nomination.objects.filter(pk__in=keys).order_by()
    letters = Letter.objects.filter(nomination__in=keys, state__in=SPEAKING_LETTERS).order_by()
    beside = CoNominator.objects.joined().filter(nomination__in=keys).order_by()
    return [
        _rows(nominations, "nominator", "pk", "nominator__name", F("nominator__member")),
        _rows(beside, "co_nominator", "nomination", "name", F("user__member")),
        _rows(letters, "supporter", "nomination", "name", Coalesce("member__merged_into", "member")),
    ]


def _named(keys: list[int]) -> list[Rows]:
    """Whoever `awards.rules.must_say_who` asks about, by each of their names."""
    letters = Letter.objects.not_revoked().filter(nomination__in=keys).order_by()
    beside = CoNominator.objects.filter(nomination__in=keys).order_by()
    group = GroupMember.objects.counting().filter(nomination__in=keys).order_by()
    nobody = Value(None, BigIntegerField())
    return [
        _rows(rows, NAMED, "nomination", name, nobody)
        for rows, name in (
            (letters, "name"),
            (letters.exclude(full_name=""), "full_name"),
            (beside, "name"),
            (beside.exclude(user=None), "user__name"),
            (group, "name"),
        )
    ]


def _rows(rows: Rows, role: str, nomination: str, name: str, member: Combinable) -> Rows:
    return rows.values_list(F(nomination), Value(role), F(name), member)


def _in_order(party: Party) -> tuple[int, str]:
    return [*ROLES, NAMED].index(party.role), party.name


@keep_lazy_text
def _said(sentence: Words, near: Near) -> str:
    return str(sentence % {"name": near.party.name, "role": ROLES[near.party.role], "common": near.common.sentence})
