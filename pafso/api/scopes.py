"""What a token may do: read or write, app by app; ``about`` in an app's api says what of a person's that is (``about_reading`` where more can be read). Whoever is signed in themselves may do all that they may do on the pages."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from django.urls import get_resolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request

from pafso.access import is_guest
from pafso.web.problems import ACCOUNT_NEEDED, FULL_ACCOUNT

READ, WRITE = "read", "write"
LACKING = gettext_lazy("This token may not do this: it lacks the scope %(scope)s.")


@dataclass(frozen=True)
class Limited:
    """What `request.auth` is for a token with scopes; anything else there is not limited."""

    pk: int
    scopes: frozenset[str]


class ScopeMissing(PermissionDenied):
    default_code = "scope_missing"


def scope_of(view: type, method: str) -> str | None:
    """The scope that METHOD of this view asks of a token; None where strangers may do it, too.

    The app is that of the module in which the view stands.
    """
    if method in SAFE_METHODS and list(getattr(view, "permission_classes", [])) == [AllowAny]:
        return None
    return f"{view.__module__.split('.')[0]}:{READ if method in SAFE_METHODS else WRITE}"


class AccountNeeded(PermissionDenied):
    default_code = ACCOUNT_NEEDED
    default_detail = FULL_ACCOUNT


def refuse_guest(request: Request, view: type) -> None:
    """Raises AccountNeeded (403) for a guest, wherever strangers may not do it."""
    if is_guest(request.user) and scope_of(view, request.method or ""):
        raise AccountNeeded


def check_scope(request: Request, view: type) -> None:
    """Raises ScopeMissing (403) for a token that was not given what this takes."""
    scope = scope_of(view, request.method or "")
    if scope and isinstance(request.auth, Limited) and scope not in request.auth.scopes:
        raise ScopeMissing(LACKING % {"scope": scope})


@lru_cache(maxsize=1)
def all_scopes() -> tuple[str, ...]:
    """Every scope that an address asks for: an app where one can only read has no scope to write."""
    return tuple(sorted({scope for view, method in _doors() if (scope := scope_of(view, method))}))


def known(scopes: Collection[str]) -> frozenset[str]:
    """Those that still mean something."""
    return frozenset(scopes) & frozenset(all_scopes())


def in_words(scope: str) -> str:
    """ "members:read" as a person reads it."""
    app, _colon, verb = scope.partition(":")
    api = import_module(f"{app}.api")
    words = {"what": getattr(api, "about_reading", api.about) if verb == READ else api.about}
    return (_("%(what)s: read") if verb == READ else _("%(what)s: change")) % words


def _doors() -> Iterator[tuple[type, str]]:
    for entry in get_resolver("pafso.urls").url_patterns:
        if getattr(entry, "namespace", None) != "api":
            continue
        for pattern in entry.url_patterns:  # type: ignore[union-attr]
            view: type = pattern.callback.cls  # type: ignore[union-attr]  # every address of the API is a class
            actions = getattr(pattern.callback, "actions", None)
            methods = actions or [name for name in View.http_method_names if hasattr(view, name)]
            yield from ((view, name.upper()) for name in methods if name not in {"head", "options"})
