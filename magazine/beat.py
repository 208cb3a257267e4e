"""The clock's door to the magazine: finds issues whose wake-up was lost, or whose worker died."""

from celery import shared_task

from pafso.celery import wake_forgotten

from .models import Issue
from .tasks import announce_issue, extract_issue


@shared_task
def sweep() -> int:
    """Two sweeps at once do no harm: whoever comes second finds the issue taken."""
    unread = wake_forgotten(Issue.objects.due(), extract_issue)
    return unread + wake_forgotten(Issue.objects.to_announce(), announce_issue)
