"""Typed text survives a session that ran out: it waits in the anonymous session and comes back to its person, and to no other.

A form that keeps text carries a mark of the person for whom it was made (a hash under the site's key: it names nobody, and
nobody can make that of another). What is stored carries the same mark, here and on the device (`pafso/js/kept-text.js`).
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from pafso.access import Visitor

View = TypeVar("View", bound=Callable[..., Any])
SESSION_KEY = "kept_text"
LONGEST = 200_000
NEVER = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword")
# The mark is the name of a hidden field: a browser that comes Back puts what was typed only into a form whose fields have the
# same names, so it never fills the next person's form with the text of the one before.
PREFIX = "typed-by-"


def keeps_typed_text(view: View) -> View:
    """Marks a view whose POST is worth keeping when the person turns out to be signed out."""
    view.keeps_typed_text = True  # type: ignore[attr-defined]
    return view


def marks_of(user: Visitor) -> list[str]:
    """The mark that USER's forms carry, then those of forms from before the key of the site was renewed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac("pafso.typed_text", str(user.pk), secret=key, algorithm="sha256").hexdigest()[:32] for key in keys
    ]


def mark_of(user: Visitor) -> str:
    """Empty for somebody who is not signed in."""
    return marks_of(user)[0] if user.is_authenticated else ""


def typed_text(request: HttpRequest) -> QueryDict | None:
    """What this person typed at this address before the session ran out; given back once, and said."""
    drop_of_others(request)
    waiting = request.session.get(SESSION_KEY) or {}
    text = waiting.get("texts", {}).pop(request.path, None)
    if text is None:
        return None
    _store(request, waiting)
    sentence = _("You had been logged out. What you typed is below and is not saved yet.")
    messages.warning(request, sentence, extra_tags="given-back", fail_silently=True)
    return QueryDict(text)


def text_waits(request: HttpRequest) -> bool:
    """Whether text waits for the person whose session this browser lost. Asks nothing of somebody without a cookie."""
    return bool(request.session.session_key and request.session.get(SESSION_KEY))


def drop_of_others(request: HttpRequest) -> None:
    """Somebody signed in: what anybody else typed on this browser is forgotten."""
    waiting = request.session.get(SESSION_KEY)
    if waiting is not None and waiting.get("of") not in marks_of(request.user):
        del request.session[SESSION_KEY]


def _store(request: HttpRequest, waiting: dict[str, Any]) -> None:
    if waiting["texts"]:
        request.session[SESSION_KEY] = waiting
    else:
        del request.session[SESSION_KEY]


def keeps_this(request: HttpRequest) -> bool:
    """Whether the page of REQUEST is one whose form keeps its text."""
    match = request.resolver_match
    return match is not None and getattr(match.func, "keeps_typed_text", False)


class TypedText:
    """Runs before the sign-in check: stores the fields of a signed-out POST to a `@keeps_typed_text` view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        keeps = request.method == "POST" and getattr(view, "keeps_typed_text", False)
        had_session = bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        if not keeps and not had_session:
            return None
        if request.user.is_authenticated:
            drop_of_others(request)
            return _refuse(request) if keeps and is_of_another(request) else None
        if keeps and _keep(request):
            return None
        if had_session and request.session.session_key is None and getattr(view, "login_required", True):
            _say_lost(request)
        return None


def is_of_another(request: HttpRequest) -> bool:
    """Whether somebody who is signed in sent a form that was made for another person."""
    return request.user.is_authenticated and _mark_on(request) not in ("", *marks_of(request.user))


def _mark_on(request: HttpRequest) -> str:
    """The mark that the form brought."""
    return next((name.removeprefix(PREFIX) for name in request.POST if name.startswith(PREFIX)), "")


def _keep(request: HttpRequest) -> bool:
    fields, mark = request.POST.copy(), _mark_on(request)
    for name in [name for name in fields if name in NEVER or name.startswith(PREFIX)]:
        del fields[name]
    text = fields.urlencode()
    if not mark or len(text) > LONGEST:
        return False
    request.session[SESSION_KEY] = {"of": mark[:32], "texts": {request.path: text}}
    return True


def _refuse(request: HttpRequest) -> HttpResponse:
    """A page that was opened for one person and sent in the session of another: nothing of it is saved."""
    sentence = _("Somebody else opened this form in this browser. Nothing was saved.")
    if _is_script(request):
        return JsonResponse({"code": "other_person", "detail": sentence}, status=409)
    messages.error(request, sentence, fail_silently=True)
    return redirect(request.path)


def _say_lost(request: HttpRequest) -> None:
    """On the login page that comes next; a session that ran out has been told already."""
    if not _is_script(request) and not len(messages.get_messages(request)):
        messages.info(request, _("You have been logged out. Log in to continue."), fail_silently=True)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
