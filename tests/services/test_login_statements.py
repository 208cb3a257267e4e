"""What a login asks of PostgreSQL, beginnings and ends of transactions included; printed with `-s`, and at most ten."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.people import PASSWORD, Cast, make_cast
from tests.members.walk import app_code, enrol, log_in

MOST = 10
LOGIN = "/en/accounts/login/"


@pytest.fixture
def people(transactional_db: None) -> Cast:
    if connection.vendor != "postgresql":
        pytest.skip("what is counted here is PostgreSQL's: TEST_DATABASE_URL names another database")
    return make_cast()


def statements(client: Client, path: str, leads_to: str, **form: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(path, form)
    found = [query["sql"] for query in asked]
    print(f"\n{path}: {len(found)} statements", *(f"  {sql[:110]}" for sql in found), sep="\n")
    assert answer.headers["Location"] == leads_to
    return found


def known_device(email: str) -> Client:
    """A browser in which its person has signed in before; three other sessions of theirs go on elsewhere."""
    client = Client()
    for visitor in (client, Client(), Client(), Client()):
        log_in(visitor, email)
    client.cookies.pop("sessionid")
    return client


def test_a_login_on_a_known_device(people: Cast) -> None:
    client = known_device("alix@example.org")

    assert len(statements(client, LOGIN, "/en/account/", login="alix@example.org", password=PASSWORD)) <= MOST


def test_a_login_with_a_second_step(people: Cast) -> None:
    client = known_device("alix@example.org")
    factor = enrol(people.officer)

    first = statements(client, LOGIN, "/en/accounts/2fa/authenticate/", login="alix@example.org", password=PASSWORD)
    second = statements(client, "/en/accounts/2fa/authenticate/", "/en/account/", code=app_code(factor))

    assert len(first) <= MOST
    # The session of the first step is read and ended, the step looked up and its use noted.
    assert len(second) <= MOST + 5  # the factor, its last use, a session that begins anew once more
