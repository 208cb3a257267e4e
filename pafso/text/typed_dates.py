"""Days and hours as people type them, in either language: "March 1, 2027", "1er mars 2027", "2027-03-01"; "9h00", "23 h 59", "9:00 AM".

Nothing is guessed: 04/05/2026 may be two days, and is refused.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pafso.lazy import Words

from .folding import folded

TWO_DAYS = _(
    "“%(typed)s” could mean two different dates. Write 2026-04-05 (year, month, day), or write the month in words."
)
NO_DAY, NO_HOUR = forms.DateField.default_error_messages["invalid"], forms.TimeField.default_error_messages["invalid"]

NAMES = (
    "jan january janv janvier", "feb february fev fevr fevrier", "mar march mars", "apr april avr avril", "may mai", "jun june juin",
    "jul july juil juillet", "aug august aout", "sep sept september septembre", "oct october octobre", "nov november novembre",
    "dec december decembre",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(NAMES, 1) for name in names.split()}
WEEKDAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
BEFORE_A_DAY = re.compile(rf"^(?:(?:{WEEKDAYS})\b|the\b|on\b|le\b|[,.\s])+")
YEAR_FIRST = re.compile(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})")
FIGURES = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})")
DAY_FIRST = re.compile(r"(\d{1,2})(?:er|e|st|nd|rd|th)?[\s.-]*(?:of |de )?([a-z]+)[\s.,-]*(\d{4})")
MONTH_FIRST = re.compile(r"([a-z]+)[\s.-]*(\d{1,2})(?:st|nd|rd|th)?[\s,.-]+(\d{4})")
YEAR_IN_FRONT = re.compile(r"(\d{4})[\s,.-]+([a-z]+)[\s.-]*(\d{1,2})")
HOUR = re.compile(
    r"(\d{1,2})(?:\s*(?:h|heures?)\s*(\d{2})?|:(\d{2})(?::(\d{2})(?:\.\d+)?)?|(?=\s*[ap]))\s*(?:min)?\s*([ap])?\.?(?:\s*m\.?)?"
)
BEFORE_AN_HOUR = re.compile(r"^(?:at|a|by|,|t)\s*(?=\d|noon|midi)")
WORDS = {"noon": time(12), "midi": time(12)}
# A day and an hour in one line: the hour is what follows the year.
BOTH = re.compile(r"(.*\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2})?)(?:T|,|\s)\s*((?:at|à|a)?\s*\d.*|(?:at|à)\s*\w+)")


def day_typed(text: str) -> date:
    """The day in TEXT. Raises ValidationError: in no calendar, or in two ways."""
    plain = BEFORE_A_DAY.sub("", folded(text)).strip()
    found = _year_month_day(plain)
    if found is None and (match := FIGURES.fullmatch(plain)):
        one, other, year = int(match[1]), int(match[3]), int(match[4])
        if one <= 12 and other <= 12 and one != other:
            raise ValidationError(TWO_DAYS, code="ambiguous", params={"typed": text[:60]})
        found = (year, min(one, other), max(one, other))  # the larger one is no month
    try:
        return date(*found) if found else _no(NO_DAY)
    except ValueError:
        return _no(NO_DAY)


def hour_typed(text: str) -> time:
    """The hour in TEXT. Raises ValidationError."""
    plain = BEFORE_AN_HOUR.sub("", folded(text)).strip()
    if plain in WORDS:
        return WORDS[plain]
    match = HOUR.fullmatch(plain)
    if match is None:
        return _no(NO_HOUR)
    hour, minute, second = int(match[1]), int(match[2] or match[3] or 0), int(match[4] or 0)
    if match[5] and not 1 <= hour <= 12:
        return _no(NO_HOUR)
    if match[5]:
        hour = hour % 12 + (12 if match[5] == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return _no(NO_HOUR)


def _year_month_day(plain: str) -> tuple[int, int, int] | None:
    if match := YEAR_FIRST.fullmatch(plain):
        return int(match[1]), int(match[3]), int(match[4])
    for pattern, year, month, day in ((DAY_FIRST, 3, 2, 1), (MONTH_FIRST, 3, 1, 2), (YEAR_IN_FRONT, 1, 2, 3)):
        if (match := pattern.fullmatch(plain)) and match[month] in MONTHS:
            return int(match[year]), MONTHS[match[month]], int(match[day])
    return None


def _no(sentence: Words) -> NoReturn:
    raise ValidationError(sentence, code="invalid")


class DayField(forms.DateField):
    """A day as people type it."""

    def to_python(self, value: str | datetime | date | None) -> date | None:
        if isinstance(value, str) and value.strip():
            return day_typed(value)
        return super().to_python(value)


class HourField(forms.TimeField):
    """An hour as people type it."""

    def to_python(self, value: str | time | None) -> time | None:
        if isinstance(value, str) and value.strip():
            return hour_typed(value)
        return super().to_python(value)


class MomentField(forms.SplitDateTimeField):
    """A day and an hour in two boxes; whoever types both into the first is understood."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        day, hour = self.fields
        self.fields = (
            DayField(required=day.required, error_messages=day.error_messages),
            HourField(required=hour.required, error_messages=hour.error_messages),
        )

    def clean(self, value: Sequence[str | date | time | None] | None) -> datetime | None:
        if (
            isinstance(value, list)
            and len(value) == 2
            and not value[1]
            and (both := BOTH.fullmatch(str(value[0]).strip()))
        ):
            value = [both[1], both[2]]
        return super().clean(value)  # type: ignore[no-any-return]
