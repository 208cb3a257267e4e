"""The places that have a clock of their own, named for the reader: "Senegal (Dakar)", never "Africa/Dakar"."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from django.utils import timezone

from pafso.localized import language_in_use
from pafso.text.countries import HOME, name_of
from pafso.text.dates import hour_of
from pafso.text.folding import folded

# Nobody is posted to Antarctica, which has eight clocks.
NO_POST = {"AQ"}
NOWHERE = "ZZ"  # UTC and its offsets
# For Canada’s English CLDR writes Saint John’s, which is another city.
LOCALES = {"en": Locale.parse("en"), "fr": Locale.parse("fr_CA")}
FORTNIGHTS = 27  # a year and a little


def zone_in_words(zone: str) -> str:
    """ZONE of the tz database as the reader would call it: "Senegal (Dakar)", « Égypte (Le Caire) »; "UTC" where there is no place."""
    return _named(zone, language_in_use()) if zone else ""


def places(also: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What a list of time zones offers: (zone, "Senegal (Dakar), 16:04"), one a clock in each country, by name.

    ALSO are zones that must be among them, since somebody has them; one that no tz database knows any more is left out.
    """
    now, offered = timezone.now(), dict.fromkeys([*_clocks(), *(zone for zone in also if _is_known(zone))])
    named = _in_order(tuple(offered), language_in_use())
    return [(zone, f"{name}, {hour_of(now.astimezone(ZoneInfo(zone)))}") for zone, name in named]


def _is_known(zone: str) -> bool:
    try:
        return bool(zone and ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return False


def today_s_name(zone: str) -> str:
    """The name that a place has today: Asia/Kolkata of Asia/Calcutta."""
    name: str = get_global("zone_aliases").get(zone, zone)
    return zone if name.startswith("Etc/") else name


@lru_cache(maxsize=1024)
def _named(zone: str, language: str) -> str:
    # A place that is young may be in the table of the tz database and not yet in CLDR.
    country = dict(_table()).get(zone) or get_global("zone_territories").get(today_s_name(zone), NOWHERE)
    if country == NOWHERE:
        return zone.removeprefix("Etc/")
    land = name_of(country, language)
    city = get_timezone_location(today_s_name(zone), locale=LOCALES[language], return_city=True).rpartition("/")[2]
    return land if city == land else f"{land} ({city})"


@lru_cache(maxsize=64)
def _in_order(zones: tuple[str, ...], language: str) -> tuple[tuple[str, str], ...]:
    """Canada first, then by the alphabet."""
    countries = dict(_table())
    named = [(zone, _named(zone, language)) for zone in zones]
    return tuple(sorted(named, key=lambda pair: (countries.get(pair[0]) != HOME, folded(pair[1]))))


@lru_cache(maxsize=1)
def _clocks() -> tuple[str, ...]:
    """One zone a country and clock: the first of each in the tz database's own table, which begins with the largest place.

    Two zones of a country are one clock when they agree a year ahead; the past is nobody's question here.
    """
    now = datetime.now(UTC)
    seen: dict[tuple[object, ...], str] = {}
    for zone, country in _table():
        if country not in NO_POST:
            days = (now + timedelta(days=14 * n) for n in range(FORTNIGHTS))
            seen.setdefault((country, *(day.astimezone(ZoneInfo(zone)).utcoffset() for day in days)), zone)
    return tuple(seen.values())


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[str, str], ...]:
    """(zone, country) of every line of the tz database's zone.tab."""
    text = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    lines = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple((zone, country) for country, _where, zone, *_remark in lines)
