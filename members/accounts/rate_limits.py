"""Limits on guessing: how they count, and the sentence that says how long to wait.

A device in which somebody has signed in before has limits of its own for that account, which nobody else can use up: not from
other networks, and not from its own, which forty people share at a mission. Everybody else is counted per network and address.
"""

import hashlib
import math
import time
from collections.abc import Iterator
from typing import Any

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import ngettext

from members.models import Device, Recovery, User
from pafso.mailboxes import mailbox
from pafso.text.figures import number

from .devices import carried_digest

APP = "allauth.account"
CODE_TRIES, CODE_SECONDS = 3, 900


def too_many(request: HttpRequest, action: str, key: str) -> ValidationError:
    """The refusal of a limit, with the minutes that are left of it."""
    minutes = max(1, math.ceil(_seconds_left(request, action, key) / 60))
    if action.startswith("password_failed"):
        sentence = ngettext(
            "Too many attempts. Try again in %(n)s minute, or log in with a code that we send you.",
            "Too many attempts. Try again in %(n)s minutes, or log in with a code that we send you.",
            minutes,
        )
    else:
        sentence = ngettext(
            "Too many attempts. Try again in %(n)s minute.", "Too many attempts. Try again in %(n)s minutes.", minutes
        )
    return ValidationError(sentence % {"n": number(minutes)}, code="too_many_tries")


def here(request: HttpRequest, email: str) -> str:
    """The key of a limit that counts one account from one network, so that a stranger elsewhere locks nobody out."""
    return f"{mailbox(email)}|{ratelimit.get_ip(request)}"


def known_device(request: HttpRequest, email: str) -> Device | None:
    """This browser, if the account that EMAIL opens has been signed in to from it.

    What counts is the random number in its cookie and whose it was: neither one that somebody made up nor that of one's own
    account says anything about another's. One query, whatever is known of EMAIL; none for a browser that carries no number.
    """
    digest = carried_digest(request)
    if not digest:
        return None
    of_account = {"user__emailaddress__email": mailbox(email), "user__emailaddress__verified": True}
    return _remembered(request, Device.objects.filter(digest=digest, **of_account))


def _remembered(request: HttpRequest, found: models.QuerySet[Device]) -> Device | None:
    """Together with what a sign-in from there asks next: whether the way back into the account is under way."""
    under_way = Recovery.objects.filter(user=models.OuterRef("user"), state__in=Recovery.OPEN)
    device = found.filter(forgotten_at=None).annotate(has_recovery=models.Exists(under_way)).first()
    request.known_device = device  # type: ignore[attr-defined]  # for the sign-in that may follow
    return device


Limit = tuple[str, str]


def limits(request: HttpRequest, action: str, email: str) -> list[Limit]:
    """What counts ACTION about EMAIL: that device alone where it is known, else the network and this address from it."""
    device = known_device(request, email)
    if device:
        return [(f"{action}_device", str(device.pk))]
    return [(action, here(request, email))]


def login_limits(request: HttpRequest, email: str) -> list[Limit]:
    """The same for passwords, of which strangers may try a few from everywhere together."""
    found = limits(request, "password_failed", email)
    return found if found[0][0].endswith("_device") else [*found, ("password_failed_anywhere", mailbox(email))]


def step_limits(request: HttpRequest, user: User) -> list[Limit]:
    """What counts the second steps of USER: those of a known device by themselves, those of all strangers together, since
    whoever comes so far has the password."""
    digest = carried_digest(request)
    device = _remembered(request, Device.objects.filter(digest=digest, user=user)) if digest else None
    return [("second_step_device", str(device.pk))] if device else [("second_step", str(user.pk))]


def count(request: HttpRequest, counted: list[Limit]) -> list[ratelimit.RateLimitUsage]:
    """Raises the refusal of the first limit that is reached, before anything dear is done."""
    usages = []
    for action, key in counted:
        usage = ratelimit.consume(request, app=APP, action=action, key=key, limit_get=True)
        if usage is None:
            raise too_many(request, action, key)
        usages.append(usage)
    return usages


def network(request: HttpRequest) -> str:
    """Where a request comes from, as far as the proxies that we trust say."""
    return str(ratelimit.get_ip(request))


def is_one_too_many(key: str, *, most: int, seconds: int) -> bool:
    """Whether KEY was counted MOST times within SECONDS already; counts this one."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False


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
    begun_at = max((state["at"] for state in awaited(request)), default=None)
    if begun_at is None:
        return True
    digest = hashlib.sha256(f"{request.session.session_key}:{begun_at}".encode()).hexdigest()
    return not is_one_too_many(f"code-tries:{digest}", most=CODE_TRIES, seconds=CODE_SECONDS)


def awaited(request: HttpRequest) -> list[dict[str, Any]]:
    """What this session knows of each code that it waits for: to which address it went, when, and which it is."""
    return list(_awaited(dict(request.session.items())))


def _awaited(state: Any) -> Iterator[dict[str, Any]]:
    if isinstance(state, dict):
        if "failed_attempts" in state:
            yield state
        for value in state.values():
            yield from _awaited(value)
    elif isinstance(state, list):
        for value in state:
            yield from _awaited(value)
