"""Who served at one mission with whom: on the roll, day by day, so that somebody can be asked whether they are too near to judge."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.functional import keep_lazy_text
from django.utils.translation import gettext_lazy as _

from pafso.lazy import Words
from pafso.text.dates import day_in_words
from pafso.text.folding import folded

from .models import Posting

# Headquarters are no mission: half the roll serves there at any time.
AT_HOME = "canada"


@dataclass(frozen=True)
class Stay:
    """One posting abroad; LAST is its last day, None while it lasts. Two of one KEY are at the same mission."""

    key: str
    mission: str
    first: date
    last: date | None


@dataclass(frozen=True)
class Common:
    """The days that two people had at one mission; LAST is None while both are there."""

    mission: str
    first: date
    last: date | None

    @property
    def sentence(self) -> Words:
        """ "Embassy, Dakar, from March 1, 2022 to June 30, 2024", in the reader's language, without the names."""
        lasts = _("%(mission)s, since %(first)s")
        ended = _("%(mission)s, from %(first)s to %(last)s")
        return _shown(lasts if self.last is None else ended, self)


def in_common(one: Iterable[Stay], other: Iterable[Stay], *, since: date, until: date) -> list[Common]:
    """What two people's stays have in common, the latest first: at one mission on at least one day from SINCE to UNTIL.

    Both days count, as the first and the last of a stay do. The days are those of the whole time together, also before SINCE.
    """
    theirs = defaultdict(list)
    for stay in other:
        theirs[stay.key].append(stay)
    found = [both for mine in one for stay in theirs[mine.key] if (both := _together(mine, stay, since, until))]
    return sorted(set(found), key=lambda common: (common.first, common.mission), reverse=True)


def stays_of(members: Iterable[int], *, since: date, until: date) -> dict[int, list[Stay]]:
    """The postings abroad of MEMBERS (ids on the roll) that touch the days from SINCE to UNTIL: one query, however many they are."""
    keys = {pk for pk in members if pk is not None}
    if not keys:
        return {}
    rows = Posting.objects.standing().filter(Q(ends_on=None) | Q(ends_on__gte=since), member__in=keys)
    stays: dict[int, list[Stay]] = defaultdict(list)
    for row in rows.filter(starts_on__lte=until).order_by("member_id", "starts_on").values(*COLUMNS):
        if folded(row["country"]).strip() != AT_HOME:
            stays[row["member_id"]].append(_stay(row))
    return dict(stays)


COLUMNS = ("member_id", "mission_key", "mission", "city", "country", "starts_on", "ends_on")


def years_before(day: date, years: int) -> date:
    """The same day YEARS earlier; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _stay(row: dict[str, Any]) -> Stay:
    return Stay(row["mission_key"], f"{row['mission']}, {row['city']}", row["starts_on"], row["ends_on"])


def _together(one: Stay, other: Stay, since: date, until: date) -> Common | None:
    first = max(one.first, other.first)
    last = min((stay.last for stay in (one, other) if stay.last), default=None)
    is_near = first <= until and (last is None or (first <= last and since <= last))
    return Common(one.mission, first, last) if is_near else None


@keep_lazy_text
def _shown(sentence: Words, common: Common) -> str:
    days = {"first": day_in_words(common.first), "last": day_in_words(common.last)}
    return str(sentence % {"mission": common.mission, **days})
