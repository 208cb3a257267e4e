"""Pages of a list that cost the same at a million rows: by key, never by OFFSET, never counting."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
SIZE = 50


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    """One page of a list; the urls are None where there is nothing further."""

    items: list[M]
    next_url: str | None
    previous_url: str | None

    def __iter__(self) -> Any:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def keyset_page(request: HttpRequest, queryset: QuerySet[M], order: Sequence[str], size: int = SIZE) -> KeysetPage[M]:
    """The page of QUERYSET that ``?after=`` or ``?before=`` asks for, in one query.

    ORDER is a list of columns, all ascending or all descending ("-opened_at", "-id"), the last one unique.
    A key that was tampered with gives the first page.
    """
    before, key = _asked(request, len(order))
    try:
        return _page(request, queryset, order, size, before=before, key=key)
    except (ValueError, TypeError, OverflowError, ValidationError, DataError):
        return _page(request, queryset, order, size, before=False, key=None)


def _page(
    request: HttpRequest, queryset: QuerySet[M], order: Sequence[str], size: int, *, before: bool, key: list[Any] | None
) -> KeysetPage[M]:
    descending = order[0].startswith("-")
    names = [name.lstrip("-") for name in order]
    backwards = before and key is not None
    if key is not None:
        queryset = queryset.filter(_beyond(names, key, smaller=descending != backwards))
    direction = "-" if descending != backwards else ""
    rows = list(queryset.order_by(*[direction + name for name in names])[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next = bool(rows) and (more if not backwards else True)
    has_previous = bool(rows) and (more if backwards else key is not None)
    return KeysetPage(
        rows,
        _url(request, "after", rows[-1], names) if has_next else None,
        _url(request, "before", rows[0], names) if has_previous else None,
    )


def _beyond(names: list[str], key: list[Any], *, smaller: bool) -> Q:
    lookup, condition = ("lt" if smaller else "gt"), Q()
    for position, name in enumerate(names):
        equal = dict(zip(names[:position], key, strict=False))
        condition |= Q(**equal, **{f"{name}__{lookup}": key[position]})
    return condition


def _asked(request: HttpRequest, length: int) -> tuple[bool, list[Any] | None]:
    before = "before" in request.GET
    text = request.GET.get("before") or request.GET.get("after")
    if not text:
        return False, None
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        key = [datetime.fromisoformat(value["t"]) if isinstance(value, dict) else value for value in key]
    except (ValueError, KeyError, TypeError):
        return False, None
    plain = all(isinstance(value, (str, int, datetime)) for value in key) if isinstance(key, list) else False
    return (before, key) if plain and len(key) == length else (False, None)


def _url(request: HttpRequest, name: str, row: Model, names: list[str]) -> str:
    values = [_value(row, field) for field in names]
    plain = [{"t": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    key = base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")
    query = request.GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    query[name] = key
    return "?" + query.urlencode()


def _value(row: Any, field: str) -> Any:
    for part in field.split("__"):
        row = getattr(row, part)
    return row
