"""What waits for one person of the office: three queries for the whole desk, however many kinds there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from pafso.clock import ottawa_day
from pafso.counting import MOST_COUNTED as EXACT_TO
from pafso.counting import counts as count_lists
from pafso.localized import language_in_use
from pafso.models import Hidden, Keeper, Noted

from .kinds import MOST_COLUMNS, Kind, kinds_for

COUNT_KEPT = 60  # seconds, in the head of a page; the desk counts anew


class Whose(Enum):
    """Which part of the desk one looks at."""

    ALL = "all"
    MINE = "mine"
    NOBODYS = "nobodys"


@dataclass(frozen=True)
class Item:
    """One row that waits."""

    kind: Kind
    pk: int
    since: datetime
    words: str
    url: str
    keeper: Keeper | None = None

    @property
    def own_page(self) -> str:
        return self.kind.own_page(self.pk)

    @property
    def subject(self) -> tuple[str, int]:
        return self.kind.label, self.pk


def waiting(
    kind: Kind, person: AbstractBaseUser, *, now: datetime | None = None, whose: Whose = Whose.ALL
) -> QuerySet[Model]:
    """The rows of KIND that wait for PERSON, with ``waits_since``: without those that they hid and those that were noted."""
    now = now or timezone.now()
    rows = everything(kind, person, now)
    hidden = Hidden.objects.filter(kind=kind.name, subject_id=OuterRef("pk"), user=person.pk, until__gt=ottawa_day(now))
    rows = rows.exclude(Exists(hidden))
    keepers = Keeper.objects.filter(subject_type=kind.label, subject_id=OuterRef("pk"))
    if whose is Whose.MINE:
        return rows.filter(Exists(keepers.filter(user=person.pk)))
    return rows.filter(~Exists(keepers)) if whose is Whose.NOBODYS else rows


def everything(kind: Kind, person: AbstractBaseUser, now: datetime) -> QuerySet[Model]:
    """The same with what the person hid."""
    rows = kind.rows(person, now).annotate(waits_since=F(kind.since))
    if not kind.ends_when_noted:
        return rows
    noted = Noted.objects.filter(kind=kind.name, subject_id=OuterRef("pk"), since=OuterRef("waits_since"))
    return rows.exclude(Exists(noted))


def find(kind: Kind, person: AbstractBaseUser, pk: int) -> Item | None:
    """The one row PK, hidden or not; None when it does not wait, or not for this person."""
    return next(iter(_items([kind], [_columns(kind, everything(kind, person, timezone.now()).filter(pk=pk))])), None)


def oldest(
    kinds: Sequence[Kind], person: AbstractBaseUser, *, each: int, whose: Whose = Whose.ALL
) -> dict[str, list[Item]]:
    """Of every kind the EACH rows that have waited longest, by name of the kind: two queries."""
    now = timezone.now()
    rows = [
        _columns(kind, waiting(kind, person, now=now, whose=whose).order_by("waits_since", "pk")[:each])
        for kind in kinds
    ]
    found: dict[str, list[Item]] = {kind.name: [] for kind in kinds}
    for item in sorted(_items(kinds, rows), key=lambda item: (item.since, item.pk)):
        found[item.kind.name].append(item)
    return found


def items_of(kind: Kind, rows: Iterable[Model]) -> list[Item]:
    """Rows of one page, in their order."""
    keys = [row.pk for row in rows]
    found = {item.pk: item for item in _items([kind], [_columns(kind, kind.model._base_manager.filter(pk__in=keys))])}
    return [found[key] for key in keys if key in found]


def counts(
    kinds: Sequence[Kind], person: AbstractBaseUser, *, whose: Whose = Whose.ALL, now: datetime | None = None
) -> dict[str, int]:
    """How many of each kind wait, by its name: exact to 1,000, then 1,001 for "more than 1,000". One query."""
    lists = [waiting(kind, person, now=now, whose=whose).order_by() for kind in kinds]
    return dict(zip((kind.name for kind in kinds), count_lists(lists, EXACT_TO), strict=True))


def count_kept(person: AbstractBaseUser) -> int:
    """How much waits for PERSON in all, kept for a minute: the head of every page shows it."""
    key = _key(person)
    kept = cache.get(key)
    if kept is None:
        kept = keep_count(person, sum(counts(kinds_for(person), person).values()))
    return int(kept)


def keep_count(person: AbstractBaseUser, number: int) -> int:
    cache.set(_key(person), number, COUNT_KEPT)
    return number


def forget_count(*people: AbstractBaseUser) -> None:
    """After what they did themselves: they look at the number next."""
    cache.delete_many([_key(person) for person in people])


def _key(person: AbstractBaseUser) -> str:
    return f"waiting:{person.pk}"


def _bounded(kind: Kind, rows: QuerySet[Model]) -> QuerySet[Model]:
    # By key: SQLite takes no LIMIT in the parts of a union.
    return kind.model._base_manager.filter(pk__in=rows.values("pk")).order_by()


def _columns(kind: Kind, rows: QuerySet[Model]) -> QuerySet[Model, tuple[str, int, datetime, str, str, str]]:
    """Key, moment and columns of ROWS, the same for every kind."""
    language = language_in_use()
    names = [name.format(language=language) for name in kind.columns]
    columns = {f"column_{n}": Cast(F(name), CharField()) for n, name in enumerate(names)}
    columns |= {f"column_{n}": Value("", CharField()) for n in range(len(names), MOST_COLUMNS)}  # type: ignore[misc]
    annotated = _bounded(kind, rows).annotate(
        item_kind=Value(kind.name, CharField()), item_pk=F("pk"), item_since=F(kind.since), **columns
    )
    return annotated.values_list("item_kind", "item_pk", "item_since", "column_0", "column_1", "column_2")


def _together(rows: Sequence[QuerySet[Model, tuple]]) -> list[tuple]:
    if not rows:
        return []
    first, *rest = rows
    return list(first.union(*rest, all=True) if rest else first)


def _items(kinds: Sequence[Kind], rows: Sequence[QuerySet[Model, tuple]]) -> list[Item]:
    by_name = {kind.name: kind for kind in kinds}
    found = []
    for name, pk, since, *columns in _together(rows):
        kind = by_name[name]
        said = tuple(column or "" for column in columns[: len(kind.columns)])
        found.append(Item(kind, pk, since, kind.words(*said), kind.place(pk, said)))
    keepers = _keepers(found)
    return [replace(item, keeper=keepers.get(item.subject)) for item in found]


def _keepers(items: Sequence[Item]) -> dict[tuple[str, int], Keeper]:
    by_label: dict[str, list[int]] = {}
    for item in items:
        by_label.setdefault(item.kind.label, []).append(item.pk)
    if not by_label:
        return {}
    these = Q()
    for label, keys in by_label.items():
        these |= Q(subject_type=label, subject_id__in=keys)
    return {
        (keeper.subject_type, keeper.subject_id): keeper
        for keeper in Keeper.objects.filter(these).select_related("user")
    }
