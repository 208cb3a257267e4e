"""Limits on guessing: how they count, and the sentence that says how long to wait."""

import math
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext

APP = "allauth.account"


def too_many(request: HttpRequest, action: str, key: str) -> ValidationError:
    """The refusal of a limit, with the minutes that are left of it."""
    minutes = max(1, math.ceil(_seconds_left(request, action, key) / 60))
    if action.startswith("login_failed"):
        sentence = ngettext(
            "Too many tries. Try again in %(n)d minute, or log in with a code that we send you.",
            "Too many tries. Try again in %(n)d minutes, or log in with a code that we send you.",
            minutes,
        )
    else:
        sentence = ngettext(
            "Too many tries. Try again in %(n)d minute.", "Too many tries. Try again in %(n)d minutes.", minutes
        )
    return ValidationError(sentence % {"n": minutes}, code="too_many_tries")


def here(request: HttpRequest, email: str) -> str:
    """The key of a limit that counts one account from one network, so that a stranger elsewhere locks nobody out."""
    return f"{email.lower()}|{ratelimit.get_ip(request)}"


def login_limits(request: HttpRequest, email: str) -> list[tuple[str, str]]:
    return [("login_failed", here(request, email)), ("login_failed_anywhere", email.lower())]


def _seconds_left(request: HttpRequest, action: str, key: str) -> float:
    waits = [0.0]
    for rate in ratelimit.get_rates(app=APP, action=action):
        history = cache.get(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key), [])
        if len(history) >= rate.amount:
            waits.append(history[rate.amount - 1] + rate.duration - time.time())
    return max(waits)
