"""Days, hours and moments are written as each language writes them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.formats import date_format

from pafso.clock import OTTAWA
from pafso.text.dates import (
    beside_the_day,
    day_and_hour,
    day_in_words,
    hour_of,
    long_date,
    moment_in_words,
    time_left,
    zone_word,
)

CLOSES = datetime(2027, 4, 1, 23, 59, tzinfo=OTTAWA)
KABUL = ZoneInfo("Asia/Kabul")


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (date(2015, 9, 1), "September 1, 2015", "1er septembre 2015"),
        (date(2015, 9, 11), "September 11, 2015", "11 septembre 2015"),
        (date(2015, 9, 21), "September 21, 2015", "21 septembre 2015"),
        (None, "", ""),
    ],
)
def test_a_day_in_words(day: date | None, english: str, french: str) -> None:
    assert day_in_words(day) == english
    with translation.override("fr"):
        assert day_in_words(day) == french


def test_a_moment_in_ottawas_words_or_in_those_of_a_zone() -> None:
    instant = CLOSES.astimezone(UTC)

    assert moment_in_words(instant) == "Thursday, April 1, 2027, 23:59 (EDT)"
    assert moment_in_words(instant, KABUL) == "Friday, April 2, 2027, 08:29 (UTC+4:30)"
    with translation.override("fr"):
        assert moment_in_words(instant) == "jeudi 1er avril 2027 à 23\u00a0h\u00a059 (HAE)"


def test_beside_the_large_day_the_date_is_not_repeated() -> None:
    assert beside_the_day(CLOSES.astimezone(UTC)) == "Thursday, 23:59 (EDT)"
    with translation.override("fr"):
        assert beside_the_day(CLOSES.astimezone(UTC)) == "jeudi à 23\u00a0h\u00a059 (HAE)"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=48), "2 days"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(minutes=1), "1 minute"),
    ],
)
def test_time_left_never_flatters(left: timedelta, words: str) -> None:
    assert time_left(left) == words


@pytest.mark.parametrize(
    ("moment", "english", "french"),
    [
        (CLOSES, "23:59", "23\u00a0h\u00a059"),
        (CLOSES.replace(hour=9, minute=0), "09:00", "9\u00a0h"),
        (CLOSES.replace(hour=0, minute=5), "00:05", "0\u00a0h\u00a005"),
    ],
)
def test_hours_as_each_language_writes_them(moment: datetime, english: str, french: str) -> None:
    assert hour_of(moment) == english
    with translation.override("fr"):
        assert hour_of(moment) == french


def test_first_of_the_month_in_french() -> None:
    with translation.override("fr"):
        assert long_date(CLOSES) == "jeudi 1er avril 2027"
        assert long_date(CLOSES + timedelta(days=10)) == "dimanche 11 avril 2027"


def test_zone_words() -> None:
    moment = datetime(2027, 1, 5, 12, 0, tzinfo=UTC)

    assert zone_word(moment.astimezone(ZoneInfo("Asia/Dubai"))) == "UTC+4"
    with translation.override("fr"):
        assert zone_word(moment.astimezone(OTTAWA)) == "HNE"
        assert zone_word(moment) == "UTC"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_moment_that_django_writes_is_written_as_ours(language: str) -> None:
    """In the office's lists and pages, which leave it to Django."""
    with translation.override(language):
        for moment in (CLOSES, datetime(2027, 1, 31, 9, 5, tzinfo=OTTAWA)):
            assert date_format(moment, "DATETIME_FORMAT") == day_and_hour(moment)
            assert date_format(moment) == day_in_words(moment)


def test_french_formats_leave_out_minutes_that_are_nothing() -> None:
    noon, late = datetime(2027, 4, 1, 12, tzinfo=OTTAWA), CLOSES
    with translation.override("fr"):
        assert date_format(noon, "DATETIME_FORMAT") == "1er avril 2027 à 12\u00a0h (HAE)"
        assert date_format(late, "DATETIME_FORMAT") == "1er avril 2027 à 23\u00a0h\u00a059 (HAE)"
        assert date_format(noon, "TIME_FORMAT") == "12\u00a0h"
    with translation.override("en"):
        assert date_format(noon, "P") == "noon"
