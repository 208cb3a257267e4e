"""What becomes of photos whose category is deleted, and of files that nobody needs any more."""

from contextlib import suppress
from typing import Any

from django.db import models
from django.db.models.deletion import Collector

from pafso.files.models import StoredFile
from pafso.files.uploads import forget


def drafts_let_go(collector: Collector, field: models.Field, sub_objs: models.QuerySet[Any], using: str) -> None:
    """``on_delete`` of a category: entered photos protect it; a draft, which the office knows nothing of, loses it."""
    entered = sub_objs.exclude(state="draft")
    if entered.exists():
        models.PROTECT(collector, field, entered, using)
    models.SET_NULL(collector, field, sub_objs.filter(state="draft"), using)


def forget_unshared(stored: StoredFile) -> None:
    """Delete a file, unless other rows use the same one, as those of `manage.py populate` do."""
    with suppress(models.ProtectedError):
        forget(stored)
