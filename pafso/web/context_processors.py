"""What every page needs to know; no query for anyone, no session read for strangers."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language


def site(request: HttpRequest) -> dict[str, Any]:
    """Names, and this page's own address in the other language."""
    other = "fr" if get_language() == "en" else "en"
    path = request.get_full_path()
    there = translate_url(path, other)
    # An address that is none here is none in the other language: its home is the nearest that there is.
    nowhere = there == path and request.resolver_match is None
    return {
        "SITE_NAME": "PAFSO / APASE",
        "SITE_URL": settings.SITE_URL,
        "DEVELOPMENT": settings.DEVELOPMENT,
        "other_language": other,
        "other_language_url": f"/{other}/" if nowhere else there,
    }
