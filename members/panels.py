"""What members add to shared pages: on the desk a missing postal address, to a person what waits for them and their application."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest

from pafso.clock import received_at
from pafso.dates import own_dates_of
from pafso.models import POSTAL_ADDRESS, Text
from pafso.text.dates import time_left

from .access import person
from .applications.actions.applicant import membership_in_the_way
from .models import Application


def postal_address_missing(request: HttpRequest) -> dict[str, Any] | None:
    """A word to whoever can write it: mail that one can do without must carry the association's postal address."""
    if not request.user.has_perm("pafso.add_text") or Text.objects.filter(key=POSTAL_ADDRESS).exists():
        return None
    return {"key": POSTAL_ADDRESS}


def own_application(request: HttpRequest) -> dict[str, Any] | None:
    """The application that a person has under way; without one, how to become a member, to those who are none."""
    application = Application.objects.of(request.user).open().first()
    if application is None and membership_in_the_way(person(request)):
        return None
    return {"application": application}


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """What the person has begun or owes, the nearest first; what is open to everybody stands elsewhere on the page."""
    if not request.user.is_authenticated:
        return None
    now = received_at()
    # The address without the site's: the same page, wherever the reader came in.
    rows = [(date, urlsplit(date.url).path, time_left(date.at - now)) for date in own_dates_of(person(request), now)]
    return {"rows": rows} if rows else None
