"""What a page may ask of the database, whoever wrote it: the budget of every page for persons, and of every list of the office."""

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import Cast
from tests.plans.pages import pages_for_persons

MOST, MOST_IN_OFFICE = 8, 12
# With how many, and why not fewer.
BEYOND = {
    "members:calendar": (
        12,
        "each app is asked for its dates; proved addresses, those of the roll and what was asked for there are four",
    ),
    "members:holdings": (60, "one or two for each kind of thing that is held: read once in a while, by one person"),
    "members:me": (17, "a panel of each app, and each is asked for what waits for the person"),
    "home": (13, "to whoever is known, each app says what is open, and what waits for the person"),
}
PAGES = sorted({name for name, arguments in pages_for_persons() if not arguments})


def asked(client: Client, address: str) -> tuple[int, int]:
    """The status, and how many queries; 0 for what leads elsewhere."""
    client.get(address)  # what is asked once and kept
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    return answer.status_code, len(queries) if answer.status_code == 200 else 0


@pytest.mark.parametrize("name", PAGES)
def test_a_page_for_persons_asks_little(as_member: Client, name: str) -> None:
    status, queries = asked(as_member, reverse(name))

    assert status < 500
    assert queries <= BEYOND.get(name, (MOST, ""))[0]


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=lambda model: model._meta.label))
def test_a_list_of_the_office_asks_little(client: Client, cast: Cast, model: type[models.Model]) -> None:
    cast.staff.is_superuser = True
    cast.staff.save()
    client.force_login(cast.staff)

    status, queries = asked(client, reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))

    assert (status, queries <= MOST_IN_OFFICE) == (200, True), queries


def test_what_is_beyond_is_a_page_and_says_why() -> None:
    assert BEYOND.keys() <= set(PAGES)
    assert [name for name, (number, why) in BEYOND.items() if number <= MOST or not why] == []
