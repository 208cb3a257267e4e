"""Pages that belong to no app: the root, home, contact, health; and the development mailbox."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from pafso.access import public
from pafso.models import Text
from pafso.panels import panels_for

from . import health, home_cache, receipt


@public
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Sends `/` to the reader's language, which the language middleware has found in cookie or browser."""
    response = HttpResponseRedirect(f"/{get_language()}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page; strangers share one copy of it for a few seconds, which costs no query at all."""
    if home_cache.is_personal(request):
        return _home(request)
    page = home_cache.copy()
    if page is None:
        page = home_cache.keep(_home(request).content)
    return HttpResponse(page)


def _home(request: HttpRequest) -> HttpResponse:
    message = Text.objects.filter(key="president").first()
    return render(request, "pages/home.html", {"message": message, "panels": panels_for("home", request)})


@public
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/contact.html", {"text": Text.objects.filter(key="contact").first()})


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether every part answers: 200 or 503. Which one does not is in the log, not here; operators see the clocks too."""
    ready = health.is_ready()
    clocks = receipt.clocks(request)
    more = clocks if receipt.is_from_operator(request) else {}
    return JsonResponse({"ready": ready, **more}, status=200 if ready else 503)
