"""The clock's door to the awards: cycles that have opened and of which not everybody was told; drafts that are too old."""

from celery import shared_task

from awards.cycles.tasks import call_for_nominations
from awards.letters.actions.counting import tell_of_uncounted
from awards.letters.actions.reminding import remind_supporters
from awards.nominations.actions.deletion import expire_drafts
from awards.nominations.tasks import store_dossiers
from awards.returning.actions import stand_returned
from pafso.celery import wake_forgotten
from pafso.clock import received_at

from .models import Cycle, Freezing


@shared_task
def sweep() -> int:
    """Two sweeps at once do no harm: whoever comes second finds the cycle taken, and then called."""
    return wake_forgotten(Cycle.objects.to_call(), call_for_nominations)


@shared_task
def clear_drafts() -> int:
    """Drafts that were not submitted, when their cycle says so."""
    return expire_drafts()


@shared_task
def remind() -> int:
    """Supporters whose letters have not come."""
    return remind_supporters()


@shared_task
def recount() -> int:
    """Nominators of letters that count no longer, or again, since the roll has changed."""
    return tell_of_uncounted(received_at())


@shared_task
def freeze() -> int:
    """Dossiers that nobody is storing: a wake-up that was lost, a worker that died."""
    return wake_forgotten(Freezing.objects.to_do(), store_dossiers)


@shared_task
def end_returns() -> int:
    """Nominations that were returned and not submitted again in time; whoever reads one first does the same."""
    return stand_returned()
