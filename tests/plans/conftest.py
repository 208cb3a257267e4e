"""A database with half a million rows, filled once and walked through once; every test of this folder looks at what was seen."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import translation

from tests.factories.bulk import BUSY, Tables
from tests.factories.people import make_user
from tests.plans.pages import Visitor, Walk, for_persons, for_programs, office_pages
from tests.plans.tables import SIZES
from tests.plans.watch import Watch


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/plans/" in str(item.path):
            item.add_marker(pytest.mark.plans)
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    assert connection.vendor == "postgresql", "plans are PostgreSQL's: make plans"
    with django_db_blocker.unblock(), translation.override("en"):
        Tables().fill(apps.get_models(include_auto_created=True), SIZES)
        make_user("Dominique Roy", "dominique@example.org", is_staff=True, is_superuser=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        yield
        call_command("flush", "--no-input", verbosity=0)


@pytest.fixture(scope="session")
def visitors(filled: None) -> Iterator[dict[str, Visitor]]:
    """A stranger, a member who has much of everything, and somebody of the office who may see all."""
    watch = Watch()
    accounts = apps.get_model("members.User").objects
    people = {"stranger": None, "member": accounts.get(pk=BUSY), "office": accounts.get(is_superuser=True)}
    found = {}
    for name, user in people.items():
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        found[name] = Visitor(name, client, watch)
    yield found
    watch.end()


@pytest.fixture(scope="session")
def walk(visitors: dict[str, Visitor]) -> Walk:
    """What was seen on every page, in the order in which they were opened."""
    walk = Walk()
    for address in for_persons():
        walk.open_with_lists(visitors["stranger"], address)
        walk.open_with_lists(visitors["member"], address)
    for address in for_programs():
        walk.open_with_next(visitors["member"], address)
    for address in office_pages():
        walk.open_with_lists(visitors["office"], address)
    return walk
