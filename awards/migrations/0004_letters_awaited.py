"""Letters that were asked for and have not arrived are few among many."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("awards", "0003_withdrawn_at")]

    operations = [
        AddIndexBeside(
            "letter",
            models.Index(condition=models.Q(("state", "invited")), fields=["asked_again_at"], name="letter_awaited"),
        ),
    ]
