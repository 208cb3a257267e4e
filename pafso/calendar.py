"""A deadline as a calendar file (RFC 5545), for the calendar that a member keeps anyway."""

from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

# A line holds 75 octets; two are left for the space that continues the one before.
LONGEST_LINE = 73
MINUTE = timedelta(minutes=1)


def deadline_ics(
    *, uid: str, title: str, moment: datetime, url: str, remind: timedelta, now: datetime | None = None
) -> bytes:
    """One event over the minute of MOMENT, with an alarm REMIND before; every line ends and folds as the standard asks."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//PAFSO APASE//Deadlines//{(get_language() or 'en').upper()}",
        "BEGIN:VEVENT",
        f"UID:{uid}@pafso-apase",
        f"DTSTAMP:{_instant(now or timezone.now())}",
        f"DTSTART:{_instant(moment)}",
        f"DTEND:{_instant(moment + MINUTE)}",
        f"SUMMARY:{_escaped(title)}",
        f"URL:{url}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        f"TRIGGER:-P{remind.days}D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def ics_response(text: bytes, filename: str) -> HttpResponse:
    """The file, offered for saving under FILENAME."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for mark in "\\;,":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.splitlines())


def _folded(line: str) -> bytes:
    """Broken between characters: a continuation begins with a space."""
    pieces, piece = [], b""
    for character in line:
        letter = character.encode()
        if len(piece) + len(letter) > LONGEST_LINE:
            pieces.append(piece)
            piece = b""
        piece += letter
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
