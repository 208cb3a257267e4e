"""The clock's door to contests: finds sizes that nobody is making and galleries that were not announced to everyone."""

from celery import shared_task
from django.utils import timezone

from .models import Contest, Entry
from .models.entry import LEASE, TRIES
from .tasks import announce_gallery, build_derivatives, give_up

# The wake-up on commit comes first; the sweep only looks after what that should have done by now.
PATIENCE = LEASE / 4
BATCH = 100


@shared_task
def sweep() -> int:
    """Queue dropped work again and park what killed its workers three times; returns how much was found."""
    now = timezone.now()
    overdue = Entry.objects.to_prepare(now).filter(received_at__lt=now - PATIENCE).order_by("id")[:BATCH]
    for entry in overdue:
        if entry.attempts >= TRIES:
            give_up(entry, "killed")
        else:
            # Expiring: when the queue is long, the same photo is not queued again and again.
            build_derivatives.apply_async((entry.pk,), expires=PATIENCE.total_seconds())
    unannounced = list(Contest.objects.to_announce(now - PATIENCE).values_list("pk", flat=True)[:BATCH])
    for contest_id in unannounced:
        announce_gallery.delay(contest_id)
    return len(overdue) + len(unannounced)
