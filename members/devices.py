"""Knows a browser again by a signed cookie, so that the person is told of a sign-in from one that was never there."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from .models import User

YEAR = 365 * 24 * 3600
KEPT = 8


def cookie_name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "pafso_device"


def is_known(request: HttpRequest, user: User) -> bool:
    """Whether USER has signed in from this browser before."""
    return _mark(user) in _marks(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Note in the browser, without a name, that USER was here; the last eight people of a shared computer."""
    marks = [_mark(user), *(mark for mark in _marks(request) if mark != _mark(user))][:KEPT]
    response.set_cookie(
        cookie_name(),
        Signer(salt="members.devices").sign_object(marks),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    try:
        return list(Signer(salt="members.devices").unsign_object(request.COOKIES.get(cookie_name(), "")))
    except (BadSignature, ValueError):
        return []


def _mark(user: User) -> str:
    return salted_hmac("members.devices", str(user.pk), algorithm="sha256").hexdigest()[:24]
