"""A correction that was not sent is found by the address that it gives."""

from django.db import migrations, models
from django.db.models.functions import Upper

from pafso.indexes import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("awards", "0026_later_corrections_begun")]

    operations = [
        AddIndexBeside(
            model_name="lettercorrection",
            index=models.Index(Upper("contact_email"), name="correction_sent_from"),
        ),
    ]
