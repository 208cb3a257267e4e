"""A calendar file holds its lines to what calendars read."""

from datetime import timedelta

from django.utils import timezone

from pafso.calendar import deadline_ics


def test_a_calendar_line_is_folded_and_escaped() -> None:
    moment = timezone.now()
    title = "Clôture, du concours; « Été à l’étranger » " + "é" * 60

    text = deadline_ics(uid="u", title=title, moment=moment, url="https://x.example/", remind=timedelta(days=1))

    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    unfolded = text.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:Clôture\\, du concours\\; « Été à l’étranger » " + "é" * 60 in unfolded
    assert "UID:u@pafso-apase" in unfolded
    assert "TRIGGER:-P1D" in unfolded
    assert text.endswith(b"END:VCALENDAR\r\n")
