from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("magazine", "0002_search_index")]
    operations = [
        migrations.RenameField("issue", "try_after", "lease_until"),
        # Both databases rename the column in the index by themselves.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex("issue", "issue_unread"),
                migrations.AddIndex(
                    "issue",
                    models.Index(
                        fields=["lease_until"],
                        name="issue_unread",
                        condition=models.Q(state__in=["waiting", "extracting"]),
                    ),
                ),
            ]
        ),
    ]
