"""Photos are found by their file: the same one of two people is marked for the office."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contests", "0007_drafts")]

    operations = [AddIndexBeside("entry", models.Index(fields=["sha256"], name="entry_by_file"))]
