"""The demonstration with every message marked, for whatever the platform renders."""

from collections.abc import Iterator

import pytest

from tests.factories.demonstration import fill_demonstration
from tests.marks import Data, forget_what_was_rendered, mark_every_message


@pytest.fixture
def unmarked_data(db: None) -> Data:
    """Every string of the demonstration, and of a colleague of the office who looks after all of it."""
    fill_demonstration()
    return Data()


@pytest.fixture
def data(unmarked_data: Data, monkeypatch: pytest.MonkeyPatch) -> Iterator[Data]:
    """The same, and from here on every message is marked."""
    mark_every_message(monkeypatch)
    yield unmarked_data
    monkeypatch.undo()
    forget_what_was_rendered()
