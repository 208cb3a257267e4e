from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="unsubscribe_url",
            # A default of the database's own: an older process goes on writing mail while the new one starts.
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=500),
        ),
    ]
