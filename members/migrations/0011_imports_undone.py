"""What an import wrote is kept for as long as it can be undone; an entry made by mistake is taken off the roll, never deleted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0010_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="importline",
            name="has_namesake",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="importline",
            name="undo",
            field=models.CharField(
                blank=True,
                choices=[("whole", "Undone"), ("partly", "Undone in part"), ("left", "Not undone")],
                db_default="",
                default="",
                editable=False,
                max_length=10,
                verbose_name="undone",
            ),
        ),
        migrations.AddField(
            model_name="importline",
            name="undo_problems",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="importline",
            name="written",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="member",
            name="struck_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken off the roll"),
        ),
        migrations.AddField(
            model_name="member",
            name="struck_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="removed by",
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="struck_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=200,
                verbose_name="why it was removed",
            ),
        ),
        migrations.AddField(
            model_name="rollimport",
            name="left_count",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="not undone"),
        ),
        migrations.AddField(
            model_name="rollimport",
            name="namesake_count",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="rollimport",
            name="undo_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="why it was undone"
            ),
        ),
        migrations.AddField(
            model_name="rollimport",
            name="undone_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="undone"),
        ),
        migrations.AddField(
            model_name="rollimport",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="undone by",
            ),
        ),
        migrations.AlterField(
            model_name="rollimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Being checked"),
                    ("checked", "Checked"),
                    ("applying", "Being applied"),
                    ("applied", "Applied"),
                    ("undoing", "Being undone"),
                    ("undone", "Undone"),
                    ("dropped", "Discarded"),
                    ("failed", "Could not be read"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="state",
            ),
        ),
    ]
