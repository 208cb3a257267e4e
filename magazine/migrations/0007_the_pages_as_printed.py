from importlib import import_module
from typing import Any

from django.db import migrations, models


def index_again(apps: Any, editor: Any) -> None:
    """SQLite rebuilds the table for its new columns, and drops the triggers that the index follows."""
    if editor.connection.vendor == "sqlite":
        import_module("magazine.migrations.0002_search_index").forwards(apps, editor)


class Migration(migrations.Migration):
    dependencies = [("magazine", "0006_folded_again")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, index_again),  # on the way back it comes last
        migrations.AddField(
            "issue", "read_by", models.PositiveSmallIntegerField(db_default=0, default=1, editable=False)
        ),
        migrations.AddField("issue", "labels", models.TextField(blank=True, db_default="", editable=False)),
        migrations.AddField("page", "other_forms", models.TextField(blank=True, db_default="", editable=False)),
        migrations.RunPython(index_again, migrations.RunPython.noop),
    ]
