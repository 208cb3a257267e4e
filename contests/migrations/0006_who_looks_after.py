"""Who of the office looks after what, as rows; whoever works there today gets theirs, so that nobody loses their work."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from pafso.rights import give_at_upgrade


def give(apps: Any, schema_editor: Any) -> None:
    give_at_upgrade(
        apps, "contests.ContestRight", "contests", "view_entry", "change_entry", "change_contest", "change_placing"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("contests", "0005_published_results"),
        ("audit", "0004_found_by_words"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("members", "0010_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContestRight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="given")),
                (
                    "contest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rights",
                        to="contests.contest",
                        verbose_name="contest",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="given by",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="colleague",
                    ),
                ),
            ],
            options={
                "verbose_name": "right on contests",
                "verbose_name_plural": "rights on contests",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("user", "contest"), name="contest_right_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("contest", None)), fields=("user",), name="contest_right_on_all_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_party", models.BooleanField(verbose_name="is a party to it")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="declared")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="declared by",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="declarations",
                        to="contests.entry",
                        verbose_name="photo",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="colleague",
                    ),
                ),
            ],
            options={
                "verbose_name": "conflict of interest",
                "verbose_name_plural": "conflicts of interest",
                "ordering": ["-id"],
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("entry", "user"), name="entry_declared_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_party", False),
                            ("ended_by", None),
                            models.Q(("ended_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="entry_conflict_ended_by_another",
                    ),
                ],
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
