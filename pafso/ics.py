"""A deadline as a calendar file (RFC 5545), for the calendar that a member keeps anyway."""

from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from pafso.clock import MINUTE


def deadline_ics(
    *, uid: str, title: str, moment: datetime, url: str, remind: timedelta, now: datetime | None = None
) -> bytes:
    """One event over the minute of MOMENT, in UTC, with an alarm REMIND before."""
    # Three megabytes and a third of a second, which a process that gives out no calendar file has no use for.
    from icalendar import Alarm, Calendar, Event

    alarm = Alarm.new(description=title)
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -remind)
    event = Event.new(uid=f"{uid}@pafso-apase", stamp=now or timezone.now(), summary=title, url=url)
    event.start = moment.astimezone(UTC)
    event.end = event.start + MINUTE
    event.add_component(alarm)
    calendar = Calendar()  # not Calendar.new(): it would give each download another UID
    calendar.add("prodid", f"-//PAFSO APASE//Deadlines//{(get_language() or 'en').upper()}")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()


def ics_response(text: bytes, filename: str) -> HttpResponse:
    """The file, offered for saving under FILENAME."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
