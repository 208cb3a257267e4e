"""Removes what nothing refers to: bytes of an upload that was cut short, rows that lost their object."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from celery import shared_task
from django.db import transaction
from django.db.models import CASCADE, Exists, ForeignObjectRel, OuterRef, ProtectedError, QuerySet
from django.utils import timezone

from pafso.files.models import StoredFile, private
from pafso.files.uploads import forget

from . import tempdirs

PATIENCE = timedelta(hours=24)
BATCH = 500
MOST_A_RUN = 2_000


@shared_task(name="pafso.files.beat.sweep")
def sweep() -> int:
    """How many files and rows went. Safe to run at any time, twice, and by two workers."""
    return remove_unused_rows() + remove_orphans() + tempdirs.remove_left_behind()


def remove_unused_rows() -> int:
    """Rows older than a day that no other row points at, with their bytes."""
    uses = _uses()
    if not uses:
        # An installation without any app that keeps files: nothing can be judged unused.
        return 0
    unused: QuerySet[StoredFile] = StoredFile.objects.filter(created_at__lt=timezone.now() - PATIENCE)
    for relation in uses:
        users = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        unused = unused.exclude(Exists(users))
    return sum(_forgotten(stored) for stored in unused.order_by("pk")[:BATCH])


def _uses() -> list[ForeignObjectRel]:
    """The keys of every app to files, those without a name on our side too. A row that goes with its file is no use of it."""
    keys = [each for each in StoredFile._meta.get_fields(include_hidden=True) if isinstance(each, ForeignObjectRel)]
    return [key for key in keys if key.on_delete is not CASCADE]


def _forgotten(stored: StoredFile) -> bool:
    try:
        with transaction.atomic():
            forget(stored)
    except ProtectedError:
        # Somebody began to use it between the look and the act.
        return False
    return True


def remove_orphans() -> int:
    """Bytes older than a day without a row. Only this month and the last are looked at: the sweep has seen the others."""
    removed = 0
    names = _recent_names()
    while batch := list(islice(names, BATCH)):
        known = set(StoredFile.objects.filter(key__in=batch).values_list("key", flat=True))
        removed += sum(_removed(name) for name in batch if name not in known)
        if removed >= MOST_A_RUN:
            break
    return removed


def _recent_names() -> Iterator[str]:
    today = timezone.now()
    months = {today.strftime("%Y/%m"), (today.replace(day=1) - timedelta(days=1)).strftime("%Y/%m")}
    for month in sorted(months):
        try:
            _, files = private().listdir(month)
        except FileNotFoundError:
            continue
        yield from (f"{month}/{name}" for name in files)


def _removed(name: str) -> bool:
    try:
        if private().get_modified_time(name) > timezone.now() - PATIENCE:
            return False
    except FileNotFoundError:
        return False
    private().delete(name)
    return True
