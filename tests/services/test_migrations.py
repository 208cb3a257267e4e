"""The tables of an empty PostgreSQL database come from the migrations, and the migrations know every model."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@pytest.mark.req("R51")
def test_an_empty_database_takes_every_migration(transactional_db: None) -> None:
    """pytest-django made this database by migrating an empty one."""
    assert connection.vendor == "postgresql"
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()

    assert executor.migration_plan(leaves) == []
    assert {app for app, _ in leaves} >= {"members", "awards", "contests", "magazine", "mail", "files", "audit"}
    assert {node for node in leaves if node not in executor.loader.applied_migrations} == set()


@pytest.mark.req("R51")
def test_no_model_is_ahead_of_its_migrations(transactional_db: None) -> None:
    said = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=said)

    assert said.getvalue().strip() == "No changes detected"
