"""The clock's door to magazine."""

from celery import shared_task


@shared_task
def sweep() -> None:
    pass
