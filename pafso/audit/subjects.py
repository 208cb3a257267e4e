"""Whose trail is not everybody's: acts on a case are shown to whom the case is open, even to those who may read the trail."""

from collections.abc import Callable
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, Model, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast

from .models import Entry, EntryQuerySet

Open = Callable[[Any], QuerySet[Any]]
_open: dict[str, tuple[type[Model], Open]] = {}


def register(model: type[Model], open_to: Open) -> None:
    """Acts on a row of MODEL are shown to a reader among whose ``open_to(reader)`` it is."""
    _open[model._meta.label] = model, open_to


def visible_entries(reader: Any) -> EntryQuerySet:
    """The trail without the acts on cases that are not open to READER; each case is looked up by its key."""
    rows = Entry.objects.all()
    for label, (model, open_to) in _open.items():
        is_it, name = Q(subject_type=label), "key_of_" + label.replace(".", "_")
        key = Case(When(is_it, then=Cast("subject_id", BigIntegerField())), output_field=BigIntegerField())
        is_open = Exists(open_to(reader).filter(pk=OuterRef(name)))
        is_gone = ~Exists(model._base_manager.filter(pk=OuterRef(name)))
        rows = rows.alias(**{name: key}).filter(~is_it | is_open | is_gone)
    return rows
