"""The clock's door to members."""

from celery import shared_task


@shared_task
def clear_expired() -> None:
    pass
