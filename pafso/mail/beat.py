"""The clock's door to the outbox: finds mail whose wake-up was lost, or whose worker died."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from . import delivery
from .models import Mail

KEPT = timedelta(days=365)
BATCH = 1_000


@shared_task
def sweep() -> int:
    """Send what is due; two sweeps at once do no harm, since each mail is claimed."""
    return delivery.deliver(delivery.due_ids())


@shared_task
def forget_old() -> int:
    """Delete mails that were sent, or given up, a year ago: addresses that nobody has any more are not kept for ever."""
    # The oldest rows come first by their number, so that no index by date is needed.
    oldest = Mail.objects.order_by("pk").values_list("pk", "created_at", "state")[:BATCH]
    ended, limit = (Mail.State.SENT, Mail.State.FAILED), timezone.now() - KEPT
    old = [pk for pk, created_at, state in oldest if created_at < limit and state in ended]
    return Mail.objects.filter(pk__in=old, state__in=ended).delete()[0]
