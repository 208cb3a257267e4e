"""Whom each nomination names beside its nominee, and how its letters stand: for the Secretary, one query for a page of them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from awards.models import CoNominator, GroupMember, Letter, Nomination
from pafso.lazy import Words

# Nomination, role, name, another name, entry on the roll; whether it is a letter that has arrived, and one that counts.
Rows = QuerySet[Any, Any]
NAMED = "named"
SPEAKING_LETTERS = (Letter.State.INVITED, Letter.State.SENT)
ROLES: dict[str, Words] = {
    "nominator": _("nominator"),
    "co_nominator": _("co-nominator"),
    "supporter": _("supporter"),
}
NO, YES = Value(False, BooleanField()), Value(True, BooleanField())
NO_NAME, NOBODY = Value("", CharField()), Value(None, BigIntegerField())


@dataclass(frozen=True)
class Party:
    """Somebody who speaks for the nominee; MEMBER is their entry on the roll, None without one."""

    role: str
    name: str
    member: int | None


@dataclass
class People:
    """Who speaks for one nominee, in the order of ROLES; every NAME that the nomination has beside the nominee's (of whoever
    declined, left, or signs with another name, too); how many letters have arrived, and how many of them count."""

    speaking: list[Party] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    letters_in: int = 0
    letters_counting: int = 0


def people_of(nominations: Collection[Nomination]) -> dict[int, People]:
    """Of each, by its id."""
    keys = [nomination.pk for nomination in nominations]
    found: dict[int, People] = defaultdict(People)
    if not keys:
        return found
    groups = [nomination.pk for nomination in nominations if nomination.is_of_a_group]
    first, *rest = _nominators(keys), _co_nominators(keys), _supporters(keys), _groups(groups)
    for nomination, role, name, other_name, member, has_arrived, counts in first.union(*rest, all=True):
        people = found[nomination]
        people.names += [each for each in (name, other_name) if each]
        people.letters_in += has_arrived
        people.letters_counting += counts
        if role != NAMED:
            people.speaking.append(Party(role, name, member))
    for people in found.values():
        people.speaking.sort(key=lambda party: ([*ROLES].index(party.role), party.name))
    return found


def _nominators(keys: list[int]) -> Rows:
    rows = Nomination.objects.filter(pk__in=keys).order_by()
    own = F("nominator__name"), NO_NAME, F("nominator__member")
    return rows.values_list(F("pk"), Value("nominator", CharField()), *own, NO, NO)


def _co_nominators(keys: list[int]) -> Rows:
    rows = CoNominator.objects.filter(nomination__in=keys).order_by()
    role = _role("co_nominator", Q(ended_at=None, joined_at__isnull=False))
    account = Coalesce("user__name", NO_NAME), F("user__member")
    return rows.values_list(F("nomination"), role, F("name"), *account, NO, NO)


def _supporters(keys: list[int]) -> Rows:
    rows = Letter.objects.not_revoked().filter(nomination__in=keys).order_by().saying_whether_they_count()
    role, entry = _role("supporter", Q(state__in=SPEAKING_LETTERS)), Coalesce("member__merged_into", "member")
    has_arrived = Case(When(state=Letter.State.SENT, then=YES), default=NO)
    return rows.values_list(F("nomination"), role, F("name"), F("full_name"), entry, has_arrived, F("counts"))


def _groups(keys: list[int]) -> Rows:
    rows = GroupMember.objects.filter(nomination__in=keys).order_by()
    return rows.values_list(F("nomination"), Value(NAMED, CharField()), F("name"), NO_NAME, NOBODY, NO, NO)


def _role(role: str, speaks: Q) -> Case:
    return Case(When(speaks, then=Value(role)), default=Value(NAMED), output_field=CharField())
