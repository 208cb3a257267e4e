"""A person's own calendar: the page that makes its address, and the address itself, which programs fetch."""

import hashlib
import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.access import person
from members.accounts.rate_limits import is_one_too_many, network
from members.models import CalendarAddress, User
from pafso.access import public
from pafso.dates import dates_of
from pafso.ics import TYPE, Listed, calendar_ics
from pafso.mail.writing import page_url
from pafso.press_once import parse_form_token
from pafso.web.methods import read_write

from .actions.calendars import address_for_token, fetch_dates, make_address, switch_off

# A program looks every few hours; many people may come from one network.
MOST_FETCHES, MOST_MISSES, HOUR = 60, 100, 3600
# Changes whenever the file is written in another way from the same dates.
FORM_OF_FILE = "1"
# A program may keep its copy, and asks each time whether it is still good. Nobody between may keep one.
KEPT = {"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@read_write
def calendar(request: HttpRequest) -> HttpResponse:
    """What is in the calendar, and its address: shown once, on the page that made it."""
    user, secret = person(request), ""
    if request.method == "POST":
        _row, secret = make_address(user, by=user, form_token=parse_form_token(request.POST.get("form_token", "")))
    url = page_url(user.language, "members:calendar_feed", secret) if secret else ""
    context = {
        "address": CalendarAddress.objects.filter(user=user).first(),
        "url": url,
        "webcal": f"webcal:{url.partition(':')[2]}" if url else "",
        "dates": dates_of(user, timezone.now()),
        "form_token": uuid.uuid4(),
    }
    return render(request, "members/calendar.html", context)


@require_POST
def calendar_removal(request: HttpRequest) -> HttpResponse:
    user = person(request)
    switch_off(user, by=user)
    messages.success(request, _("Your calendar no longer has an address. Apps that used it will get nothing."))
    return redirect("members:calendar")


@public
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar, for whatever program has its address; neither a session nor a cookie plays a part."""
    address = address_for_token(token)
    if address is None:
        return _refused(HTTPStatus.NOT_FOUND, f"calendar-misses:{network(request)}", MOST_MISSES)
    if is_one_too_many(f"calendar:{address.digest}", most=MOST_FETCHES, seconds=HOUR):
        return _too_often()
    rows = fetch_dates(address)
    etag = _etag(address.user, rows)
    unchanged = get_conditional_response(request, etag=etag)
    return _with(unchanged or _file(address.user, rows), ETag=etag)


def _file(user: User, rows: list[Listed]) -> HttpResponse:
    with translation.override(user.language):
        text = calendar_ics(rows, name=_("PAFSO deadlines"))
    return HttpResponse(text, content_type=TYPE, headers={"Content-Disposition": 'inline; filename="pafso-apase.ics"'})


def _etag(user: User, rows: list[Listed]) -> str:
    """Of the dates and their versions, so that nobody has to write the file to find that it is the same."""
    shown = " ".join([FORM_OF_FILE, user.language, *(f"{row.date.uid} {row.version} {row.changed_at}" for row in rows)])
    return f'"{hashlib.sha256(shown.encode()).hexdigest()[:32]}"'


def _refused(status: HTTPStatus, key: str, most: int) -> HttpResponseBase:
    """In one line, without a page: its reader is a program, and a page has the address in it."""
    if is_one_too_many(key, most=most, seconds=HOUR):
        return _too_often()
    return _with(HttpResponse(_("There is no calendar at this address."), status=status, content_type="text/plain"))


def _too_often() -> HttpResponseBase:
    said = HttpResponse(_("Too many requests. Try again in an hour."), status=429, content_type="text/plain")
    return _with(said, **{"Retry-After": str(HOUR)})


def _with(response: HttpResponseBase, **headers: str) -> HttpResponseBase:
    for name, value in (KEPT | headers).items():
        response[name] = value
    return response
