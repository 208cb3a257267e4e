"""A session that gets a new key keeps one row, written once; the key before it opens nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pafso.web.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun() -> SessionStore:
    store = SessionStore()
    store["word"] = "kept"
    store.save()
    return SessionStore(store.session_key)


def keys() -> list[str]:
    return list(Session.objects.values_list("session_key", flat=True))


@pytest.mark.req("R09")
@pytest.mark.parametrize("times", [1, 2])
def test_another_key_is_one_statement_and_the_one_before_is_dead(begun: SessionStore, times: int) -> None:
    before = begun.session_key
    assert begun["word"] == "kept"
    with CaptureQueriesContext(connection) as queries:
        for _time in range(times):
            begun.cycle_key()
        begun.save()

    assert [query["sql"].split()[0] for query in queries] == ["UPDATE"]
    assert keys() == [begun.session_key] != [before]
    assert SessionStore(begun.session_key)["word"] == "kept"
    assert "word" not in SessionStore(before)


def test_one_that_was_ended_meanwhile_is_written_anew(begun: SessionStore) -> None:
    assert begun["word"] == "kept"
    Session.objects.all().delete()
    begun.cycle_key()
    begun.save()

    assert keys() == [begun.session_key]


@pytest.mark.req("R09")
@pytest.mark.parametrize("is_written", [True, False])
def test_what_is_ended_leaves_no_row(begun: SessionStore, is_written: bool) -> None:
    begun.cycle_key()
    if is_written:
        begun.save()
    begun.flush()

    assert keys() == []


def test_one_without_a_row_is_written_once() -> None:
    store = SessionStore()
    store["word"] = "kept"
    store.cycle_key()
    with CaptureQueriesContext(connection) as queries:
        store.save()
        store["word"] = "other"
        store.save()

    assert [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]] == ["INSERT", "UPDATE"]
    assert SessionStore(store.session_key)["word"] == "other"
