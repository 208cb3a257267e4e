"""What everyone may read: the awards, their open windows, and a cycle with its criteria and deadline."""

import uuid
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards import rules
from awards.models import Amendment, Award, Cycle, Nomination
from awards.own_dates import calendar_file
from pafso.access import public
from pafso.ics import ics_response

PAST = timedelta(days=400)
MOST_CYCLES = 60
MOST_OWN = 10


@public
@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    """Every award; what is open, what is coming, what closed in the last year."""
    recent = Cycle.objects.with_award().filter(closes_at__gte=timezone.now() - PAST).order_by("closes_at")
    found = list(recent[:MOST_CYCLES])
    cycles = [cycle for cycle in found if not cycle.is_called_off]
    return render(
        request,
        "awards/list.html",
        {
            "awards": Award.objects.all()[:MOST_CYCLES],
            "open": [cycle for cycle in cycles if cycle.is_open],
            "coming": [cycle for cycle in cycles if not cycle.window.has_opened()],
            "past": [cycle for cycle in reversed(cycles) if cycle.window.has_closed()],
            "called_off": [cycle for cycle in reversed(found) if cycle.is_called_off],
        },
    )


@public
@require_safe
def cycle(request: HttpRequest, award: str, year: int) -> HttpResponse:
    """One edition; to those who are signed in, also their own nominations in it."""
    found = _cycle_or_404(award, year)
    together = Nomination.objects.put_forward_by(request.user).select_related("cycle__award").defer("case")
    mine = Nomination.objects.by(request.user).select_related("cycle__award").defer("case").order_by("-id")
    context = {
        "cycle": found,
        "award": found.award,
        "may_nominate": rules.may_nominate(request.user, found),
        "own": together.filter(cycle=found).order_by("-id")[:MOST_OWN],
        "earlier": mine.exclude(cycle=found).exclude(nominee_name="")[:MOST_OWN] if found.is_open else (),
        "amendments": found.amendments.filter(kind=Amendment.Kind.RULES),
        "form_token": uuid.uuid4(),
    }
    return render(request, "awards/cycle.html", context)


@public
@require_safe
def deadline(request: HttpRequest, award: str, year: int) -> HttpResponse:
    """The deadline as a calendar file."""
    found = _cycle_or_404(award, year)
    return ics_response(calendar_file(found), f"{award}-{year}.ics")


def _cycle_or_404(award: str, year: int) -> Cycle:
    return get_object_or_404(Cycle.objects.with_award(), award__slug=award, year=min(year, 9999))
