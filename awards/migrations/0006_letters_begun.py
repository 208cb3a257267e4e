"""Letters that were begun and not sent are few among many, and the clock asks for them every ten minutes."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("awards", "0005_the_call")]

    operations = [
        AddIndexBeside(
            "letter",
            models.Index(
                condition=models.Q(("saved_at__isnull", False), ("state", "invited")),
                fields=["nomination"],
                name="letter_begun",
            ),
        ),
    ]
