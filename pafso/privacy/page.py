"""What there is about a person, on a page: the newest rows of each kind, in words."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.encoding import force_str
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from pafso.clock import OTTAWA

from .registry import PersonalData, PersonalDataKind, personal_data_of

SHOWN = 3
MOST_COUNTED = 1_000
LONGEST_SHOWN = 240


@dataclass(frozen=True)
class ShownKind:
    """One kind on the page: the newest rows as (label, text) pairs, and how many more there are."""

    kind: PersonalDataKind
    rows: list[list[tuple[str, str]]]
    more: int
    is_more_than_counted: bool = False

    @property
    def count(self) -> int:
        return len(self.rows) + self.more


@dataclass(frozen=True)
class Shown:
    """One app on the page; kinds of which there is nothing are named in one line."""

    part: PersonalData
    kinds: list[ShownKind]
    empty: list[Any]


def shown_to(user: Any) -> list[Shown]:
    """For the page: one query for each kind, and another where there is more of it than the page shows."""
    return [_shown(part) for part in personal_data_of(user)]


def _shown(part: PersonalData) -> Shown:
    kinds = [_shown_kind(kind) for kind in part.kinds]
    return Shown(
        part,
        [shown for shown in kinds if shown.rows],
        [shown.kind.title for shown in kinds if not shown.rows],
    )


def _shown_kind(kind: PersonalDataKind) -> ShownKind:
    rows = list(kind.rows[: SHOWN + 1])
    lines = [_lines(kind, row) for row in rows[:SHOWN]]
    if len(rows) <= SHOWN:
        return ShownKind(kind, lines, 0)
    counted = kind.rows.order_by()[:MOST_COUNTED].count()
    return ShownKind(kind, lines, counted - SHOWN, counted == MOST_COUNTED)


def _lines(kind: PersonalDataKind, row: Model) -> list[tuple[str, str]]:
    found = [(_label(row, column), _in_words(row, column, value)) for column, value in kind.values(row)]
    return [(label, text) for label, text in found if text]


def _label(row: Model, path: str) -> str:
    *way, name = path.split("__")
    model: Any = row
    for step in way:
        model = model._meta.get_field(step).related_model
    label = force_str(model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _in_words(row: Any, column: str, value: Any) -> str:
    """As the page says it: choices by their names, dates in words, long texts cut."""
    display = getattr(row, f"get_{column}_display", None)
    if display is not None and value == getattr(row, column):
        return force_str(display())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(value.astimezone(OTTAWA), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, dict | list):
        return Truncator(json.dumps(value, ensure_ascii=False)).chars(LONGEST_SHOWN) if value else ""
    return "" if value is None else Truncator(force_str(value)).chars(LONGEST_SHOWN)
