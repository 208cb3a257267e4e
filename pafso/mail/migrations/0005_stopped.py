"""Mail to somebody who has died is stopped."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0004_answers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mail",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("failed", "Failed"),
                    ("stopped", "Not sent: nothing is sent to this address any more"),
                ],
                default="queued",
                max_length=10,
                verbose_name="state",
            ),
        ),
    ]
