"""The clock's door to the awards: cycles that have opened and of which not everybody was told; drafts that are too old."""

from celery import shared_task

from awards.cycles.tasks import call_for_nominations
from awards.nominations.actions.deletion import expire_drafts
from pafso.celery import wake_forgotten

from .models import Cycle


@shared_task
def sweep() -> int:
    """Two sweeps at once do no harm: whoever comes second finds the cycle taken, and then called."""
    return wake_forgotten(Cycle.objects.to_call(), call_for_nominations)


@shared_task
def clear_drafts() -> int:
    """Drafts that were not submitted, when their cycle says so."""
    return expire_drafts()
