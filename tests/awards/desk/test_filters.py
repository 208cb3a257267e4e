"""The filters beside the table of a cycle: taking them off leaves the cycle."""

from django.test import Client
from django.urls import reverse

from tests.factories.awards import make_cycle, make_submitted
from tests.factories.people import Cast


def test_taking_all_filters_off_stays_in_the_cycle(client: Client, cast: Cast) -> None:
    cycle = make_cycle()
    make_submitted(cycle, cast.officer)
    client.force_login(cast.staff)
    table = reverse("admin:awards_nomination_changelist")

    plain = client.get(table, {"cycle": cycle.pk}).content.decode()
    narrowed = client.get(table, {"cycle": cycle.pk, "language": "en"}).content.decode()

    assert "Clear all filters" not in plain
    assert f'<a href="?cycle={cycle.pk}">&#10006; Clear all filters</a>' in narrowed
