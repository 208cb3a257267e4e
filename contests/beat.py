"""The clock's door to contests: finds sizes that nobody is making, and contests and galleries of which not everyone was told."""

from celery import shared_task
from django.utils import timezone

from pafso.celery import wake_forgotten

from .actions.drafts import forget_drafts
from .models import Contest, Entry
from .models.entry import TERMS
from .tasks import announce_gallery, build_derivatives, build_lacking_sizes, call_for_photos, tell_gallery_hidden

# The wake-up on commit comes first; the sweep only looks after what that should have done by now.
PATIENCE = TERMS.lease / 4
# Photos of an older recipe that are queued at once: what members enter does not wait behind all of the past.
RENEWED_AT_ONCE = 10


@shared_task
def sweep() -> int:
    """Queue dropped work again, and the call of what has opened, and erase old drafts; returns how much was found."""
    now = timezone.now()
    forgotten = forget_drafts(now)
    overdue = Entry.objects.to_prepare(now).filter(received_at__lt=now - PATIENCE)
    # Expiring: when the queue is long, the same photo is not queued again and again.
    unprepared = wake_forgotten(overdue, build_derivatives, expires=PATIENCE.total_seconds())
    older = wake_forgotten(
        Entry.objects.to_renew(now), build_lacking_sizes, expires=PATIENCE.total_seconds(), most=RENEWED_AT_ONCE
    )
    uncalled = wake_forgotten(Contest.objects.to_call(now), call_for_photos)
    untold = wake_forgotten(Contest.objects.to_tell_hidden(), tell_gallery_hidden)
    unannounced = wake_forgotten(Contest.objects.to_announce(now - PATIENCE), announce_gallery)
    return forgotten + unprepared + older + uncalled + untold + unannounced
