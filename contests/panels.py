"""What contests add to the home page, to a member's own page and to the staff desk."""

from typing import Any

from django.db.models import Count, Q
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


def desk(request: HttpRequest) -> dict[str, Any] | None:
    """What waits for the office, contest by contest, until the gallery is out."""
    if not request.user.has_perm("contests.view_entry"):
        return None
    # The index on (contest, state) answers this; decided photos are not looked at.
    waiting = Count("entries", filter=Q(entries__state=Entry.State.RECEIVED))
    parked = Count("entries", filter=Q(entries__state=Entry.State.UNREADABLE))
    contests = Contest.objects.filter(gallery_published_at=None).annotate(waiting=waiting, parked=parked)
    rows = [
        {"contest": contest, "waiting": contest.waiting, "parked": contest.parked}
        for contest in contests.order_by("-closes_at")[:NEWEST]
    ]
    return {"rows": rows} if rows else None
