"""The clock's door to contests: finds sizes that nobody is making and galleries that were not announced to everyone."""

from celery import shared_task
from django.utils import timezone

from pafso.celery import wake_forgotten

from .models import Contest, Entry
from .models.entry import TERMS
from .tasks import announce_gallery, build_derivatives

# The wake-up on commit comes first; the sweep only looks after what that should have done by now.
PATIENCE = TERMS.lease / 4


@shared_task
def sweep() -> int:
    """Queue dropped work again; returns how much was found."""
    now = timezone.now()
    overdue = Entry.objects.to_prepare(now).filter(received_at__lt=now - PATIENCE)
    # Expiring: when the queue is long, the same photo is not queued again and again.
    unprepared = wake_forgotten(overdue, build_derivatives, expires=PATIENCE.total_seconds())
    return unprepared + wake_forgotten(Contest.objects.to_announce(now - PATIENCE), announce_gallery)
