"""The database's own index over the stems of the pages: FTS5 on SQLite, a tsvector under GIN on PostgreSQL.

Both follow magazine_page.stems by themselves (triggers, a generated column), so that bulk writes and cascades cannot leave
them behind. SQLite drops triggers when it rebuilds a table: a later migration that alters magazine_page must run `forwards`
again.
"""

from typing import Any

from django.db import migrations

TRIGGERS = ("indexed", "unindexed", "reindexed")
SQLITE = [
    *(f"DROP TRIGGER IF EXISTS magazine_page_{name}" for name in TRIGGERS),
    "DROP TABLE IF EXISTS magazine_page_index",
    "CREATE VIRTUAL TABLE magazine_page_index USING fts5(stems, content='magazine_page', content_rowid='id', tokenize='ascii')",
    "INSERT INTO magazine_page_index(magazine_page_index) VALUES ('rebuild')",
    """
    CREATE TRIGGER magazine_page_indexed AFTER INSERT ON magazine_page BEGIN
      INSERT INTO magazine_page_index(rowid, stems) VALUES (new.id, new.stems);
    END
    """,
    """
    CREATE TRIGGER magazine_page_unindexed AFTER DELETE ON magazine_page BEGIN
      INSERT INTO magazine_page_index(magazine_page_index, rowid, stems) VALUES ('delete', old.id, old.stems);
    END
    """,
    """
    CREATE TRIGGER magazine_page_reindexed AFTER UPDATE OF stems ON magazine_page BEGIN
      INSERT INTO magazine_page_index(magazine_page_index, rowid, stems) VALUES ('delete', old.id, old.stems);
      INSERT INTO magazine_page_index(rowid, stems) VALUES (new.id, new.stems);
    END
    """,
]
POSTGRESQL = [
    "ALTER TABLE magazine_page ADD COLUMN vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', stems)) STORED",
    # Ranking reads the vector of every hit: kept in the row itself, that costs a third.
    "ALTER TABLE magazine_page ALTER COLUMN vector SET STORAGE MAIN",
    "CREATE INDEX magazine_page_vector ON magazine_page USING gin (vector)",
]


def forwards(apps: Any, editor: Any) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, params=None)


def backwards(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for name in TRIGGERS:
            editor.execute(f"DROP TRIGGER IF EXISTS magazine_page_{name}")
        editor.execute("DROP TABLE magazine_page_index")
    else:
        editor.execute("ALTER TABLE magazine_page DROP COLUMN vector")


class Migration(migrations.Migration):
    dependencies = [("magazine", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
