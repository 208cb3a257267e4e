"""The cases to which a colleague is a party are found by their addresses, of which the office asks at every list."""

from django.db import migrations, models
from django.db.models.functions import Upper

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("awards", "0008_who_looks_after")]

    operations = [
        AddIndexBeside("nomination", models.Index(Upper("nominee_email"), name="nomination_about")),
        AddIndexBeside("letter", models.Index(Upper("contact_email"), name="letter_sent_from")),
    ]
