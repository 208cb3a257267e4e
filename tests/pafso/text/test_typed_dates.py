"""Days and hours as people type them; what may mean two days is refused."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pafso.clock import OTTAWA
from pafso.text.dates import day_in_words, hour_of, long_date
from pafso.text.typed_dates import DayField, HourField, MomentField, day_typed, hour_typed


@pytest.mark.parametrize(
    "text",
    ["2027-03-01", "2027/3/1", "2027.03.01", "March 1, 2027", "march 1st 2027", "Mar. 1, 2027", "1 March 2027", "1st of March, 2027",
     "1 mars 2027", "1er mars 2027", "le 1er mars 2027", "lundi 1er mars 2027", "Monday, March 1, 2027", "2027 mars 1", "  1\u00a0MARS\u00a02027 ",
     "1-mar-2027"],
)  # fmt: skip
def test_one_day(text: str) -> None:
    assert day_typed(text) == date(2027, 3, 1)


@pytest.mark.parametrize(("text", "day"), [("25/12/2026", date(2026, 12, 25)), ("12-25-2026", date(2026, 12, 25)),
                                           ("05/05/2026", date(2026, 5, 5)), ("5 août 2026", date(2026, 8, 5)),
                                           ("5 févr. 2026", date(2026, 2, 5)), ("Sept 5, 2026", date(2026, 9, 5))])  # fmt: skip
def test_figures_that_mean_one_day_and_short_months(text: str, day: date) -> None:
    assert day_typed(text) == day


@pytest.mark.parametrize("text", ["04/05/2026", "4-5-2026", "4.5.2026", "04 05 2026"])
def test_two_days_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DayField().clean(text)

    assert refused.value.code == "ambiguous"
    assert refused.value.messages == [
        f"“{text}” could mean two different dates. Write 2026-04-05 (year, month, day), or write the month in words."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "30 février 2026",
        "2026-02-30",
        "31/31/2026",
        "tomorrow",
        "5/4/26",
        "mars 2027",
        "1 brumaire 2027",
        "0",
        "9999999",
    ],
)
def test_no_day(text: str) -> None:
    with pytest.raises(ValidationError):
        day_typed(text)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("9h00", time(9)), ("9 h", time(9)), ("23 h 59", time(23, 59)), ("à 23 h 59", time(23, 59)), ("23h59", time(23, 59)), ("9:00", time(9)),
     ("09:00:00", time(9)), ("9:00 AM", time(9)), ("9 am", time(9)), ("9 p.m.", time(21)), ("12:30 am", time(0, 30)), ("12 PM", time(12)),
     ("at 11:59 pm", time(23, 59)), ("noon", time(12)), ("midi", time(12)), ("23:59:59", time(23, 59, 59)), ("23\u00a0h\u00a059", time(23, 59)),
     ("9 heures 30", time(9, 30))],
)  # fmt: skip
def test_an_hour(text: str, hour: time) -> None:
    assert hour_typed(text) == hour


@pytest.mark.parametrize("text", ["25:00", "13:00 pm", "0 am", "9", "9:0", "24 h", "soon", "9:60", "9:00 xm"])
def test_no_hour(text: str) -> None:
    with pytest.raises(ValidationError):
        HourField().clean(text)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.sampled_from(["en", "fr"]))
def test_what_our_own_pages_write_can_be_typed(moment: datetime, language: str) -> None:
    moment = moment.replace(second=0, microsecond=0)
    with translation.override(language):
        assert day_typed(day_in_words(moment.date())) == day_typed(long_date(moment)) == moment.date()
        assert hour_typed(hour_of(moment)) == moment.time()


@pytest.mark.parametrize(
    "typed",
    [
        ["1 mars 2027", "23 h 59"],
        ["March 1, 2027", "11:59 PM"],
        ["1er mars 2027 à 23 h 59", ""],
        ["2027-03-01 23:59", ""],
    ],
)
def test_a_moment(typed: list[str]) -> None:
    assert MomentField().clean(typed) == datetime(2027, 3, 1, 23, 59, tzinfo=OTTAWA).astimezone(UTC)


def test_half_a_moment_is_said() -> None:
    with pytest.raises(ValidationError):
        MomentField().clean(["2027-03-01", ""])
    assert MomentField(required=False).clean(["", ""]) is None
    assert not MomentField().has_changed(datetime(2027, 3, 1, 23, 59, tzinfo=OTTAWA), ["1 mars 2027", "23 h 59"])
