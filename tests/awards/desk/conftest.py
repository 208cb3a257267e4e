"""The office, at its desk."""

import pytest
from django.test import Client

from tests.factories.people import Cast


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client
