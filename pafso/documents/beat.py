"""The clock's door to copies for readers: wake-ups that were lost, and originals from before that have none yet."""

from itertools import islice

from celery import shared_task
from django.db import transaction

from pafso.celery import wake_forgotten
from pafso.files.models import StoredFile

from .copies import ask_for_copy, without_copy
from .models import ReadersCopy
from .tasks import build_copy

# A few at a time: what comes in today must not wait behind the letters of ten years.
MOST_AT_ONCE = 20


@shared_task(name="pafso.documents.beat.sweep")
def sweep() -> int:
    """Copies that nobody is at. Two sweeps at once do no harm: whoever comes second finds the row taken."""
    return wake_forgotten(ReadersCopy.objects.to_make(), build_copy)


@shared_task(name="pafso.documents.beat.ask_for_missing")
def ask_for_missing() -> int:
    """Ask for copies of a few originals that have none, once those asked for before are made; how many."""
    if ReadersCopy.objects.filter(state=ReadersCopy.State.TO_MAKE).exists():
        return 0
    found = list(
        islice(
            (stored for originals in without_copy() for stored in originals.order_by("pk")[:MOST_AT_ONCE]), MOST_AT_ONCE
        )
    )
    return sum(_asked(stored) for stored in found)


def _asked(stored: StoredFile) -> bool:
    """An original that went between the look and the act is nobody's business any more."""
    with transaction.atomic():
        locked = StoredFile.objects.select_for_update().filter(pk=stored.pk).first()
        if locked is not None:
            ask_for_copy(locked)
    return locked is not None
