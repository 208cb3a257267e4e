"""What opens and closes is judged alike by the database and by the clock, in every model with a window."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, models, transaction

from awards.models import Cycle
from contests.models import Contest
from pafso.api.query import in_state
from pafso.clock import OTTAWA, Window
from pafso.windows import Windowed, not_closed
from tests.factories.awards import make_cycle
from tests.factories.contests import make_contest

pytestmark = pytest.mark.django_db
OPENS = datetime(2027, 3, 1, 9, 0, tzinfo=OTTAWA)
CLOSES = datetime(2027, 4, 5, 23, 59, tzinfo=OTTAWA)
SECOND = timedelta(seconds=1)

each_windowed = pytest.mark.parametrize("make", [make_cycle, make_contest])
Make = Callable[..., Any]


def tables(model: type[models.Model]) -> set[type[models.Model]]:
    below = set().union(*(tables(child) for child in model.__subclasses__()))
    return below if model._meta.abstract else {model, *below}


@pytest.mark.req("R46")
@each_windowed
def test_open_at_the_edges_is_the_windows_own_word(make: Make) -> None:
    row = make(opens_at=OPENS, closes_at=CLOSES, grace_minutes=90)
    moments = {
        OPENS - SECOND: False,
        OPENS: True,
        CLOSES: True,
        CLOSES + 59 * SECOND: True,
        CLOSES + 60 * SECOND: False,
    }

    assert row.window == Window(OPENS, CLOSES, timedelta(minutes=90))
    for moment, is_open in moments.items():
        assert type(row).objects.open(moment).exists() is is_open, moment
        with time_machine.travel(moment, tick=False):
            assert row.is_open is is_open, moment
            assert type(row).objects.open().exists() is is_open, moment


@pytest.mark.req("R46")
@each_windowed
@pytest.mark.parametrize("stored", [0, 1, 19, 59, 59.999999])
def test_seconds_that_were_stored_change_no_verdict(make: Make, stored: float) -> None:
    """A list, a filter of the API and the form say the same at every edge of the minute, with the seconds of the deadline."""
    row = make(opens_at=OPENS, closes_at=CLOSES + stored * SECOND, grace_minutes=2)
    rows = type(row).objects
    seconds = (0, 1, 18, 19, 20, 59, 59.999999, 60, 60.000001, 78, 79, 80, 119, 120, 179.999999, 180, 181, 199, 200)

    for moment in (CLOSES + second * SECOND for second in seconds):
        over = row.window.ends_at + row.window.grace <= moment
        said = [rows.filter(in_state(type(row), state, moment)).exists() for state in ("open", "past")]
        assert rows.open(moment).exists() is row.window.is_open(moment), moment
        assert rows.filter(not_closed(type(row), moment)).exists() is not row.window.has_closed(moment), moment
        assert said == [row.window.is_open(moment), row.window.has_closed(moment)], moment
        assert (rows.over(moment).exists(), rows.not_over(moment).exists()) == (over, not over), moment
    assert row.window.ends_at == CLOSES + 60 * SECOND


@pytest.mark.parametrize("column", Cycle.CALLED_OFF)
def test_what_was_called_off_is_never_open_whatever_its_dates_say(column: str) -> None:
    said = {f"{column.removesuffix('_at')}_{language}": "No panel." for language in ("en", "fr")}
    row = make_cycle(opens_at=OPENS, closes_at=CLOSES, grace_minutes=90, sends_call=True, **{column: OPENS}, **said)
    rows = Cycle.objects.all()

    for moment in (OPENS - SECOND, OPENS + SECOND, CLOSES + 120 * SECOND, CLOSES + timedelta(days=9)):
        states = [rows.filter(in_state(Cycle, state, moment)).exists() for state in ("open", "coming", "past")]
        window = row.window
        verdicts = [window.is_open(moment), window.accepts_finishing(OPENS, moment), not window.has_closed(moment)]
        lists = [rows.open(moment), rows.not_over(moment), rows.to_call(moment), rows.filter(not_closed(Cycle, moment))]
        assert (states, verdicts) == ([False, False, True], [False, False, False]), moment
        assert [each.exists() for each in lists] == [False] * 4, moment
        assert rows.over(moment).exists(), moment
    assert (row.is_called_off, rows.going_ahead().exists()) == (True, False)


@each_windowed
def test_what_closes_when_it_opens_is_refused(make: Make) -> None:
    row = make(opens_at=OPENS, closes_at=OPENS + SECOND)

    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.update(closes_at=OPENS)


def test_every_window_has_its_constraint() -> None:
    found = {model: [constraint.name for constraint in model._meta.constraints] for model in tables(Windowed)}

    assert {Cycle, Contest} <= set(found)
    for model, names in found.items():
        assert f"{model._meta.model_name}_closes_after_it_opens" in names


@pytest.mark.parametrize(
    ("now", "fields", "words"),
    [
        (OPENS - SECOND, {}, "Will be sent when it opens: Monday, March 1, 2027, 09:00 (EST)"),
        (OPENS, {"called_people": 1}, "Being sent. 1 person told."),
        (CLOSES + 60 * SECOND, {"called_people": 2}, "It closed before everyone could be told. 2 people told."),
        (OPENS, {"sends_call": False}, "Held back. 0 people told."),
        (CLOSES, {"sends_call": False, "called_at": OPENS, "called_people": 2},
         "Sent on Monday, March 1, 2027, 09:00 (EST). 2 people told."),
    ],
)  # fmt: skip
@each_windowed
def test_the_office_reads_what_has_become_of_the_call(
    make: Make, now: datetime, fields: dict[str, Any], words: str
) -> None:
    row = make(opens_at=OPENS, closes_at=CLOSES, **{"sends_call": True, **fields})

    assert row.call_in_words(now) == words
