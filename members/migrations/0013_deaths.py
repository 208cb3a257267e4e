"""A death of somebody of the roll, and what it ended."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0012_struck_entries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Death",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("recorded", "Recorded"), ("taken_back", "Cancelled")],
                        default="recorded",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("died_on", models.DateField(verbose_name="died on")),
                ("source", models.CharField(max_length=200, verbose_name="how the association knows")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded")),
                ("ended", models.JSONField(blank=True, default=dict, editable=False)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled")),
                (
                    "taken_back_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why it was cancelled"),
                ),
            ],
            options={
                "verbose_name": "death",
                "verbose_name_plural": "deaths",
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="member",
            name="died_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="died on"),
        ),
        migrations.AddField(
            model_name="death",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deaths",
                to="members.member",
                verbose_name="member",
            ),
        ),
        migrations.AddField(
            model_name="death",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="death",
            name="taken_back_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="cancelled by",
            ),
        ),
        migrations.AddConstraint(
            model_name="death",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "recorded")), fields=("member",), name="death_once_a_person"
            ),
        ),
    ]
