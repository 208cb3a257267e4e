"""Facts about a person on a date; nothing is decided from today's status alone."""

from datetime import date
from typing import Any

from django.utils import timezone

from pafso.clock import OTTAWA

from .models import Membership


def today() -> date:
    """The day that it is in Ottawa."""
    return timezone.now().astimezone(OTTAWA).date()


def is_member(user: Any, on: date) -> bool:
    """Whether this account belongs to a person who holds a membership, of any class, on that day."""
    return Membership.objects.held(on).filter(member__user=user).exists()


def is_regular(user: Any, on: date) -> bool:
    """Whether the membership on that day is a regular one."""
    return Membership.objects.held(on).filter(member__user=user, kind__is_regular=True).exists()
