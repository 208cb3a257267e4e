"""Real PostgreSQL, Redis, SMTP and worker processes for every test of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.factories.people import Cast, make_cast
from tests.factories.smtp import Server, serving
from tests.services.stack import Nursery, Stack, environment, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/services/" in str(item.path):
            item.add_marker(pytest.mark.services)


@pytest.fixture(scope="session")
def _server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def smtp(_server: Server) -> Server:
    """One server for all tests, since the workers' settings name its port; as new for each."""
    _server.reset()
    return _server


@pytest.fixture(scope="session")
def nursery(django_db_setup: None, _server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    nursery = Nursery(environment(_server.port, tmp_path_factory.mktemp("var")))
    yield nursery
    nursery.close()


@pytest.fixture
def stack(transactional_db: None, smtp: Server, nursery: Nursery, tmp_path: Path) -> Iterator[Stack]:
    with running(nursery, tmp_path) as stack:
        yield stack


@pytest.fixture
def people(transactional_db: None) -> Cast:
    """The cast, in commits that others see."""
    if connection.vendor != "postgresql":
        pytest.skip("what is proved here is PostgreSQL's locking: TEST_DATABASE_URL names another database")
    return make_cast()
