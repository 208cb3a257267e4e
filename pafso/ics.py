"""Deadlines as calendar files (RFC 5545): one for the calendar that a member keeps anyway, or all of a person as a feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from pafso.clock import MINUTE
from pafso.dates import Date

if TYPE_CHECKING:
    from icalendar import Calendar, Event

# How often a calendar program looks again: often enough for a deadline that was moved, seldom enough for a slow line.
REFRESH = timedelta(hours=6)
TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Listed:
    """A date as it stands in a calendar: which version of it this is, and since when."""

    date: Date
    version: int
    changed_at: datetime


def deadline_ics(
    *, uid: str, title: str, moment: datetime, url: str, remind: timedelta, now: datetime | None = None
) -> bytes:
    """One event over the minute of MOMENT, in UTC, with an alarm REMIND before."""
    calendar = _calendar()
    calendar.add_component(_event(Date(uid, title, moment, url, remind), stamp=now or timezone.now()))
    return calendar.to_ical()


def cancelled_ics(*, uid: str, title: str, moment: datetime, url: str, now: datetime | None = None) -> bytes:
    """The event of `deadline_ics` struck out, without an alarm: whoever keeps it already sees so."""
    calendar = _calendar()
    event = _event(Date(uid, title, moment, url), stamp=now or timezone.now())
    event.subcomponents.clear()
    event.add("status", "CANCELLED")
    event.add("sequence", 1)
    calendar.add_component(event)
    return calendar.to_ical()


def calendar_ics(rows: Iterable[Listed], *, name: str) -> bytes:
    """A calendar called NAME that programs fetch again and again. The same ROWS are the same bytes."""
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    for each in ("name", "x-wr-calname"):
        calendar.add(each, name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")
    for row in rows:
        event = _event(row.date, stamp=row.changed_at)
        event.add("sequence", row.version)
        event.add("last-modified", row.changed_at.astimezone(UTC))
        # Whoever sees this calendar over somebody's shoulder, or as a colleague's, sees that a minute is taken and no more;
        # and a deadline does not make its person busy.
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()


def _calendar() -> "Calendar":
    # Three megabytes and a third of a second, which a process that gives out no calendar file has no use for.
    from icalendar import Calendar

    calendar = Calendar()  # not Calendar.new(): it would give each download another UID
    calendar.add("prodid", f"-//PAFSO APASE//Deadlines//{(get_language() or 'en').upper()}")
    calendar.add("version", "2.0")
    return calendar


def _event(date: Date, *, stamp: datetime) -> "Event":
    from icalendar import Alarm, Event  # heavy, as above

    alarm = Alarm.new(description=date.title)
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -date.alarm)
    event = Event.new(uid=f"{date.uid}@pafso-apase", stamp=stamp, summary=date.title, url=date.url)
    event.start = date.at.astimezone(UTC)
    event.end = event.start + MINUTE
    event.add_component(alarm)
    return event


def ics_response(text: bytes, filename: str) -> HttpResponse:
    """The file, offered for saving under FILENAME."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(text, content_type=TYPE, headers=headers)
