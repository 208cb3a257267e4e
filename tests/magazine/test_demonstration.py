"""What an empty installation shows, and what a large one is measured with."""

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from magazine import demonstration
from magazine.models import Issue, Page
from magazine.search import find, understand
from tests.factories.magazine import make_issue

pytestmark = pytest.mark.django_db


def test_the_demonstration_can_be_read_and_searched() -> None:
    demonstration.fill({})

    assert list(Issue.objects.values_list("volume", "number", "state")) == [(38, 2, "published"), (38, 1, "published")]
    assert Issue.objects.to_announce().count() == 1
    assert {hit.page.language for hit in find(understand("soupe")).hits} == {"fr"}
    assert {hit.page.language for hit in find(understand("boiler")).hits} == {"en"}
    assert all(issue.contents for issue in Issue.objects.all())


def test_a_population_is_made_in_bulk_and_is_the_same_for_the_same_seed() -> None:
    make_issue(38, 1)
    with CaptureQueriesContext(connection) as captured:
        assert demonstration.populate(9, Random("1")) == 9
    first = list(Page.objects.order_by("issue__volume", "issue__number", "number").values_list("text", flat=True))
    Issue.objects.filter(volume__gt=38).delete()
    demonstration.populate(9, Random("1"))

    assert len(captured) < 20
    assert Issue.objects.published().count() == 10
    assert not Issue.objects.filter(volume__gt=38).to_announce().exists()
    assert (
        list(Page.objects.order_by("issue__volume", "issue__number", "number").values_list("text", flat=True)) == first
    )
    assert find(understand("39-1-7")).hits
