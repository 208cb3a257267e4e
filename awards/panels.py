"""What the awards add to shared pages: open windows on the home page, one's own nominations, the office's desk."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest

from .models import Cycle, Nomination

SHOWN = 5


def open_windows(request: HttpRequest) -> dict[str, Any] | None:
    cycles = list(Cycle.objects.open().with_award().order_by("closes_at")[:SHOWN])
    return {"cycles": cycles} if cycles else None


def own_nominations(request: HttpRequest) -> dict[str, Any] | None:
    rows = Nomination.objects.by(request.user).select_related("cycle__award").defer("case").order_by("-id")
    return {"nominations": list(rows[:SHOWN])}


def office(request: HttpRequest) -> dict[str, Any] | None:
    if not request.user.has_perm("awards.view_nomination"):
        return None
    in_hand = Count("nominations", filter=Q(nominations__state=Nomination.State.SUBMITTED))
    return {"cycles": list(Cycle.objects.open().with_award().annotate(handed_in=in_hand).order_by("closes_at")[:SHOWN])}
