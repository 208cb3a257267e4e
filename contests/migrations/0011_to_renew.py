"""Photos whose sizes were made by an older recipe are found; the clock has the sizes that they lack made, a few at a time."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contests", "0010_recipe")]

    operations = [
        AddIndexBeside(
            "entry",
            models.Index(
                fields=["id"],
                name="entry_to_renew",
                condition=models.Q(original__isnull=False, prepared_at__isnull=False, recipe__lt=2),
            ),
        )
    ]
