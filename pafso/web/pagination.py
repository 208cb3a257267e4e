"""Pages of a list that cost the same at a million rows: by key, never by OFFSET, never counting."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DataError
from django.db.models import F, Model, OrderBy, Q, QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
SIZE = 50


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    """One page of a list; the urls are None where there is nothing further."""

    items: list[M]
    next_url: str | None
    previous_url: str | None

    def __iter__(self) -> Iterator[M]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class Place:
    """Where a page begins: after the row with that key, or before it. As text it stands in an address."""

    key: list[object]
    is_before: bool = False


@dataclass(frozen=True)
class Rows(Generic[M]):
    """The rows of one page, and from where the next and the previous one go on."""

    items: list[M]
    next_key: str | None
    previous_key: str | None


@dataclass(frozen=True)
class Column:
    """One column of an order. What may be empty stands at the end, upwards and downwards."""

    name: str
    descending: bool
    may_be_empty: bool

    def ordered(self, *, backwards: bool) -> OrderBy:
        column = F(self.name)
        last = {("nulls_first" if backwards else "nulls_last"): True} if self.may_be_empty else {}
        return column.desc(**last) if self.descending != backwards else column.asc(**last)

    def beyond(self, value: object, *, backwards: bool) -> Q:
        """What comes later than VALUE in that direction."""
        if value is None:
            return Q((f"{self.name}__isnull", False)) if backwards else Q(pk__in=[])
        later = Q((f"{self.name}__{'lt' if self.descending != backwards else 'gt'}", value))
        return later | Q((f"{self.name}__isnull", True)) if self.may_be_empty and not backwards else later

    def from_there(self, value: object, *, backwards: bool) -> Q:
        """VALUE or later: what an index begins to read from, which it cannot tell from alternatives alone."""
        if self.may_be_empty:
            return Q()
        return Q((f"{self.name}__{'lte' if self.descending != backwards else 'gte'}", value))


def columns_of(model: type[Model], order: Sequence[str], never_empty: Sequence[str] = ()) -> list[Column]:
    """ORDER names columns of MODEL, each upwards or downwards ("-submitted_at", "-id"), the last one unique.

    NEVER_EMPTY are those that may be empty in the table, and are not in this list.
    """
    names = [(name.removeprefix("-"), name.startswith("-")) for name in order]
    return [
        Column(name, downwards, name not in never_empty and _may_be_empty(model, name)) for name, downwards in names
    ]


def keyset_page(request: HttpRequest, queryset: QuerySet[M], order: Sequence[str], size: int = SIZE) -> KeysetPage[M]:
    """The page of QUERYSET that ``?after=`` or ``?before=`` asks for, in one query.

    ORDER is a list of columns ("-opened_at", "-id"), the last one unique. A key that was tampered with gives the first page.
    """
    is_before = "before" in request.GET
    text = request.GET.get("before") or request.GET.get("after") or ""
    rows = rows_at(queryset, columns_of(queryset.model, order), text, size, is_before=is_before)
    return KeysetPage(rows.items, _url(request, "after", rows.next_key), _url(request, "before", rows.previous_key))


def rows_at(
    queryset: QuerySet[M], columns: Sequence[Column], text: str, size: int = SIZE, *, is_before: bool = False
) -> Rows[M]:
    """The SIZE rows after (or before) the key that is written in TEXT; the first ones without a key that makes sense."""
    key = _read(text, columns)
    if key:
        try:
            rows = _rows(queryset, columns, size, Place(key, is_before))
        except (ValueError, TypeError, OverflowError, ValidationError, DataError):
            rows = None
        if rows is not None and rows.items:  # else there is nothing any more where there was something
            return rows
    return _rows(queryset, columns, size, None)


def key_of(row: Model, columns: Sequence[Column]) -> str:
    """The key of ROW, as it stands in an address."""
    plain = [_plain(_value(row, column.name)) for column in columns]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _rows(queryset: QuerySet[M], columns: Sequence[Column], size: int, place: Place | None) -> Rows[M]:
    backwards = place is not None and place.is_before
    if place is not None:
        queryset = queryset.filter(_beyond(columns, place.key, backwards=backwards))
    rows = list(queryset.order_by(*[column.ordered(backwards=backwards) for column in columns])[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next = bool(rows) and (more if not backwards else True)
    has_previous = bool(rows) and (more if backwards else place is not None)
    return Rows(
        rows, key_of(rows[-1], columns) if has_next else None, key_of(rows[0], columns) if has_previous else None
    )


def _beyond(columns: Sequence[Column], key: list[object], *, backwards: bool) -> Q:
    condition = Q()
    for position, column in enumerate(columns):
        equal = Q(*[(earlier.name, key[at]) for at, earlier in enumerate(columns[:position])])
        condition |= equal & column.beyond(key[position], backwards=backwards)
    return columns[0].from_there(key[0], backwards=backwards) & condition if len(columns) > 1 else condition


def _read(text: str, columns: Sequence[Column]) -> list[object] | None:
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) if text else None
        key = [_from_plain(value) for value in key] if isinstance(key, list) else []
    except (ValueError, KeyError, TypeError):
        return None
    if len(key) != len(columns):
        return None
    fits = all(
        column.may_be_empty if value is None else isinstance(value, (str, int, date))
        for value, column in zip(key, columns, strict=True)
    )
    return key if fits else None


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    return {"d": value.isoformat()} if isinstance(value, date) else value


def _from_plain(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return datetime.fromisoformat(value["t"]) if "t" in value else date.fromisoformat(value["d"])


def _url(request: HttpRequest, name: str, key: str | None) -> str | None:
    if key is None:
        return None
    query = request.GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    query[name] = key
    return "?" + query.urlencode()


def _value(row: Model, field: str) -> object:
    return reduce(getattr, field.split("__"), row)


def _may_be_empty(model: type[Model], name: str) -> bool:
    try:
        return bool(getattr(model._meta.get_field(name), "null", False))
    except FieldDoesNotExist:  # "pk", or a column of another table
        return False
