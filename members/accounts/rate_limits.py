"""Limits on guessing: how they count, and the sentence that says how long to wait."""

import hashlib
import math
import time
from collections.abc import Iterator
from typing import Any

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext

APP = "allauth.account"
CODE_TRIES, CODE_SECONDS = 3, 900


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


def has_try_left(request: HttpRequest) -> bool:
    """Whether the code that this session waits for may be tried once more; counts the try.

    allauth counts in the session, which parallel requests have all read before one of them writes it. This count is where
    they meet, and the same whether or not there is an account behind the code.
    """
    begun_at = max(_begun_at(dict(request.session.items())), default=None)
    if begun_at is None:
        return True
    digest = hashlib.sha256(f"{request.session.session_key}:{begun_at}".encode()).hexdigest()
    cache.add(f"code-tries:{digest}", 0, CODE_SECONDS)
    return cache.incr(f"code-tries:{digest}") <= CODE_TRIES


def _begun_at(state: Any) -> Iterator[float]:
    """When each code that a session waits for was asked for."""
    if isinstance(state, dict):
        if "failed_attempts" in state:
            yield state["at"]
        for value in state.values():
            yield from _begun_at(value)
    elif isinstance(state, list):
        for value in state:
            yield from _begun_at(value)
