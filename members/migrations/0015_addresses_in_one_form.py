"""Addresses that were stored in another form than they are looked for in now (`pafso.mailboxes`): hosts in punycode, and what
small letters made of a Turkish capital İ. Safe to repeat; what would become somebody else's stays."""

from typing import Any

from django.db import migrations

from pafso.mailboxes import bring_into_one_form


def forwards(apps: Any, schema_editor: Any) -> None:
    bring_into_one_form(apps.get_model("members", "User"), "email")
    bring_into_one_form(apps.get_model("account", "EmailAddress"), "email")
    bring_into_one_form(apps.get_model("members", "RollAddress"), "email", "member_id")
    bring_into_one_form(apps.get_model("members", "Recovery"), "new_address", "pk")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0014_the_dead_are_few"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True)]
