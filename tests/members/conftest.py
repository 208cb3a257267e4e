"""Two colleagues of the office for what is done by one, or only by two."""

import pytest

from members.models import User
from tests.factories.office import make_clerk
from tests.factories.people import Cast


@pytest.fixture
def clerk(cast: Cast) -> User:
    return make_clerk()


@pytest.fixture
def second(cast: Cast) -> User:
    return make_clerk("Fatou Second", "fatou@example.org")
