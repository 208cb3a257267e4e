"""By which recipe the sizes of a photo were made: a column with a constant, so that no row is written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contests", "0009_found_by_joined_words")]

    operations = [
        migrations.AddField(
            "entry", "recipe", models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)
        ),
    ]
