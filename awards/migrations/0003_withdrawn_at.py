"""When a nomination was taken back: asked of the audit trail for those that were."""

from typing import Any

from django.db import migrations, models


def ask_the_trail(apps: Any, schema_editor: Any) -> None:
    nominations, entries = apps.get_model("awards", "Nomination"), apps.get_model("audit", "Entry")
    for nomination in nominations.objects.filter(state="withdrawn").only("pk", "begun_at"):
        trail = entries.objects.filter(
            verb="nomination_withdrawn", subject_type="awards.Nomination", subject_id=str(nomination.pk)
        )
        last = trail.order_by("-pk").values_list("at", flat=True).first()
        nominations.objects.filter(pk=nomination.pk).update(withdrawn_at=last or nomination.begun_at)


class Migration(migrations.Migration):
    dependencies = [("awards", "0002_found_by_words"), ("audit", "0003_append_only")]

    operations = [
        migrations.AddField(
            model_name="nomination",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="withdrawn"),
        ),
        migrations.RunPython(ask_the_trail, migrations.RunPython.noop),
    ]
