"""A sign-in not older than five minutes, for people without a password too."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .sessions import SIGNED_IN_AT

View = Callable[..., HttpResponse]


def recent_sign_in_required(view: View) -> View:
    """Asks for the password or the second step again. Who has neither signs in by code, and that must have been just now:
    allauth alone would let such a session, left open anywhere, do anything."""
    asks_again: View = reauthentication_required(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        signed_in_at = request.session.get(SIGNED_IN_AT, 0)
        if not get_reauthentication_flows(request.user) and time.time() - signed_in_at >= REAUTHENTICATION_TIMEOUT:
            messages.warning(
                request, _("You must have logged in recently. Log out, log in again with a code, and come back.")
            )
            return redirect("members:me")
        return asks_again(request, *args, **kwargs)

    return wrapped
