"""What contests put on shared pages."""

from typing import Any

import pytest
from django.test import RequestFactory

from contests import panels
from tests.factories import contests as make
from tests.factories.people import Cast


def request_of(user: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_home_stays_away_without_an_open_contest(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert panels.home(request_of(cast.officer)) is None
    contest = make.make_contest()

    assert panels.home(request_of(cast.officer)) == {"contests": [contest]}


@pytest.mark.req("R15")
def test_me_shows_ones_own_newest(cast: Cast) -> None:
    contest = make.make_contest(entries_per_member=9)
    make.make_entry(contest, cast.colleague)
    mine = [make.make_entry(contest, cast.officer, colour=number) for number in range(6)]

    assert panels.me(request_of(cast.officer)) == {"entries": mine[:0:-1]}
