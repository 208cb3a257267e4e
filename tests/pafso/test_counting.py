"""Counts are exact to their bound, many in one query, and never look further."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import User
from pafso.counting import counts
from tests.factories.people import Cast


def test_several_lists_are_counted_in_one_query_to_a_bound(cast: Cast) -> None:
    everybody = User.objects.order_by("-id")
    lists = [everybody, everybody.filter(pk=cast.staff.pk), everybody.filter(name="nobody"), everybody.none()]

    with CaptureQueriesContext(connection) as queries:
        found = counts(lists, most=3)

    assert found == [4, 1, 0, 0]
    assert len(queries) == 1 and queries[0]["sql"].count("LIMIT 4") == 3


def test_no_lists_cost_no_query(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert counts([]) == []

    assert len(queries) == 0
