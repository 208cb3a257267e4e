"""Who of those that speak for a nominee served at one mission with them: for the Secretary, nominations by the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import keep_lazy_text
from django.utils.translation import gettext_lazy as _

from awards.models import Cycle, Nomination
from members.nearness import Common, Stay, in_common, stays_of, years_before
from pafso.clock import ottawa_day
from pafso.lazy import Words

from .people import ROLES, Party, People


@dataclass(frozen=True)
class Near:
    """A party who served with the nominee, and the last time that they did."""

    party: Party
    common: Common

    @property
    def sentence(self) -> Words:
        return _said(_("%(name)s (%(role)s): %(common)s"), self)


def near_of(nominations: Sequence[Nomination], people: dict[int, People]) -> dict[int, list[Near] | None]:
    """Of each nomination (with its cycle) those of its PEOPLE who served with its nominee: one query. None where nobody on the
    roll is matched to the nominee, so that nothing can be said."""
    spans = {nomination.pk: span_of(nomination.cycle) for nomination in nominations}
    matched = [nomination for nomination in nominations if nomination.nominee_member_id]
    members = {party.member for each in matched for party in people[each.pk].speaking if party.member}
    members |= {each.nominee_member_id for each in matched if each.nominee_member_id}
    stays: dict[int, list[Stay]] = {}
    if matched:
        since, until = (pick(span[end] for span in spans.values()) for end, pick in ((0, min), (1, max)))
        stays = stays_of(members, since=since, until=until)
    return {
        each.pk: _near(each, people[each.pk].speaking, stays, spans[each.pk]) if each.nominee_member_id else None
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


@keep_lazy_text
def _said(sentence: Words, near: Near) -> str:
    return str(sentence % {"name": near.party.name, "role": ROLES[near.party.role], "common": near.common.sentence})
