"""The clock's door to the magazine: finds issues whose wake-up was lost, or whose worker died."""

from celery import shared_task

from pafso.celery import wake, wake_forgotten

from .models import Issue
from .tasks import announce_issue, extract_issue, read_issue_anew


@shared_task
def sweep() -> int:
    """Two sweeps at once do no harm: whoever comes second finds the issue taken."""
    unread = wake_forgotten(Issue.objects.due(), extract_issue)
    # One at a time, and only when nothing new waits: a new release reads every issue again, and people wait for nothing of it.
    newest = None if unread else Issue.objects.to_read_anew().order_by("-volume", "-number").first()
    if newest is not None:
        wake(read_issue_anew, newest.pk)
    return unread + int(newest is not None) + wake_forgotten(Issue.objects.to_announce(), announce_issue)
