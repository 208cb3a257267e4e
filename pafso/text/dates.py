"""Dates and moments in words, as each language writes them; moments in Ottawa's time unless said."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.formats import date_format
from django.utils.functional import keep_lazy_text
from django.utils.translation import get_language, ngettext, pgettext

from pafso.clock import OTTAWA
from pafso.lazy import Words
from pafso.localized import language_in_use

from .figures import number


def day_in_words(day: date | None) -> str:
    """``September 1, 2015`` or ``1er septembre 2015``, by the reader's language; nothing for no day."""
    if not day:  # a template has "" for what is not there
        return ""
    if language_in_use() == "en":
        return date_format(day, "F j, Y")
    return date_format(day, "jS F Y")


def moment_in_words(moment: datetime, zone: ZoneInfo = OTTAWA) -> str:
    """ "Monday, April 5, 2027, 23:59 (EDT)" or « lundi 5 avril 2027 à 23 h 59 (HAE) »."""
    there = moment.astimezone(zone)
    parts = {"date": long_date(there), "time": hour_of(there), "zone": zone_word(there)}
    return pgettext("date, time and zone of a deadline", "%(date)s, %(time)s (%(zone)s)") % parts


def day_and_hour(moment: datetime) -> str:
    """Ottawa's, in a list: "April 5, 2027, 23:59 (EDT)" or « 5 avril 2027 à 23 h 59 (HAE) »."""
    there = moment.astimezone(OTTAWA)
    parts = {"date": day_in_words(there), "time": hour_of(there), "zone": zone_word(there)}
    return pgettext("date, time and zone of a deadline", "%(date)s, %(time)s (%(zone)s)") % parts


def beside_the_day(moment: datetime) -> str:
    """Ottawa's line under the large day, which need not say the date again: "Monday, 23:59 (EDT)"."""
    there = moment.astimezone(OTTAWA)
    parts = {"date": date_format(there, "l"), "time": hour_of(there), "zone": zone_word(there)}
    return pgettext("date, time and zone of a deadline", "%(date)s, %(time)s (%(zone)s)") % parts


def hour_of(there: datetime) -> str:
    """ "23:59", or « 23 h 59 » and « 9 h » with spaces that do not break."""
    if get_language() != "fr":
        return date_format(there, "H:i")
    return date_format(there, "G\u00a0\\h\u00a0i" if there.minute else "G\u00a0\\h")


def hour_and_zone(there: datetime) -> str:
    """ "23:59 (EDT)", or « 23 h 59 (HAE) »."""
    return f"{hour_of(there)} ({zone_word(there)})"


def long_date(there: date) -> str:
    """ "Monday, April 5, 2027" or « lundi 5 avril 2027 », and « jeudi 1er avril 2027 »."""
    if get_language() != "fr":
        return date_format(there, "l, F j, Y")
    return date_format(there, "l jS F Y")


def ordinal(shown: dateformat.DateFormat) -> str:
    """Django's "S", which only knows "1st": in French the first of a month is « 1er », and no other day has anything."""
    if get_language() != "fr":
        return english_ordinal(shown)
    return "er" if shown.format("j") == "1" else ""


english_ordinal = dateformat.DateFormat.S
dateformat.DateFormat.S = ordinal  # type: ignore[method-assign, assignment]


def french_hour(shown: dateformat.TimeFormat) -> str:
    """Django's "P", which leaves out minutes that are nothing: in French « 9 h » and « 23 h 59 »."""
    if get_language() != "fr":
        return english_hour(shown)
    return shown.format("G\u00a0\\h\u00a0i" if shown.format("i") != "00" else "G\u00a0\\h")


english_hour = dateformat.TimeFormat.P
dateformat.TimeFormat.P = french_hour  # type: ignore[method-assign, assignment]
FRENCH_ZONES = {"EST": "HNE", "EDT": "HAE"}


def zone_word(there: datetime) -> str:
    """The zone's short name; the French one for Ottawa; where there are only figures "UTC+4:30", as browsers write it."""
    return _zone_named(there.tzname() or "")


def zone_letter(shown: dateformat.TimeFormat) -> str:
    """Django's "T", which only knows the English name: in the office's lists a moment has its zone, in both languages."""
    return _zone_named(str(plain_zone(shown)))


plain_zone = dateformat.TimeFormat.T
dateformat.TimeFormat.T = zone_letter  # type: ignore[method-assign, assignment]


def _zone_named(name: str) -> str:
    if name[:1] in ("+", "-"):
        return f"UTC{name[0]}{int(name[1:3])}{':' + name[3:] if name[3:] else ''}"
    return FRENCH_ZONES.get(name, name) if get_language() == "fr" else name


def time_left(left: timedelta) -> str:
    """How long is left, in the largest unit that does not flatter: 49 hours are two days, 47 are hours."""
    minutes = int(left.total_seconds() // 60)
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}
    if minutes >= 120:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": number(minutes // 60)}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": number(minutes)}


@keep_lazy_text
def filled_in(sentence: Words, **values: object) -> str:
    """SENTENCE with VALUES, days and moments in words: put together when it is shown, in the language of whoever reads it."""
    return str(sentence % {name: _in_words(value) for name, value in values.items()})


def _in_words(value: object) -> str:
    if isinstance(value, datetime):
        return moment_in_words(value)
    return day_in_words(value) if isinstance(value, date) else str(value)
