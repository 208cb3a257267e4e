"""The numbers of a cycle, day by day in Ottawa: nominations begun, submitted, letters received. One query, whatever their number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from awards.models import Cycle, Letter, Nomination
from pafso.access import Visitor
from pafso.clock import OTTAWA, ottawa_day
from pafso.lazy import Words

# A plot of more days is no small plot: it shows the last of them, and the table has them all.
MOST_DAYS = 120
# And of fewer it would be a wall.
FEWEST_DAYS = 28
BAR, HEIGHT = 10, 60
BEGUN, SUBMITTED, LETTERS = "begun", "submitted", "letters"
SERIES: tuple[tuple[str, Words], ...] = (
    (BEGUN, _("Nominations started")),
    (SUBMITTED, _("Nominations received")),
    (LETTERS, _("Letters received")),
)


@dataclass(frozen=True)
class Day:
    day: date
    begun: int = 0
    submitted: int = 0
    letters: int = 0


@dataclass(frozen=True)
class Bar:
    """One day of a plot, in its own units: x from the left, y and height from the top."""

    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Plot:
    """One series as bars from the FIRST day to the LAST; TODAY is its place where it is among them. HIGHEST is the number of the
    highest day, and TOTAL that of all days shown."""

    title: Words
    bars: list[Bar]
    width: int
    first: date
    last: date
    today: int | None
    highest: int
    total: int
    height: int = HEIGHT


def days_of(cycle: Cycle, person: Visitor) -> list[Day]:
    """The days on which something came in, the first first; of cases that PERSON may know of, drafts as numbers too."""
    cases = Nomination.objects.looked_after_by(person).filter(cycle=cycle).order_by()
    letters = Letter.objects.arrived().filter(nomination__in=cases.values("pk")).order_by()
    begun, *others = (
        _by_day(cases, BEGUN, "begun_at"),
        _by_day(cases.handed_in().exclude(submitted_at=None), SUBMITTED, "submitted_at"),
        _by_day(letters, LETTERS, "sent_at"),
    )
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for series, day, number in begun.union(*others, all=True):
        found[day][series] = number
    return [Day(day, **numbers) for day, numbers in sorted(found.items())]


def _by_day(rows: QuerySet, series: str, column: str) -> QuerySet:
    by_day = rows.annotate(series=Value(series), day=TruncDate(F(column), tzinfo=OTTAWA)).values("series", "day")
    return by_day.annotate(number=Count("pk")).values_list("series", "day", "number")


def plots_of(days: Iterable[Day]) -> list[Plot]:
    """A plot of each series over the same days, those without anything included: from the first on which something came in; where
    they are few, on beyond the last."""
    by_day = {day.day: day for day in days}
    if not by_day:
        return []
    last = max(by_day)
    first = max(min(by_day), last - timedelta(days=MOST_DAYS - 1))
    last = max(last, first + timedelta(days=FEWEST_DAYS - 1))
    shown = [by_day.get(day, Day(day)) for day in (first + timedelta(days=n) for n in range((last - first).days + 1))]
    return [_plot(title, first, [getattr(day, name) for day in shown]) for name, title in SERIES]


def _plot(title: Words, first: date, numbers: list[int]) -> Plot:
    highest = max(numbers)
    heights = [-(-number * HEIGHT // highest) if highest else 0 for number in numbers]  # upwards: one is never nothing
    bars = [Bar(n * BAR, HEIGHT - height, height) for n, height in enumerate(heights) if height]
    last, today = first + timedelta(days=len(numbers) - 1), ottawa_day()
    place = (today - first).days * BAR if first <= today <= last else None
    return Plot(title, bars, len(numbers) * BAR, first, last, place, highest, sum(numbers))
