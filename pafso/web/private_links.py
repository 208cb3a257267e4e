"""Links that let somebody act without an account: a random secret of which only the digest is kept, and pages that tell nobody."""

import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

from pafso.access import public

from . import error_pages

PRIVATE = {"Cache-Control": "no-store, private", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
TOKEN_BYTES = 32


def new_token() -> str:
    """256 random bits, as a part of an address that the log knows to blank."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """What is kept of a token: it cannot be turned back into one."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class LinkCsrf(CsrfViewMiddleware):
    """The usual check of the form's token, for pages that send no referrer.

    Browsers post from such a page with ``Origin: null`` (Fetch, "append a request Origin header"), which Django's own check
    takes for a stranger. The token in the form still has to match the cookie, and any other foreign origin is refused.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        return request.META["HTTP_ORIGIN"] == "null" or super()._origin_verified(request)  # type: ignore[misc]


def private_link(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Opens VIEW(request, token) to whoever holds the link; nothing of its address goes to another site or into a cache."""
    checked = decorator_from_middleware(LinkCsrf)(view)

    @wraps(view)
    def private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = checked(request, *args, **kwargs)
        except Http404 as error:  # its page has the link in its address, too
            response = error_pages.not_found(request, error)
        for name, value in PRIVATE.items():
            response[name] = value
        return response

    return public(csrf_exempt(private))
