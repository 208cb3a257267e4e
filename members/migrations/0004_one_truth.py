"""The class of a membership is a row, and addresses on the roll are rows: the columns of before go."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0003_classes_and_addresses"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="member",
            name="member_email",
        ),
        migrations.RemoveField(
            model_name="member",
            name="email",
        ),
        migrations.AlterField(
            model_name="membership",
            name="kind",
            field=models.ForeignKey(
                db_column="kind",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.membershipclass",
                verbose_name="class",
            ),
        ),
    ]
