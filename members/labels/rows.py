"""Whose labels are made on a day, and what the office should know before: one query each, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from members.models import PaperCopy
from members.models.paper import MOST_LINES
from pafso.text import countries

from .letters import can_show

# On the page of the buttons; the others are on pages of their own.
SHOWN = 50
BY_NAME = ("member__sort_name", "member_id")


@dataclass(frozen=True)
class Label:
    """What stands on one envelope; `country` is a code."""

    member: int
    number: str
    name: str
    lines: list[str]
    country: str

    def on_paper(self) -> list[str]:
        """As Canada Post wants it: the country in capitals, and at home none."""
        abroad = [countries.name_of(self.country).upper()] if self.country != countries.HOME else []
        return [self.name, *self.lines, *abroad]

    def in_table(self) -> list[str]:
        lines = self.lines + [""] * (MOST_LINES - len(self.lines))
        return [self.number, self.name, *lines, countries.name_of(self.country), self.country]

    def is_printable(self) -> bool:
        return can_show("\n".join(self.on_paper()))


def names() -> list[str]:
    """The first line of the table."""
    lines = [_("Address line %(n)s") % {"n": n} for n in range(1, MOST_LINES + 1)]
    return [_("Member number"), _("Name"), *lines, _("Country"), _("Country code")]


def labels_on(day: date) -> list[Label]:
    """Canada first, then country by country as the reader calls them, each by name."""
    rows = PaperCopy.objects.to_send(day).order_by(*BY_NAME)
    found = rows.values_list("member_id", "member__number", "member__name", "lines", "country")
    labels = [Label(pk, number, name, lines.split("\n"), country) for pk, number, name, lines, country in found]
    place = {code: n for n, (code, _name) in enumerate(countries.choices())}
    return sorted(labels, key=lambda label: place.get(label.country, len(place)))


@dataclass(frozen=True)
class Copies:
    """How many copies go where; how many people who want one have no address yet."""

    in_canada: int
    abroad: int
    without_address: int

    @property
    def total(self) -> int:
        return self.in_canada + self.abroad


def count_of(labels: Iterable[Label]) -> tuple[int, int]:
    """How many go within Canada, and abroad."""
    codes = [label.country for label in labels]
    at_home = codes.count(countries.HOME)
    return at_home, len(codes) - at_home


def copies_on(day: date) -> Copies:
    at_home = Q(country=countries.HOME)
    counted = {"in_canada": Count("pk", filter=at_home), "abroad": Count("pk", filter=~at_home & ~Q(lines=""))}
    found = PaperCopy.objects.to_members(day).aggregate(**counted, without_address=Count("pk", filter=Q(lines="")))
    return Copies(**found)


def without_address(day: date) -> QuerySet[PaperCopy]:
    """Those who want one and have no address, by name."""
    return PaperCopy.objects.to_members(day).filter(lines="").select_related("member").order_by(*BY_NAME)


def changed_since(day: date, moment: datetime) -> QuerySet[PaperCopy]:
    """Those whose address is new or another one since MOMENT, by name."""
    rows = PaperCopy.objects.to_send(day).filter(changed_at__gt=moment)
    return rows.select_related("member").order_by(*BY_NAME)
