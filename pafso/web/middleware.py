"""What happens around every request: a reference number, headers, and the reader's language."""

import json
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from .error_pages import bad_request, too_large

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestNumber:
    """Gives each request a number that an error page shows and the log repeats."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reference = secrets.token_hex(4)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.reference  # type: ignore[attr-defined]
        return response


class RequestSize:
    """Refuses what is far too large before a byte of it is read; each form has its own, smaller limit."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit() and len(length) < 19) or int(length) > settings.LARGEST_REQUEST:
            return too_large(request)
        return self.get_response(request)


class RealText:
    """Refuses what no database, hash or reader of JSON takes: NUL in an address, half a surrogate pair, endless nesting."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.content_type == "application/json" and _is_too_long(request):
            return too_large(request)
        has_nul = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if has_nul or (request.content_type == "application/json" and _is_broken(request.body)):
            return bad_request(request)
        return self.get_response(request)


class ResponseHeaders:
    """Headers that Django has no setting for; pages behind a sign-in are never stored by a browser."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "_cached_user", None)
        if user is not None and user.is_authenticated:
            response.setdefault("Cache-Control", "no-store, private")
        return response


class Language(LocaleMiddleware):
    """Django's choice of language by address, cookie and browser; a switch on one of our pages is remembered.

    Somebody who follows a shared link reads it in the language of the link, and keeps their own everywhere else:
    browsers say with Sec-Fetch-Site whether the visit began on a page of ours.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        in_path = translation.get_language_from_path(request.path_info)
        ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        shown = request.method == "GET" and response.status_code == 200 and _is_page(response)
        if in_path and ours and shown and in_path != request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            self._remember(response, in_path)
        return response

    def _remember(self, response: HttpResponseBase, language: str) -> None:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
        )


class Onward:
    """Tells a script that sent a form where the answer leads, since no browser says so of a redirect (`pafso/js/press.js`)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("X-Sent-By") == "script" and response.has_header("Location"):
            response["X-Goes-To"] = response["Location"]
            del response["Location"]
            response.status_code = 200
        return response


def _is_page(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def _is_too_long(request: HttpRequest) -> bool:
    """More JSON than Django would read: said as what it is, rather than as a request that cannot be read."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _is_broken(body: bytes) -> bool:
    """Whether JSON holds a string that cannot be written down, or no end of lists; what is no JSON is for the view to say."""
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return True
    except ValueError:
        return False
    return False
