"""What members add to shared pages: on the desk what waits for the office, on a person's own page their application."""

from typing import Any

from django.http import HttpRequest

from pafso.models import POSTAL_ADDRESS, Text

from .access import person
from .applications.actions.applicant import membership_in_the_way
from .models import Application, Merge, Recovery

SHOWN = 10
MOST_COUNTED = 100


def second_person(request: HttpRequest) -> dict[str, Any] | None:
    """Recoveries and merges that one colleague asked for; one's own are named as such."""
    recoveries, merges = [], []
    if request.user.has_perm("members.view_recovery"):
        rows = Recovery.objects.filter(state=Recovery.State.ASKED).select_related("user", "asked_by")
        recoveries = list(rows.order_by("id")[:SHOWN])
    if request.user.has_perm("members.view_merge"):
        proposed = Merge.objects.filter(state=Merge.State.PROPOSED).select_related("kept", "duplicate", "proposed_by")
        merges = list(proposed.order_by("id")[:SHOWN])
    return {"recoveries": recoveries, "merges": merges} if recoveries or merges else None


def applications(request: HttpRequest) -> dict[str, Any] | None:
    """How many applications for membership wait for the office, counted to a bound, and since when; without the reader's own."""
    if not request.user.has_perm("members.view_application"):
        return None
    waiting = Application.objects.in_hands_of(request.user).waiting_for_office().order_by("touched_at")
    since = list(waiting.values_list("touched_at", flat=True)[:MOST_COUNTED])
    return {"waiting": len(since), "since": since[0], "are_more": len(since) == MOST_COUNTED} if since else None


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
