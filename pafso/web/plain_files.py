"""What programs look for at fixed addresses: `/robots.txt` and `/.well-known/security.txt` (RFC 9116), texts of the office."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from pafso.access import public
from pafso.addresses import absolute_url
from pafso.models import ROBOTS, SECURITY, MailKind, Text, reply_addresses

# Nothing to find behind a sign-in, below a link that lets somebody act, or in a search of searches.
DEFAULT_ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /api/
Disallow: /*/accounts/
Disallow: /*/account/
Disallow: /*/awards/letter/
Disallow: /*/awards/co-nominator/
Disallow: /*/calendar/
Disallow: /*/magazine/search/
Disallow: /*/recovery/
Disallow: /*/unsubscribe/
"""
MONTHS_AHEAD = 6


@public
@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    return _plain(_written(ROBOTS) or DEFAULT_ROBOTS)


@public
@require_safe
@cache_control(public=True, max_age=3600)
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole. The day on which it runs out is reckoned here, so that it never has."""
    written = (
        _written(SECURITY) or f"Contact: mailto:{reply_addresses()[MailKind.ACCOUNTS]}\nPreferred-Languages: en, fr\n"
    )
    lines = [line for line in written.splitlines() if not line.lower().startswith("expires:")]
    if not any(line.lower().startswith("canonical:") for line in lines):
        lines.append(f"Canonical: {absolute_url(request.path)}")
    return _plain("\n".join([*lines, f"Expires: {runs_out(timezone.now()):%Y-%m-%dT%H:%M:%SZ}", ""]))


def runs_out(now: datetime) -> datetime:
    """The first day of a month, about half a year ahead of NOW: less than the year that RFC 9116 advises, the same all month."""
    years, month = divmod(now.astimezone(UTC).month - 1 + MONTHS_AHEAD, 12)
    return datetime(now.astimezone(UTC).year + years, month + 1, 1, tzinfo=UTC)


def _written(key: str) -> str:
    text = Text.objects.filter(key=key).first()
    return "\n".join(text.body_en.splitlines()).strip() + "\n" if text else ""


def _plain(words: str) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


FILES = {"/robots.txt": robots, "/.well-known/security.txt": security}


class PlainFiles:
    """Answers before a session or a language is looked for: one copy, to keep, for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = FILES.get(request.path_info, self.get_response)
        if view is not self.get_response:
            request.get_host()  # an unknown name is refused here as everywhere
        return view(request)
