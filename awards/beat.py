"""The clock's door to the awards: what not everybody was told of: cycles that have opened, decisions about them; drafts that are too old."""

from celery import shared_task
from django.utils import timezone

from awards.cycles.tasks import call_for_nominations, tell_of_amendment
from awards.desk.actions import remove_old_papers
from awards.desk.tasks import build_paper
from awards.letters.actions.counting import tell_of_uncounted
from awards.letters.actions.reminding import remind_supporters
from awards.nominations.actions.deletion import expire_drafts
from awards.nominations.tasks import store_dossiers
from awards.returning.actions import stand_returned
from pafso.celery import wake_forgotten
from pafso.clock import received_at

from .models import Amendment, Cycle, DossierPaper, Freezing


@shared_task
def sweep() -> int:
    """Two sweeps at once do no harm: whoever comes second finds the cycle taken, and then called."""
    untold = Amendment.objects.untold()
    return wake_forgotten(Cycle.objects.to_call(), call_for_nominations) + wake_forgotten(untold, tell_of_amendment)


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


@shared_task
def sweep_papers() -> int:
    """Wake dossiers that nobody is setting as PDF; remove the files that were kept long enough."""
    return wake_forgotten(DossierPaper.objects.to_make(timezone.now()), build_paper) + remove_old_papers()
