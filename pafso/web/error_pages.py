"""Pages for when something went wrong: what happened, what was kept, what to do; and a number to quote."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from pafso.access import public

from .problems import NOTHING_HERE, is_program, problem
from .typed_text import is_of_another

log = logging.getLogger(__name__)


@public
@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_program(request):
        return problem("bad_request", _("This request cannot be read."), 400)
    return _plain(request, "400.html", 400)


@public
@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_program(request):
        return problem("permission_denied", _("You are not allowed to do this."), 403)
    return render(request, "403.html", status=403)


@public
@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_program(request):
        return problem("not_found", str(NOTHING_HERE), 404)
    return render(request, "404.html", status=404)


@public
def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    return response


@public
def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413; the rest of the request is not read, so the connection cannot be used again."""
    response = _plain(request, "413.html", 413)
    response["Connection"] = "close"
    return response


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 with Retry-After when it is the database that is away."""
    error = sys.exc_info()[1]
    if isinstance(error, (OperationalError, InterfaceError)):
        response = _unavailable(request)
        response["Retry-After"] = "30"
        return response
    reference = getattr(request, "reference", "")
    log.error("error %s", reference)
    if is_program(request):
        return problem("error", _("Something went wrong on our side: error %(number)s.") % {"number": reference}, 500)
    return _plain(request, "500.html", 500)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page too old to be trusted: gives back what was typed, so that it can be copied; not to the next person."""
    if is_program(request):
        sentence = _("The page that sent this has no valid form token. An app sends a token instead of a cookie.")
        return problem("csrf_failed", sentence, 403)
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value and name != "csrfmiddlewaretoken" and "password" not in name
    ]
    if is_of_another(request):
        typed = []
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


def _unavailable(request: HttpRequest) -> HttpResponse:
    if is_program(request):
        return problem("unavailable", _("The platform cannot answer just now. Try again in half a minute."), 503)
    return _plain(request, "503.html", 503)


def _plain(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Rendered without the request's context: no session, no user, no database."""
    context = {"reference": getattr(request, "reference", "")}
    return HttpResponse(loader.get_template(template).render(context), status=status)
