"""From which version somebody wrote: a digest of what was read, brought back with what is to be saved, and compared under a lock."""

import hashlib
import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from .errors import DomainError

# The hidden field with the digest.
FIELD = "as_read"


class SavedMeanwhile(DomainError):
    """What was opened is not what is there any more."""

    code = "saved_meanwhile"
    default = _(
        "Somebody else saved this after you opened it, so your changes were not saved. What you typed is "
        "still in the form: compare both versions, then save again to replace theirs with yours."
    )


class NotKnownWhatWasRead(SavedMeanwhile):
    """A form that does not say what it was opened from may be any age."""

    code = "not_known_what_was_read"
    default = _(
        "This form does not say which version it was opened from, so nothing was saved. What you typed is still in it: "
        "compare both versions, then save again."
    )


def digest_of(values: object) -> str:
    return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()


def check(values: object, as_read: str) -> None:
    """Raise SavedMeanwhile unless AS_READ, which a form brought back, is the digest of VALUES as they are now."""
    if not as_read:
        raise NotKnownWhatWasRead
    if as_read != digest_of(values):
        raise SavedMeanwhile


def is_late(values: object, as_read: str) -> SavedMeanwhile | None:
    """The same as an answer."""
    try:
        check(values, as_read)
    except SavedMeanwhile as error:
        return error
    return None


def lock(row: models.Model) -> None:
    """One save of ROW at a time, until the transaction ends; rows that lead to it are still added meanwhile."""
    same = type(row)._base_manager.filter(pk=row.pk).order_by()
    same.select_for_update(no_key=True).values_list("pk", flat=True).first()
