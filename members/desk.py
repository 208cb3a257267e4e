"""What members add to the office's desk: what waits for a second person."""

from typing import Any

from django.http import HttpRequest

from .models import Merge, Recovery

SHOWN = 10


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
