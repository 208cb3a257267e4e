"""The clock's door to the API."""

from celery import shared_task
from django.utils import timezone

from pafso.models import KeptAnswer


@shared_task
def forget_answers() -> int:
    """Delete the answers that were kept for a day."""
    return KeptAnswer.objects.old(timezone.now()).delete()[0]
