"""Knows a browser again by a cookie with a random number; the rows of who was there keep only its digest."""

import re
import secrets
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 3600
# 256 bits, as `secrets.token_urlsafe(32)` writes them; anything else is no cookie of ours.
BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")


def cookie_name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "pafso_device"


def browser_of(request: HttpRequest) -> str:
    """The number that this browser carries, or a new one."""
    carried = request.COOKIES.get(cookie_name(), "")
    return carried if BROWSER.fullmatch(carried) else secrets.token_urlsafe(32)


def carried_digest(request: HttpRequest) -> str:
    """The digest of the number that this browser carries; nothing when it carries none."""
    carried = request.COOKIES.get(cookie_name(), "")
    return digest_of(carried) if BROWSER.fullmatch(carried) else ""


def digest_of(browser: str) -> str:
    return sha256(browser.encode()).hexdigest()


def remember(response: HttpResponse, browser: str) -> None:
    """Let the browser carry its number for another year; it names nobody, and serves everyone who signs in there."""
    response.set_cookie(
        cookie_name(),
        browser,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
