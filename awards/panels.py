"""What the awards add to shared pages: open windows on the home page, one's own nominations, the office's desk."""

from django.http import HttpRequest

from awards.models.right import awards_of
from pafso.counting import MOST_COUNTED, counts

from .models import Cycle, Nomination

SHOWN = 5


def open_windows(request: HttpRequest) -> dict[str, object] | None:
    cycles = list(Cycle.objects.open().with_award().order_by("closes_at")[:SHOWN])
    return {"cycles": cycles} if cycles else None


def own_nominations(request: HttpRequest) -> dict[str, object] | None:
    rows = Nomination.objects.put_forward_by(request.user).select_related("cycle__award").defer("case").order_by("-id")
    return {"nominations": list(rows[:SHOWN])}


def office(request: HttpRequest) -> dict[str, object] | None:
    mine = awards_of(request.user)
    if not mine:
        return None
    open_now = Cycle.objects.open().filter(mine.within("award"))
    cycles = list(open_now.with_award().order_by("closes_at")[:SHOWN])
    theirs = Nomination.objects.looked_after_by(request.user)
    submitted = theirs.filter(state=Nomination.State.SUBMITTED).order_by()
    handed_in = counts([submitted.filter(cycle=cycle) for cycle in cycles])
    return {"cycles": list(zip(cycles, handed_in, strict=True)), "most": MOST_COUNTED}
