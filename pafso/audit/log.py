"""Writes the audit trail: one line in each verb, in the verb's own transaction."""

from typing import Any

from .models import Entry


def record(
    verb: str, obj: Any, *, by: Any = None, label: str | None = None, changes: dict[str, Any] | None = None
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
