"""Later deadlines of one person are found by an index of their own."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("awards", "0017_letters_that_count")]

    operations = [
        AddIndexBeside(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("extended_until__isnull", False)),
                fields=["extended_until"],
                name="letter_later_deadline",
            ),
        ),
        AddIndexBeside(
            model_name="nomination",
            index=models.Index(
                condition=models.Q(("extended_until__isnull", False)),
                fields=["extended_until"],
                name="nomination_later_deadline",
            ),
        ),
    ]
