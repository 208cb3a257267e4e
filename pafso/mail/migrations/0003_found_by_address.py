"""Mail is found by the beginning of an address."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside, RemoveIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("mail", "0002_way_out")]

    operations = [
        AddIndexBeside("mail", models.Index(fields=["to"], name="mail_to_begins", opclasses=["varchar_pattern_ops"])),
        RemoveIndexBeside("mail", "mail_to"),
    ]
