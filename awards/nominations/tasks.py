"""Background work of the nominations, by id: the dossiers of a cycle that was frozen."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from awards.models import Freezing
from pafso.work import leases

from .dossiers import store_batch

TERMS = leases.Terms(timedelta(seconds=settings.WORK_LEASE_SECONDS), most=None)


@shared_task
def store_dossiers(freezing_id: int) -> None:
    """A hundred at a time, each hundred whole or not at all; after a cut it goes on where it was, with what has no dossier."""
    freezing = leases.claim(Freezing.objects.to_do(), freezing_id, TERMS)
    while freezing is not None:
        freezing = _next_batch(freezing)


def _next_batch(freezing: Freezing) -> Freezing | None:
    """None when it is done, or somebody else's by now."""
    with transaction.atomic():
        mine = leases.still_mine(freezing)
        if mine is None:
            return None
        frozen_at = mine.cycle.frozen_at
        assert frozen_at is not None
        if store_batch(mine.cycle_id, frozen_at):
            leases.extend(mine, TERMS)
            return mine
        mine.advance(Freezing.State.DONE, done_at=timezone.now(), lease_until=None)
        return None
