"""The front page as strangers see it, kept for a few seconds: the page that everyone opens and few change."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import get_language

# Long enough to carry a rush, short enough that "time left" stays true and a change by a task shows soon.
SECONDS = 20


def is_personal(request: HttpRequest) -> bool:
    """Whether this reader's page may differ: signed in, with a message waiting, or with something in the address."""
    kept = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    return bool(kept & request.COOKIES.keys() or request.META.get("QUERY_STRING"))


def copy() -> bytes | None:
    return cache.get(_key())


def keep(page: bytes) -> bytes:
    cache.set(_key(), page, SECONDS)
    return page


def forget() -> None:
    """Called when staff changed something: they look at the front page next."""
    cache.delete_many([_key(language) for language, _ in settings.LANGUAGES])


def _key(language: str | None = None) -> str:
    return f"frontpage:{language or get_language()}"
