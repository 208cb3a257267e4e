"""A calendar file says what calendars read: one minute, its name, where to go, and a reminder."""

from datetime import UTC, datetime, timedelta

from django.utils import translation
from icalendar import Calendar

from pafso.clock import OTTAWA
from pafso.ics import deadline_ics, ics_response

CLOSES = datetime(2027, 4, 5, 23, 59, tzinfo=OTTAWA)
TITLE = "Clôture, du concours; « Été à l’étranger » " + "é" * 60


def deadline() -> bytes:
    return deadline_ics(
        uid="u",
        title=TITLE,
        moment=CLOSES,
        url="https://x.example/fr/",
        remind=timedelta(days=1),
        now=datetime(2027, 3, 1, 12, 0, tzinfo=UTC),
    )


def test_a_calendar_reads_the_deadlines_minute_and_its_reminder() -> None:
    with translation.override("fr"):
        calendar = Calendar.from_ical(deadline())

    event = calendar.events[0]
    assert {name: str(value) for name, value in calendar.items()} == {
        "VERSION": "2.0",
        "PRODID": "-//PAFSO APASE//Deadlines//FR",
    }
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "URL"}
    assert (event["UID"], event["SUMMARY"], event["URL"]) == ("u@pafso-apase", TITLE, "https://x.example/fr/")
    assert (event.start, event.end) == (CLOSES, CLOSES + timedelta(minutes=1))
    assert event["DTSTAMP"].dt == datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
    (alarm,) = event.alarms.times
    assert alarm.trigger == CLOSES - timedelta(days=1)
    assert (alarm.alarm["ACTION"], alarm.alarm["DESCRIPTION"]) == ("DISPLAY", TITLE)


def test_the_same_deadline_is_the_same_file_in_utc_and_short_lines() -> None:
    text = deadline()

    assert text == deadline()
    assert b"\r\nDTSTART:20270406T035900Z\r\n" in text
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert text.endswith(b"END:VCALENDAR\r\n")


def test_the_file_is_offered_under_its_name() -> None:
    response = ics_response(b"BEGIN", "summer-2027.ics")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="summer-2027.ics"'
    assert response.content == b"BEGIN"
