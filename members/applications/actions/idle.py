"""Applications that nobody touches: the applicant is told after 23 days, and after 30 it is over. Safe to repeat."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from members.applications import mails
from members.models import Application
from pafso.audit.log import record

BATCH = 200


def warn_idle(*, now: datetime | None = None) -> int:
    """Tell those who have left their application for 23 days when it ends. Returns how many were told."""
    now = now or timezone.now()

    def warn(application: Application) -> None:
        application.warned_at = now
        application.save(update_fields=["warned_at"])
        mails.application_expiring(application)

    return _each(lambda: Application.objects.to_warn(now), warn)


def expire_idle(*, now: datetime | None = None) -> int:
    """End those that were left for 30 days, told of it a week ago. Returns how many ended."""
    now = now or timezone.now()

    def expire(application: Application) -> None:
        application.advance(Application.State.EXPIRED)
        record("application_expired", application)
        mails.application_expired(application)

    return _each(lambda: Application.objects.to_expire(now), expire)


def _each(due: Callable[[], QuerySet[Application]], act: Callable[[Application], None]) -> int:
    """ACT on each that is DUE in a transaction of its own, asked again under its lock whether it still is."""
    done = 0
    while batch := list(due().order_by("touched_at").values_list("pk", flat=True)[:BATCH]):
        for pk in batch:
            with transaction.atomic():
                row = due().with_choices().select_for_update(of=("self",)).filter(pk=pk).first()  # type: ignore[attr-defined]
                if row is not None:
                    act(row)
                    done += 1
    return done
