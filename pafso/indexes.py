"""Indexes that a migration adds to a table that people are using: PostgreSQL builds them without keeping anybody waiting.

Such a migration stands alone and is not atomic (``atomic = False``): when it breaks off, what it had built stays, and it is
run again. On SQLite an index is built in the ordinary way.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor
from django.db.migrations import AddIndex, RemoveIndex, RunPython
from django.db.migrations.state import ProjectState, StateApps

from pafso.text.words import expression


class AddIndexBeside(AddIndexConcurrently):
    """``AddIndex`` beside the people who write to the table."""

    def database_forwards(
        self, app_label: str, schema_editor: Editor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        # What an attempt that broke off has left is no index that anything would use.
        schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{self.index.name}"')
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Editor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        kind = AddIndexConcurrently if schema_editor.connection.vendor == "postgresql" else AddIndex
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


class RemoveIndexBeside(RemoveIndexConcurrently):
    """``RemoveIndex`` beside the people who write to the table."""

    def database_forwards(
        self, app_label: str, schema_editor: Editor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        kind = RemoveIndexConcurrently if schema_editor.connection.vendor == "postgresql" else RemoveIndex
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Editor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        kind = RemoveIndexConcurrently if schema_editor.connection.vendor == "postgresql" else RemoveIndex
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


def words_index(name: str, table: str, column: str) -> RunPython:
    """The index that answers ``has_words(COLUMN, …)``; SQLite reads the few names through."""

    def forwards(apps: StateApps, schema_editor: Editor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"')
            words = expression(f'"{column}"').replace("%", "%%")
            schema_editor.execute(f'CREATE INDEX CONCURRENTLY "{name}" ON "{table}" USING gin ({words})')

    def backwards(apps: StateApps, schema_editor: Editor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"')

    return RunPython(forwards, backwards)


def words_index_anew(old: str, name: str, table: str, column: str) -> RunPython:
    """The same after the folding has changed: the index NAME first, then OLD goes, which answers for the old expression only."""
    made = words_index(name, table, column)

    def forwards(apps: StateApps, schema_editor: Editor) -> None:
        made.code(apps, schema_editor)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{old}"')

    return RunPython(forwards, made.reverse_code)


Values = Callable[[Any], Sequence[Any]]


def rewrite(app: str, model: str, columns: Sequence[str], values: Values, *, at_once: int = 100) -> RunPython:
    """Writes COLUMNS of every row anew, as VALUES gives them for a row, in short transactions of few rows: nobody waits long, and
    what broke off is run again."""

    def forwards(apps: StateApps, schema_editor: Editor) -> None:
        rows, last = apps.get_model(app, model)._default_manager.using(schema_editor.connection.alias), 0
        while True:
            with transaction.atomic(using=schema_editor.connection.alias):
                batch = list(rows.select_for_update().filter(pk__gt=last).order_by("pk")[:at_once])
                changed = [row for row in batch if _set(row, columns, values(row))]
                rows.bulk_update(changed, columns)
            if not batch:
                return
            last = batch[-1].pk

    return RunPython(forwards, RunPython.noop)


def _set(row: Any, columns: Sequence[str], values: Sequence[Any]) -> bool:
    before = [getattr(row, column) for column in columns]
    for column, value in zip(columns, values, strict=True):
        setattr(row, column, value)
    return before != list(values)
