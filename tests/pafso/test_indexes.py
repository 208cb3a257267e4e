"""Indexes that migrations add while people use the table: built and taken away on either engine, also after a broken attempt."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

TABLES = ["mail_mail", "audit_entry"]
BEFORE = [("mail", "0002_way_out"), ("audit", "0003_append_only")]
WORDS = {"audit_by_joined_words", "audit_subject_joined_words"} if connection.vendor == "postgresql" else set()


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return {name for table in TABLES for name in connection.introspection.get_constraints(cursor, table)}


def migrate(targets: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(targets)


def test_indexes_come_and_go_with_their_migrations(transactional_db: None) -> None:
    new, old = {"mail_to_begins", "audit_subject_id", *WORDS}, {"mail_to", "audit_subject"}
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    assert new <= indexes() and not old & indexes()

    migrate(BEFORE)
    assert old <= indexes() and not new & indexes()

    if connection.vendor == "postgresql":  # what an attempt that broke off has left
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX mail_to_begins ON mail_mail (id)")
    migrate(leaves)
    assert new <= indexes() and not old & indexes()
