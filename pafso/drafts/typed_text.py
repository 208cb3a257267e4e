"""Typed text survives a session that ran out: it waits in the anonymous session and comes back after the login."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict

View = TypeVar("View", bound=Callable[..., Any])
SESSION_KEY = "kept_text"
LONGEST = 200_000
NEVER = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code")


def keeps_typed_text(view: View) -> View:
    """Marks a view whose POST is worth keeping when the person turns out to be signed out."""
    view.keeps_typed_text = True  # type: ignore[attr-defined]
    return view


def typed_text(request: HttpRequest) -> QueryDict | None:
    """What this person typed at this address before the session ran out; given back once."""
    waiting = request.session.get(SESSION_KEY) or {}
    text = waiting.pop(request.path, None)
    if text is None:
        return None
    request.session[SESSION_KEY] = waiting
    return QueryDict(text)


class TypedText:
    """Runs before the sign-in check: stores the fields of a signed-out POST to a `@keeps_typed_text` view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.method != "POST" or not getattr(view, "keeps_typed_text", False) or request.user.is_authenticated:
            return
        fields = request.POST.copy()
        for name in NEVER:
            fields.pop(name, None)
        text = fields.urlencode()
        if len(text) <= LONGEST:
            request.session[SESSION_KEY] = {request.path: text}
