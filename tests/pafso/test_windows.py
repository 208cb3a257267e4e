"""What opens and closes is judged alike by the database and by the clock, in every model with a window."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, models, transaction

from awards.models import Cycle
from contests.models import Contest
from pafso.clock import OTTAWA, Window
from pafso.windows import Windowed
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
