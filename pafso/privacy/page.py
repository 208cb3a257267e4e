"""What there is about a person, on a page: the newest rows of each kind, in words."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.utils.encoding import force_str
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pafso.counting import MOST_COUNTED, counts
from pafso.text.dates import day_and_hour, day_in_words

from .registry import PersonalData, PersonalDataKind, held_under, personal_data_of

SHOWN = 3
LONGEST_SHOWN = 240
# What columns are called that a library made, or that no page of ours shows: their models have no words for them.
NAMES = {
    "body": gettext_lazy("answer"),
    "created_at": gettext_lazy("added"),
    "group": gettext_lazy("group"),
    "ip": gettext_lazy("IP address"),
    "key": gettext_lazy("key"),
    "kind": gettext_lazy("kind"),
    "last_seen_at": gettext_lazy("last seen"),
    "last_used_at": gettext_lazy("last used"),
    "made_at": gettext_lazy("created on"),
    "permission": gettext_lazy("right"),
    "status": gettext_lazy("state"),
    "subject_id": gettext_lazy("number"),
    "subject_type": gettext_lazy("of what"),
    "time_zone_confirmed_at": gettext_lazy("time zone chosen"),
    "type": gettext_lazy("kind"),
    "user_agent": gettext_lazy("browser"),
}


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
    """For the page: one query for each kind, and a last one that counts those of which there is more than the page shows."""
    return _shown(personal_data_of(user))


def shown_to_office(address: str, reader: AbstractBaseUser) -> list[Shown]:
    """The same of what is held under ADDRESS, as far as READER of the office may know of it; only where there is any."""
    return [shown for shown in _shown(held_under(address, reader)) if shown.kinds]


def whole_under(address: str) -> list[Shown]:
    """Everything that is held under ADDRESS, every row and every word of it, in the language in use: for the person alone."""
    parts = [
        Shown(
            part,
            [ShownKind(kind, [_lines(kind, row, None) for row in kind.rows.iterator(200)], 0) for kind in part.kinds],
            [],
        )
        for part in held_under(address)
    ]
    return [
        Shown(each.part, [kind for kind in each.kinds if kind.rows], [])
        for each in parts
        if any(kind.rows for kind in each.kinds)
    ]


def _shown(parts: Sequence[PersonalData]) -> list[Shown]:
    found = [[(kind, _newest(kind)) for kind in part.kinds] for part in parts]
    long = [kind.rows.order_by() for kinds in found for kind, rows in kinds if len(rows) > SHOWN]
    counted = iter(counts(long))
    return [
        Shown(
            part,
            [_shown_kind(kind, rows, counted) for kind, rows in kinds if rows],
            [kind.title for kind, rows in kinds if not rows],
        )
        for part, kinds in zip(parts, found, strict=True)
    ]


def _newest(kind: PersonalDataKind) -> list[Model]:
    """One more than is shown. What is fetched besides the rows is for the files of a copy."""
    return list(kind.rows.prefetch_related(None)[: SHOWN + 1])


def _shown_kind(kind: PersonalDataKind, rows: list[Model], counted: Iterator[int]) -> ShownKind:
    """COUNTED gives, in order, how many there are of each kind of which there are more than shown."""
    lines = [_lines(kind, row) for row in rows[:SHOWN]]
    if len(rows) <= SHOWN:
        return ShownKind(kind, lines, 0)
    number = next(counted)
    return ShownKind(kind, lines, min(number, MOST_COUNTED) - SHOWN, number > MOST_COUNTED)


def _lines(kind: PersonalDataKind, row: Model, longest: int | None = LONGEST_SHOWN) -> list[tuple[str, str]]:
    found = [(_label(row, column), _in_words(row, column, value, longest)) for column, value in kind.values(row)]
    return [(label, text) for label, text in found if text]


def _label(row: Model, path: str) -> str:
    *way, name = path.split("__")
    model: Any = row
    for step in way:
        model = model._meta.get_field(step).related_model
    words = model._meta.get_field(name).verbose_name
    label = force_str(words if isinstance(words, Promise) else NAMES.get(name, words))
    return label[:1].upper() + label[1:]


def _model_in_words(label: str) -> str:
    try:
        return force_str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):  # a model of an older release
        return label


def _in_words(row: Any, column: str, value: Any, longest: int | None) -> str:
    """As the page says it: choices by their names, dates in words, texts cut when they are longer than LONGEST."""
    display = getattr(row, f"get_{column}_display", None)
    if display is not None and value == getattr(row, column):
        return force_str(display())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return day_and_hour(value)
    if isinstance(value, date):
        return day_in_words(value)
    if column == "language":
        value = dict(settings.LANGUAGES).get(value, value)
    if column == "subject_type":
        value = _model_in_words(value)
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False) if value else ""
    text = "" if value is None else force_str(value)
    return text if longest is None else Truncator(text).chars(longest)
