"""The streams of the foreign service, for everyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from members.eligibility import today
from members.models import Stream
from pafso.access import public
from pafso.localized import localized


@public
@require_safe
def streams(request: HttpRequest) -> HttpResponse:
    return render(request, "members/streams.html", {"streams": list(Stream.objects.valid(today()))})


@public
@require_safe
def stream(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Stream.objects.valid(today()), code=code)
    areas = [line.strip() for line in localized(found, "areas").splitlines() if line.strip()]
    return render(request, "members/stream.html", {"stream": found, "areas": areas})
