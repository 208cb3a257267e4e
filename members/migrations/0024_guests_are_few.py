"""The index of the few guests among the many accounts, added while people use the table."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0023_guests")]

    operations = [
        AddIndexBeside("user", models.Index(condition=models.Q(("is_guest", True)), fields=["-id"], name="user_guest")),
    ]
