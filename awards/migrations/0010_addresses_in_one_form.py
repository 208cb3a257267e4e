"""Addresses of nominees and supporters in the form in which they are looked for now (`pafso.mailboxes`)."""

from typing import Any

from django.db import migrations

from pafso.mailboxes import bring_into_one_form


def forwards(apps: Any, schema_editor: Any) -> None:
    bring_into_one_form(apps.get_model("awards", "Nomination"), "nominee_email", "pk")
    bring_into_one_form(apps.get_model("awards", "Letter"), "email", "nomination_id")
    bring_into_one_form(apps.get_model("awards", "Letter"), "contact_email", "pk")


class Migration(migrations.Migration):
    dependencies = [("awards", "0009_found_for_conflicts")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True)]
