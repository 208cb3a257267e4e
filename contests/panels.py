"""What contests add to the home page and to a member's own page."""

from typing import Any

from django.http import HttpRequest

from .models import Contest, Entry

NEWEST = 5


def home(request: HttpRequest) -> dict[str, Any] | None:
    """Open contests with their deadlines, in one query; nothing when there is none."""
    contests = list(Contest.objects.open().order_by("closes_at")[:NEWEST])
    return {"contests": contests} if contests else None


def me(request: HttpRequest) -> dict[str, Any] | None:
    """One's newest photos."""
    return {"entries": list(Entry.objects.of(request.user).order_by("-id")[:NEWEST])}
