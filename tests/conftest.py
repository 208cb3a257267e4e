"""What every test shares: the cast of people, real commits, and marks that say what is missing here."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation

from pafso.models import POSTAL_ADDRESS, Text
from tests import available
from tests.factories.people import Cast, make_cast


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> Iterator[None]:
    """No counter and no language left over; and our own mail backend, which pytest-django would replace."""
    cache.clear()
    settings.EMAIL_BACKEND = "pafso.mail.backend.OutboxBackend"
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The postal address, without which production does not start, is there from the first test on.

    Tests with real commits empty the tables afterwards: it and the classes of membership, which every database begins with,
    come back; and on SQLite the audit trail's own trigger, which would refuse to be emptied, steps aside."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if not Text.objects.filter(key=POSTAL_ADDRESS).exists():
            cursor.execute(ADDRESS)
    empty = connection.ops.sql_flush
    before, after = [], [*(CLASS.format(**row) for row in FIRST_CLASSES), ADDRESS]
    if connection.vendor == "sqlite":
        trigger = "CREATE TRIGGER audit_entry_no_delete BEFORE delete ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
        before, after = ["DROP TRIGGER IF EXISTS audit_entry_no_delete"], [*after, trigger]

    def sql_flush(*args: Any, **kwargs: Any) -> list[str]:
        return [*before, *empty(*args, **kwargs), *after]

    connection.ops.sql_flush = sql_flush  # type: ignore[method-assign]


FIRST_CLASSES = import_module("members.migrations.0003_classes_and_addresses").CLASSES
ADDRESS = (
    "INSERT INTO pafso_text (key, title_en, title_fr, body_en, body_fr, changed_at) VALUES ('postal-address', 'Address', "
    "'Adresse', '1 Sample Street, Ottawa, Ontario  K1N 0A1', '1, rue Échantillon, Ottawa (Ontario)  K1N 0A1', '2026-01-01 12:00:00+00:00')"
)
CLASS = (
    "INSERT INTO members_membershipclass (code, name_en, name_fr, is_regular, position) "
    "VALUES ('{code}', '{name_en}', '{name_fr}', {is_regular}, {position})"
)


@pytest.fixture
def cast(db: None) -> Cast:
    """Named people: officer, colleague, retiree, newcomer, staff, outsider."""
    return make_cast()


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """``with commits(): …`` runs what was put off to the commit, tasks included, as production would."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def as_member(cast: Cast, client: Client) -> Client:
    client.force_login(cast.officer)
    return client


def pytest_report_header() -> str:
    absent = available.missing()
    return f"without: {', '.join(absent)}" if absent else "with PostgreSQL, Redis, Chromium and nginx"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out what cannot run here, and says why; where everything is required (make ci) nothing is left out."""
    needs = {
        "services": (available.postgres() and available.redis(), "PostgreSQL and Redis are not reachable"),
        "plans": (connection.vendor == "postgresql", "plans are PostgreSQL’s (make plans)"),
        "browser": (bool(available.chromium()), "Chromium is not installed"),
        "samples": (available.SAMPLES.is_dir(), "the sample photos and PDFs are not beside the project"),
    }
    for item in items:
        for mark, (there, reason) in needs.items():
            if item.get_closest_marker(mark) and not there and not (available.REQUIRED and mark != "samples"):
                item.add_marker(pytest.mark.skip(reason=reason))
