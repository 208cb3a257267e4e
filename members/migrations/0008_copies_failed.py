"""Copies that could not be made are few among many."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0007_the_desk_in_a_mail")]

    operations = [
        AddIndexBeside(
            "copy", models.Index(condition=models.Q(("state", "failed")), fields=["ended_at"], name="copy_failed")
        ),
    ]
