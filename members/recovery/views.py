"""Pages behind the links of an assisted recovery: opened by anybody who holds one, acting only when the button is pressed."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from members.models import Recovery, RecoveryLink
from members.rules import address_hint
from pafso.errors import DomainError
from pafso.web.methods import read_write
from pafso.web.private_links import private_link

from . import actions

View = Callable[[HttpRequest, Recovery, str], HttpResponseBase]


def by_link(purpose: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Opens a view to whoever holds a link for PURPOSE; an unknown link gets a page that says what to do."""

    def wrapped(view: View) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: HttpRequest, token: str) -> HttpResponseBase:
            recovery = actions.recovery_for_token(token, purpose)
            if recovery is None:
                return render(request, "members/recovery/unknown.html", status=404)
            return view(request, recovery, token)

        return private_link(page)

    return wrapped


@by_link(RecoveryLink.Purpose.STOP)
@read_write
def recovery_stop(request: HttpRequest, recovery: Recovery, token: str) -> HttpResponse:
    """Stops it, without a login: whoever reads an old mailbox may say no, and nothing else."""
    if request.method != "POST":
        return _page(request, "stop", recovery)
    try:
        actions.stop_recovery(recovery, by=None)
    except DomainError as error:
        return _page(request, "stop", actions.recovery_for_token(token, "stop") or recovery, error)
    return redirect("members:recovery_stop", token)


@by_link(RecoveryLink.Purpose.CONFIRM)
@read_write
def recovery_confirm(request: HttpRequest, recovery: Recovery, token: str) -> HttpResponse:
    """The new mailbox is proven by pressing the button; opening the page proves nothing, so a scanner may."""
    if request.method != "POST":
        return _page(request, "confirm", recovery)
    try:
        actions.confirm_recovery(recovery)
    except DomainError as error:
        return _page(request, "confirm", recovery, error)
    return redirect("members:recovery_confirm", token)


def _page(request: HttpRequest, name: str, recovery: Recovery, error: DomainError | None = None) -> HttpResponse:
    context = {
        "recovery": recovery,
        "hint": address_hint(recovery.new_address),
        "is_confirmable": actions.is_confirmable(recovery),
        "error": error,
    }
    return render(request, f"members/recovery/{name}.html", context, status=error.status if error else 200)
