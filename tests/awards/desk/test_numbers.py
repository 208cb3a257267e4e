"""The numbers of a cycle by day: Ottawa's days, of the cases that the reader may know of, as bars and as their table."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from awards.desk.numbers import HEIGHT, MOST_DAYS, Day, days_of, plots_of
from awards.models import Cycle, Letter, Nomination
from members.models import User
from pafso.clock import OTTAWA
from tests.factories.awards import make_cycle, make_draft, make_submitted
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing

DAYS = st.lists(
    st.builds(Day, st.dates(date(2027, 1, 1), date(2027, 12, 31)), *[st.integers(0, 5000)] * 3),
    unique_by=lambda day: day.day, min_size=1, max_size=40,
)  # fmt: skip


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2027, 3, day, hour, 59, tzinfo=OTTAWA)


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """On the 2nd one is begun, and a draft; on the 3rd, a minute before midnight, one is received with one letter; and a letter on
    the 4th."""
    cycle = make_cycle()
    draft, nomination = make_draft(cycle, cast.colleague), make_submitted(cycle, cast.officer)
    Nomination.objects.filter(pk__in=[draft.pk, nomination.pk]).update(begun_at=at(2))
    Nomination.objects.filter(pk=nomination.pk).update(submitted_at=at(3, 23))
    first, second = Letter.objects.order_by("pk")
    Letter.objects.filter(pk=first.pk).update(sent_at=at(3))
    Letter.objects.filter(pk=second.pk).update(sent_at=at(4, 0))
    return cycle


def test_each_day_of_ottawa_has_its_numbers(cast: Cast, cycle: Cycle) -> None:
    assert days_of(cycle, cast.staff) == [
        Day(date(2027, 3, 2), begun=2),
        Day(date(2027, 3, 3), submitted=1, letters=1),
        Day(date(2027, 3, 4), letters=1),
    ]


@given(DAYS)
def test_every_bar_is_inside_and_as_high_as_its_number(days: list[Day]) -> None:
    days = sorted(days, key=lambda day: day.day)
    for plot, name in zip(plots_of(days), ("begun", "submitted", "letters"), strict=True):
        shown = [day for day in days if (days[-1].day - day.day).days < MOST_DAYS]
        assert plot.total == sum(getattr(day, name) for day in shown)
        assert len(plot.bars) == sum(getattr(day, name) > 0 for day in shown)
        assert all(
            0 <= bar.x <= plot.width - 10 and bar.y + bar.height == HEIGHT and bar.height > 0 for bar in plot.bars
        )
        if plot.highest:
            assert max(bar.height for bar in plot.bars) == HEIGHT


def test_the_axis_begins_on_the_first_day_and_shows_today() -> None:
    one, other = Day(date(2027, 3, 2), begun=2), Day(date(2027, 3, 4), begun=1)

    with time_machine.travel(datetime(2027, 3, 5, 12, tzinfo=OTTAWA), tick=False):
        plot, *_others = plots_of([one, other])
    with time_machine.travel(datetime(2027, 3, 30, 12, tzinfo=OTTAWA), tick=False):
        later, *_others = plots_of([one, other])

    assert [(bar.x, bar.height) for bar in plot.bars] == [(0, HEIGHT), (20, HEIGHT // 2)]
    assert (plot.first, plot.last, plot.width) == (date(2027, 3, 2), date(2027, 3, 29), 280)
    assert (plot.today, later.today) == (30, None)


def shown(client: Client, cycle: Cycle) -> Any:
    return client.get(reverse("admin:awards_nomination_numbers", args=[cycle.pk]))


def test_the_page_has_the_plot_and_its_table(client: Client, cast: Cast, cycle: Cycle) -> None:
    client.force_login(cast.staff)
    shown(client, cycle)

    with CaptureQueriesContext(connection) as queries:
        page = shown(client, cycle).content.decode()

    assert page.count("<figure") == page.count("<desc") == page.count('role="img"') == 3
    assert page.count('class="bar-of-day"') == 1 + 1 + 2
    assert "March 3, 2027</th>" in page and "2 in all, at most 2 in a day" in page
    assert "style=" not in page.split('id="content-main"')[1]
    assert len(queries) <= 12


@pytest.mark.req("R15")
@pytest.mark.parametrize("how", ["no_right", "superuser", "party"])
def test_nobody_else_learns_a_number(client: Client, cast: Cast, cycle: Cycle, how: str) -> None:
    clerk = make_clerk()
    if how == "party":
        Nomination.objects.update(nominee_email=clerk.email.upper())
    else:
        let_look_after_nothing(clerk)
        User.objects.filter(pk=clerk.pk).update(is_superuser=how == "superuser")
    client.force_login(clerk)

    answer = shown(client, cycle)

    assert answer.status_code == (200 if how == "party" else 404)
    assert "<figure" not in answer.content.decode()
    assert days_of(cycle, User.objects.get(pk=clerk.pk)) == []
