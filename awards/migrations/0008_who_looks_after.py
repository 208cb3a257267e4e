"""Who of the office looks after what, as rows; whoever works there today gets theirs, so that nobody loses their work."""

from typing import Any

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from pafso.rights import give_at_upgrade


def give(apps: Any, schema_editor: Any) -> None:
    give_at_upgrade(
        apps, "awards.AwardRight", "awards", "view_nomination", "change_nomination", "change_award", "change_cycle"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0007_published_results"),
        ("files", "0002_found_by_kind"),
        ("audit", "0004_found_by_words"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("members", "0010_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AwardRight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="given")),
            ],
            options={
                "verbose_name": "right on awards",
                "verbose_name_plural": "rights on awards",
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="NominationDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_party", models.BooleanField(verbose_name="is a party to it")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="declared")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "conflict of interest",
                "verbose_name_plural": "conflicts of interest",
                "ordering": ["-id"],
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="awardright",
            name="award",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rights",
                to="awards.award",
                verbose_name="award",
            ),
        ),
        migrations.AddField(
            model_name="awardright",
            name="given_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="given by",
            ),
        ),
        migrations.AddField(
            model_name="awardright",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="colleague",
            ),
        ),
        migrations.AddField(
            model_name="nominationdeclaration",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="declared by",
            ),
        ),
        migrations.AddField(
            model_name="nominationdeclaration",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ended by",
            ),
        ),
        migrations.AddField(
            model_name="nominationdeclaration",
            name="nomination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="declarations",
                to="awards.nomination",
                verbose_name="nomination",
            ),
        ),
        migrations.AddField(
            model_name="nominationdeclaration",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="colleague",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardright",
            constraint=models.UniqueConstraint(fields=("user", "award"), name="award_right_once"),
        ),
        migrations.AddConstraint(
            model_name="awardright",
            constraint=models.UniqueConstraint(
                condition=models.Q(("award", None)), fields=("user",), name="award_right_on_all_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="nominationdeclaration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("nomination", "user"), name="nomination_declared_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="nominationdeclaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_party", False),
                    ("ended_by", None),
                    models.Q(("ended_by", models.F("user")), _negated=True),
                    _connector="OR",
                ),
                name="nomination_conflict_ended_by_another",
            ),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
