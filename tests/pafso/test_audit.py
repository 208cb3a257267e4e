"""The audit trail only grows, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from pafso.audit.log import record
from pafso.audit.models import AppendOnly, Entry
from tests.factories.people import Cast


@pytest.mark.req("R54")
def test_an_entry_says_who_did_what_to_what(cast: Cast) -> None:
    record("tested", cast.officer, by=cast.staff, changes={"name": ["a", "b"]})

    entry = Entry.objects.get()
    assert (entry.by_id, entry.by_label) == (cast.staff.pk, "Dominique Roy")
    assert (entry.verb, entry.subject_type, entry.subject_id) == ("tested", "members.User", str(cast.officer.pk))
    assert entry.subject_label == "Alix Tremblay-Okafor"
    assert entry.changes == {"name": ["a", "b"]}


@pytest.mark.req("R54")
def test_python_refuses_to_change_or_remove(cast: Cast) -> None:
    entry = record("tested", cast.officer)

    for forbidden in (entry.save, entry.delete, Entry.objects.all().delete, lambda: Entry.objects.update(verb="x")):
        with pytest.raises(AppendOnly):
            forbidden()


@pytest.mark.req("R54")
@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_or_remove(cast: Cast, sql: str) -> None:
    record("tested", cast.officer)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert Entry.objects.get().verb == "tested"


def test_an_account_can_go_and_its_entries_stay(cast: Cast) -> None:
    record("tested", cast.newcomer, by=cast.newcomer)

    cast.newcomer.delete()

    assert Entry.objects.get().by_label == "Chidi Newcomer"
