"""The calendar file says the minute of the deadline, in UTC, in lines that calendars accept."""

from datetime import datetime

import pytest
import time_machine
from django.test import Client

from pafso.clock import OTTAWA
from tests.factories.awards import make_award, make_cycle

CLOSES = datetime(2027, 4, 5, 23, 59, tzinfo=OTTAWA)


@pytest.fixture
def lines(client: Client, db: None) -> list[str]:
    long_name = "Prix; de, l’été " * 8
    award = make_award("summer", name_fr=long_name.strip())
    make_cycle(award, opens_at=datetime(2027, 3, 1, tzinfo=OTTAWA), closes_at=CLOSES)
    with time_machine.travel(datetime(2027, 3, 2, 12, 0, tzinfo=OTTAWA), tick=False):
        response = client.get("/fr/awards/summer/2027/deadline.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="summer-2027.ics"'
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    return response.content.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.req("R46")
def test_the_event_is_the_deadlines_minute(lines: list[str]) -> None:
    assert "DTSTART:20270406T035900Z" in lines
    assert "DTEND:20270406T040000Z" in lines
    assert "TRIGGER:-P2D" in lines


def test_it_speaks_french_and_escapes(lines: list[str]) -> None:
    summary = next(line for line in lines if line.startswith("SUMMARY:"))

    assert summary.startswith("SUMMARY:Échéance\u00a0: Prix\\; de\\, l’été Prix\\;")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_a_cycle_that_does_not_exist_has_no_deadline(client: Client, db: None) -> None:
    assert client.get("/en/awards/none/2027/deadline.ics").status_code == 404
    assert client.get("/en/awards/none/99999999999999999999999/").status_code == 404
