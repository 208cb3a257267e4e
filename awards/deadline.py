"""A deadline as a calendar file (RFC 5545), in the reader's language."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pafso.localized import localized

from .models import Cycle

LONGEST_LINE = 73
REMINDER = timedelta(days=2)


def calendar_file(cycle: Cycle) -> bytes:
    """One event that ends at the deadline's minute, with an alarm two days before; CRLF lines of at most 75 bytes."""
    title = _("Deadline: %(award)s %(year)d") % {"award": localized(cycle.award, "name"), "year": cycle.year}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//PAFSO APASE//Awards//{(get_language() or 'en').upper()}",
        "BEGIN:VEVENT",
        f"UID:cycle-{cycle.pk}@pafso-apase",
        f"DTSTAMP:{_instant(timezone.now())}",
        f"DTSTART:{_instant(cycle.closes_at)}",
        f"DTEND:{_instant(cycle.closes_at + timedelta(minutes=1))}",
        f"SUMMARY:{_escaped(title)}",
        f"URL:{settings.SITE_URL}{cycle.get_absolute_url()}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        f"TRIGGER:-P{REMINDER.days}D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


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
