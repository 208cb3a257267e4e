"""Who of the office looks after what, as rows; whoever works there today gets theirs, so that nobody loses their work."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from pafso.rights import give_at_upgrade


def give(apps: Any, schema_editor: Any) -> None:
    give_at_upgrade(apps, "magazine.MagazineRight", "magazine", "view_issue", "add_issue", "change_issue")


class Migration(migrations.Migration):
    dependencies = [
        ("magazine", "0004_published_results"),
        ("audit", "0004_found_by_words"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("members", "0010_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MagazineRight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="given")),
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
                "verbose_name": "right on the magazine",
                "verbose_name_plural": "rights on the magazine",
                "abstract": False,
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("user",), name="magazine_right_once")],
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
