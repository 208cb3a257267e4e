"""Background work of the outbox, by id."""

from celery import shared_task

from . import delivery


@shared_task
def deliver(mail_id: int) -> None:
    """Send one mail, if it is still waiting."""
    delivery.deliver([mail_id])
