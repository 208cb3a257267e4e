"""When a request was received: by our proxy, which says so, else when this process first knew of it."""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pafso.clock import received, received_at

log = logging.getLogger(__name__)
# nginx sets it to its $msec once it has the whole request, in the place of whatever came from outside.
HEADER = "HTTP_X_RECEIVED_AT"
SECONDS = re.compile(r"[0-9]{10}\.[0-9]{3}")
BELIEVED = timedelta(seconds=60)
AGREE = timedelta(seconds=2)  # with what a busy machine needs to hand a request on


class Receipt:
    """Puts each request under the instant of its receipt, by which every verdict inside it is taken."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ours = received_at()  # what the server's worker has noted (gunicorn_worker), else now
        proxys = _of_proxy(request.META)
        request.proxy_ahead = None if proxys is None else proxys - ours  # type: ignore[attr-defined]
        with received(instant_of_receipt(request.META, ours)):
            return self.get_response(request)


def instant_of_receipt(meta: Mapping[str, object], ours: datetime) -> datetime:
    """What the proxy says, if we have one and its clock is within a minute of OURS; else OURS."""
    proxys = _of_proxy(meta)
    return proxys if proxys is not None and abs(proxys - ours) <= BELIEVED else ours


def _of_proxy(meta: Mapping[str, object]) -> datetime | None:
    """The header is trusted exactly where the forwarded address is: behind a stated number of our own proxies."""
    said = str(meta.get(HEADER, ""))
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT < 1 or not SECONDS.fullmatch(said):
        return None
    seconds, milliseconds = said.split(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(milliseconds=int(milliseconds))


def clocks(request: HttpRequest) -> dict[str, bool | float | None]:
    """Whether the proxy's clock and ours agree, in seconds that it is ahead; None: the proxy said no time."""
    ahead: timedelta | None = getattr(request, "proxy_ahead", None)
    if ahead is None:
        return {"clocks_agree": None, "proxy_ahead": None}
    agree = abs(ahead) <= AGREE
    if not agree:
        log.warning("the proxy's clock is %.1f s ahead of ours", ahead.total_seconds())
    return {"clocks_agree": agree, "proxy_ahead": round(ahead.total_seconds(), 3)}


def is_from_operator(request: HttpRequest) -> bool:
    """Whether somebody on the proxy's own machine asks, through the proxy: its forwarded address is the loopback."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies < 1 or len(chain) < proxies:
        return False
    try:
        return ip_address(chain[-proxies]).is_loopback
    except ValueError:
        return False
