"""Writes the audit trail: one line in each verb, in the verb's own transaction."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.utils import timezone

from .models import Entry

# What is opened so long after the first part is another reading.
A_READING = timedelta(hours=1)


def record(
    verb: str,
    obj: Any,
    *,
    by: AbstractBaseUser | None = None,
    label: str | None = None,
    changes: dict[str, Any] | None = None,
) -> Entry:
    """Write that BY did VERB ("nomination_submitted") to OBJ.

    CHANGES holds codes and changed values only: never a letter, a password, or the text of a draft. LABEL names the object
    when its ``str()`` says more than the trail may keep.
    """
    return Entry.objects.create(
        by_id=getattr(by, "pk", None),
        by_label=(str(by) if by is not None else "")[:200],
        verb=verb,
        subject_type=obj._meta.label,
        subject_id=str(obj.pk),
        subject_label=(label if label is not None else str(obj))[:200],
        changes=changes or {},
    )


def record_reading(verb: str, obj: Model, *, by: AbstractBaseUser, changes: Mapping[str, object] | None = None) -> None:
    """That BY read a part of OBJ which has an address of its own: a line of its own only where the reading has none yet."""
    of_it = Entry.objects.filter(subject_id=str(obj.pk), subject_type=obj._meta.label, verb=verb, by=by.pk)
    if not of_it.filter(at__gt=timezone.now() - A_READING).exists():
        record(verb, obj, by=by, changes=dict(changes) if changes else None)


def record_each(
    model: Any, acts: Iterable[tuple[str, Any, str, dict[str, Any]]], *, by: AbstractBaseUser | None = None
) -> None:
    """The same for many objects of one MODEL at once: (verb, key, label, changes) of each."""
    Entry.objects.bulk_create(
        (
            Entry(
                by_id=getattr(by, "pk", None),
                by_label=(str(by) if by is not None else "")[:200],
                verb=verb,
                subject_type=model._meta.label,
                subject_id=str(key),
                subject_label=label[:200],
                changes=changes,
            )
            for verb, key, label, changes in acts
        ),
        batch_size=500,
    )
