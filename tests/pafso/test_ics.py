"""A calendar file says what calendars read: one minute, its name, where to go, and a reminder."""

from datetime import UTC, datetime, timedelta

from django.utils import translation
from icalendar import Calendar

from pafso.clock import OTTAWA
from pafso.dates import Date
from pafso.ics import Listed, calendar_ics, deadline_ics, ics_response

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


CHANGED = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
LISTED = [
    Listed(Date("cycle-7", TITLE, CLOSES, "https://x.example/fr/"), version=3, changed_at=CHANGED),
    Listed(
        Date("entry-K7QX3", "Photo", CLOSES + timedelta(days=1), "https://x.example/", timedelta(days=1)),
        version=0,
        changed_at=CHANGED - timedelta(days=9),
    ),
]


def test_a_calendar_says_how_often_to_look_again_and_which_version_each_date_is() -> None:
    with translation.override("fr"):
        text = calendar_ics(LISTED, name="Échéances de l’APASE")
    calendar = Calendar.from_ical(text)

    assert {name: str(value) for name, value in calendar.items() if name != "REFRESH-INTERVAL"} == {
        "VERSION": "2.0", "PRODID": "-//PAFSO APASE//Deadlines//FR", "METHOD": "PUBLISH", "NAME": "Échéances de l’APASE",
        "X-WR-CALNAME": "Échéances de l’APASE", "X-PUBLISHED-TTL": "PT6H",
    }  # fmt: skip
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in text
    first, second = calendar.events
    assert set(first) == {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "URL", "SEQUENCE", "LAST-MODIFIED", "CLASS", "TRANSP",
    }  # fmt: skip
    assert (first["UID"], first["SUMMARY"], first["SEQUENCE"]) == ("cycle-7@pafso-apase", TITLE, 3)
    assert first["DTSTAMP"].dt == first["LAST-MODIFIED"].dt == CHANGED
    assert (str(first["CLASS"]), str(first["TRANSP"])) == ("PRIVATE", "TRANSPARENT")
    assert (second["UID"], second["SEQUENCE"], second.start) == ("entry-K7QX3@pafso-apase", 0, LISTED[1].date.at)
    (alarm,) = second.alarms.times
    assert alarm.trigger == CLOSES


def test_the_same_dates_are_the_same_calendar_and_none_are_an_empty_one() -> None:
    assert calendar_ics(LISTED, name="x") == calendar_ics(LISTED, name="x")
    assert Calendar.from_ical(calendar_ics([], name="x")).events == []
