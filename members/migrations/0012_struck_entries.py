"""The few entries that were taken off the roll have an index, beside the people who write."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0011_imports_undone")]

    operations = [
        AddIndexBeside(
            "member",
            models.Index(
                condition=models.Q(("struck_at__isnull", False)), fields=["sort_name", "id"], name="member_struck"
            ),
        ),
        AddIndexBeside(
            "member",
            models.Index(
                condition=models.Q(("struck_by__isnull", False)), fields=["struck_by"], name="member_struck_by"
            ),
        ),
    ]
