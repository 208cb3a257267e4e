"""Whether a nominee may receive the award: read from the dated facts of the roll on the cycle's date, with the reason in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices, prefetch_related_objects
from django.utils.functional import keep_lazy_text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.eligibility import Career, careers_of
from members.models import Member
from pafso.lazy import Words

from .models import Cycle, Nomination

MATCH_FIRST = _("The nominee is not matched to the roll.")


class Verdict(TextChoices):
    ELIGIBLE = "eligible", pgettext_lazy("nominee", "Eligible")
    NOT_ELIGIBLE = "not_eligible", pgettext_lazy("nominee", "Not eligible")
    UNMATCHED = "unmatched", pgettext_lazy("nominee", "Not known")


@dataclass(frozen=True)
class Standing:
    """The verdict on one nominee, and why. ``roll``: what the roll alone says where the Secretary made an exception."""

    verdict: Verdict
    reason: Words
    is_exception: bool = False
    roll: "Standing | None" = None

    @property
    def holds(self) -> bool:
        return self.verdict == Verdict.ELIGIBLE


def read_on(cycle: Cycle) -> date:
    """The day on which the roll is read: the cycle's own, else the one on which it closes, in Ottawa."""
    return cycle.read_on


def standing_of(nomination: Nomination) -> Standing:
    return standings([nomination])[nomination.pk]


def standings(nominations: Iterable[Nomination]) -> dict[int, Standing]:
    """By the keys of NOMINATIONS (each with its cycle): four queries at most, however many they are."""
    nominations = list(nominations)
    members = _members(nominations)
    careers = careers_of({member.pk: member for member in members.values()}.values(), "memberships", "appointments")
    found = {}
    for one in nominations:
        member = members.get(one.nominee_member_id or 0)
        found[one.pk] = _with_exception(one, _by_the_roll(one, careers[member.pk] if member else None))
    return found


def _members(nominations: list[Nomination]) -> dict[int, Member]:
    """By the key that a nomination has; an entry that was merged stands for the one that stayed."""
    asked = [one for one in nominations if one.nominee_member_id and _is_asked(one)]
    prefetch_related_objects(asked, "nominee_member__merged_into")  # nothing, where a list has read them already
    rows = [one.nominee_member for one in asked if one.nominee_member]
    return {row.pk: row.merged_into or row for row in rows}


def _is_asked(nomination: Nomination) -> bool:
    is_group = nomination.nominee_kind == Nomination.NomineeKind.GROUP
    return not is_group and nomination.cycle.nominee_rule != Cycle.NomineeRule.ANYONE


def _by_the_roll(nomination: Nomination, career: Career | None) -> Standing:
    if nomination.nominee_kind == Nomination.NomineeKind.GROUP:
        return Standing(Verdict.ELIGIBLE, _("A group is not read against the roll."))
    if nomination.cycle.nominee_rule == Cycle.NomineeRule.ANYONE:
        return Standing(Verdict.ELIGIBLE, _("Anyone may receive this award."))
    if career is None:
        return Standing(Verdict.UNMATCHED, MATCH_FIRST)
    return _by_career(career, read_on(nomination.cycle), nomination.cycle.nominee_rule)


def _by_career(career: Career, day: date, rule: str) -> Standing:
    facts = [career.is_member(day)]
    if rule == Cycle.NomineeRule.SUBSTANTIVE and career.nobody is None:
        facts.append(career.substantive_level(day))
    against = [fact for fact in facts if not fact]
    verdict = Verdict.NOT_ELIGIBLE if against else Verdict.ELIGIBLE
    return Standing(verdict, _joined(*(fact.reason for fact in against or facts)))


def _with_exception(nomination: Nomination, roll: Standing) -> Standing:
    if nomination.eligibility_override is None:
        return roll
    verdict = Verdict.ELIGIBLE if nomination.eligibility_override else Verdict.NOT_ELIGIBLE
    return Standing(verdict, nomination.eligibility_note, is_exception=True, roll=roll)


@keep_lazy_text
def _joined(*sentences: Words) -> str:
    return " ".join(str(sentence) for sentence in sentences)
