"""Real PostgreSQL, Redis, SMTP and worker processes for every test of this folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.smtp import Server, serving
from tests.services.stack import Stack, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/services/" in str(item.path):
            item.add_marker(pytest.mark.services)


@pytest.fixture
def smtp() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def stack(transactional_db: None, smtp: Server, tmp_path: Path, settings: Any) -> Iterator[Stack]:
    with running(smtp.port, tmp_path) as stack:
        yield stack
