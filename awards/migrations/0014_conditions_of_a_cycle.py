"""A cycle carries its own conditions; each takes over those of its award, which until now were everyone’s."""

from typing import Any

import django.core.validators
from django.db import migrations, models

CONDITIONS = ["nominee_kind", "letters_needed", "case_words", "letters_shown_to_nominator"]


def take_over(apps: Any, schema_editor: Any) -> None:
    award, cycle = apps.get_model("awards", "Award"), apps.get_model("awards", "Cycle")
    for row in award.objects.values("pk", *CONDITIONS):
        cycle.objects.filter(award=row.pop("pk")).update(**row)


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0013_supporters_by_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="cycle",
            name="case_words",
            field=models.PositiveSmallIntegerField(
                db_default=1500,
                default=1500,
                validators=[
                    django.core.validators.MinValueValidator(100),
                    django.core.validators.MaxValueValidator(5000),
                ],
                verbose_name="word limit for the case",
            ),
        ),
        migrations.AddField(
            model_name="cycle",
            name="letters_needed",
            field=models.PositiveSmallIntegerField(
                db_default=2,
                default=2,
                validators=[django.core.validators.MaxValueValidator(10)],
                verbose_name="letters of support needed",
            ),
        ),
        migrations.AddField(
            model_name="cycle",
            name="letters_shown_to_nominator",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Otherwise the nominator only learns when each letter is received. The nominee never sees one.",
                verbose_name="the nominator may read the letters",
            ),
        ),
        migrations.AddField(
            model_name="cycle",
            name="nominee_kind",
            field=models.CharField(
                choices=[("individual", "One person"), ("group", "A group"), ("either", "One person or a group")],
                db_default="individual",
                default="individual",
                max_length=10,
                verbose_name="who may be nominated",
            ),
        ),
        migrations.AlterField(
            model_name="award",
            name="case_words",
            field=models.PositiveSmallIntegerField(
                db_default=1500,
                default=1500,
                validators=[
                    django.core.validators.MinValueValidator(100),
                    django.core.validators.MaxValueValidator(5000),
                ],
                verbose_name="word limit for the case",
            ),
        ),
        migrations.AlterField(
            model_name="award",
            name="letters_needed",
            field=models.PositiveSmallIntegerField(
                db_default=2,
                default=2,
                validators=[django.core.validators.MaxValueValidator(10)],
                verbose_name="letters of support needed",
            ),
        ),
        migrations.AlterField(
            model_name="award",
            name="letters_shown_to_nominator",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Otherwise the nominator only learns when each letter is received. The nominee never sees one.",
                verbose_name="the nominator may read the letters",
            ),
        ),
        migrations.AlterField(
            model_name="award",
            name="nominee_kind",
            field=models.CharField(
                choices=[("individual", "One person"), ("group", "A group"), ("either", "One person or a group")],
                db_default="individual",
                default="individual",
                max_length=10,
                verbose_name="who may be nominated",
            ),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
