"""Those who have died have an index, beside the people who write."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0013_deaths")]

    operations = [
        AddIndexBeside(
            "member",
            models.Index(
                condition=models.Q(("died_on__isnull", False)), fields=["sort_name", "id"], name="member_died"
            ),
        ),
    ]
