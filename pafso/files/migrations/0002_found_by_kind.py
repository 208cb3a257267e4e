"""Files are listed by their kind, and found by the beginning of their SHA-256."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("files", "0001_initial")]

    operations = [
        AddIndexBeside("storedfile", models.Index(fields=["media_type", "-id"], name="stored_file_by_kind")),
        AddIndexBeside(
            "storedfile", models.Index(fields=["sha256"], name="stored_file_sha256", opclasses=["varchar_pattern_ops"])
        ),
    ]
