"""The clock's door to the awards: what not everybody was told of: cycles that have opened, decisions about them; drafts that are too old."""

from celery import shared_task

from awards.cycles.tasks import call_for_nominations, tell_of_amendment
from awards.nominations.actions.deletion import expire_drafts
from pafso.celery import wake_forgotten

from .models import Amendment, Cycle


@shared_task
def sweep() -> int:
    """Two sweeps at once do no harm: whoever comes second finds the cycle taken, and then called."""
    untold = Amendment.objects.untold()
    return wake_forgotten(Cycle.objects.to_call(), call_for_nominations) + wake_forgotten(untold, tell_of_amendment)


@shared_task
def clear_drafts() -> int:
    """Drafts that were not submitted, when their cycle says so."""
    return expire_drafts()
