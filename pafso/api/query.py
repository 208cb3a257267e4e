"""What a list may be asked for: filters, fields and pages, by name; whatever else is sent is refused, never ignored."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from pafso.clock import OTTAWA, received_at
from pafso.windows import Windowed, going_ahead, in_window, not_closed

Rows = TypeVar("Rows", bound="models.QuerySet[models.Model]")
UNKNOWN = _("This parameter does not exist here.")
TWICE = _("Give it only once.")
NO_SUCH_FIELD = _("There is no field “%(name)s” here.")
DAY = timedelta(days=1)


class Filters(serializers.Serializer):
    """A list's own parameters. Each field is one; ``narrow_NAME`` says which rows are meant, or the column's lookup does.

    ``lookups``: the lookup of each parameter that has no method of its own.
    """

    lookups: ClassVar[Mapping[str, str]] = {}

    def narrow(self, rows: Rows) -> Rows:
        for name, value in self.validated_data.items():
            method = getattr(self, f"narrow_{name}", None)
            rows = method(rows, value) if method else rows.filter(**{self.lookups[name]: value})
        return rows


class Day(serializers.DateField):
    """A day of Ottawa's calendar, as 2026-04-05."""


def since(day: date) -> datetime:
    """The first instant of DAY in Ottawa."""
    return datetime.combine(day, time.min, OTTAWA)


def until(day: date) -> datetime:
    """The first instant after DAY in Ottawa; the calendar's last day has none, and nothing is later."""
    return since(day + DAY) if day < date.max else datetime.max.replace(tzinfo=UTC)


class WindowState(serializers.ChoiceField):
    """Open, coming or past, as the pages judge it: a question to the clock, not a column."""

    def __init__(self) -> None:
        super().__init__(choices=["open", "coming", "past"], required=False, help_text=_("open, upcoming or past"))


def in_state(model: type[Windowed], state: str, now: datetime | None = None) -> Q:
    """The rows of MODEL with a window that is open, coming or past at this instant."""
    now = now or received_at()
    if state == "coming":
        return Q(opens_at__gt=now) & going_ahead(model)
    if state == "past":
        return ~not_closed(model, now)
    return in_window(model, now)


def asked(query: QueryDict, known: Iterable[str]) -> dict[str, str]:
    """The parameters as they were sent, each once and each of the KNOWN."""
    wrong = {name: [UNKNOWN] for name in query if name not in set(known)}
    wrong |= {name: [TWICE] for name in query if len(query.getlist(name)) > 1}
    if wrong:
        raise serializers.ValidationError(wrong)
    return {name: str(query[name]) for name in query}


def chosen_fields(text: str, there: Iterable[str]) -> set[str]:
    """The names in "code,state", each of which must be THERE."""
    names, known = [name.strip() for name in text.split(",")], set(there)
    wrong = [NO_SUCH_FIELD % {"name": name} for name in names if name not in known]
    if wrong:
        raise serializers.ValidationError({"fields": wrong})
    return set(names)
