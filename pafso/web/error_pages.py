"""Pages for when something went wrong: what happened, what was kept, what to do; and a number to quote."""

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from pafso.access import public

log = logging.getLogger(__name__)


@public
@requires_csrf_token
def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if is_program(request):
        return _in_json("bad_request", _("This request cannot be read."), 400)
    return _plain(request, "400.html", 400)


@public
@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if is_program(request):
        return _in_json("permission_denied", _("You may not do this."), 403)
    return render(request, "403.html", status=403)


@public
@requires_csrf_token
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if is_program(request):
        return _in_json("not_found", _("There is nothing at this address."), 404)
    return render(request, "404.html", status=404)


@public
def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    return response


@public
def too_large(request: HttpRequest, exception: Any = None) -> HttpResponse:
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
        return _in_json("error", _("Something went wrong on our side: error %(number)s.") % {"number": reference}, 500)
    return _plain(request, "500.html", 500)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page too old to be trusted: gives back what was typed, so that it can be copied."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value and name != "csrfmiddlewaretoken" and "password" not in name
    ]
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


def is_program(request: HttpRequest) -> bool:
    """Whether the address is one of the API's, where errors have the API's shape."""
    return request.path.startswith("/api/")


def _unavailable(request: HttpRequest) -> HttpResponse:
    if is_program(request):
        return _in_json("unavailable", _("The platform cannot answer just now. Try again in half a minute."), 503)
    return _plain(request, "503.html", 503)


def _in_json(code: str, message: str, status: int) -> HttpResponse:
    return JsonResponse({"code": code, "message": message}, status=status)


def _plain(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Rendered without the request's context: no session, no user, no database."""
    context = {"reference": getattr(request, "reference", "")}
    return HttpResponse(loader.get_template(template).render(context), status=status)
