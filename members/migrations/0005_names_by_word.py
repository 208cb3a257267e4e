"""The roll is searched by the beginning of any word of a name: an index over the words, on PostgreSQL.

On SQLite, which serves a developer's machine, the few names are read through.
"""

from typing import Any

from django.db import migrations

# The expression is that of members/roll/search.py, to the letter: PostgreSQL uses the index for nothing else.
INDEX = """CREATE INDEX member_words ON members_member
USING gin (to_tsvector('simple', translate(sort_name, '-./''&@_,()', '          ')))"""


def forwards(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def backwards(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX member_words")


class Migration(migrations.Migration):
    dependencies = [("members", "0004_one_truth")]

    operations = [migrations.RunPython(forwards, backwards)]
