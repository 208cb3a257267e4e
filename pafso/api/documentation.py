"""The page about the API: made from its description, in the reader's language, without a script."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from pafso.access import public
from pafso.web.problems import CODES, TITLES

from .front import limits
from .operations import Operation, operations
from .scopes import all_scopes, in_words


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "groups": [(name, list(rows)) for name, rows in groupby(operations(), _group)],
        "limits": limits(),
        "scopes": [(scope, in_words(scope)) for scope in all_scopes()],
        "errors": [(status, CODES.get(status), title) for status, (title, _sentence) in TITLES.items()],
    }
    return render(request, "pages/api.html", context)


@public
@require_safe
def lead(request: HttpRequest) -> HttpResponse:
    """From the address that programs know to the page in the reader's language."""
    response = HttpResponseRedirect(reverse("api_page"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _group(operation: Operation) -> str:
    """What an address is about: its first part after /api/v1/."""
    return operation.path.split("/")[3] or "/"
