"""The few among the many have indexes of their own, and accounts are found by the words of their names."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside, words_index


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0005_names_by_word")]

    operations = [
        AddIndexBeside(
            "user", models.Index(condition=models.Q(("is_staff", True)), fields=["-id"], name="user_in_office")
        ),
        AddIndexBeside(
            "user", models.Index(condition=models.Q(("is_active", False)), fields=["-id"], name="user_shut_out")
        ),
        AddIndexBeside("application", models.Index(fields=["submitted_at", "id"], name="application_handed_in")),
        AddIndexBeside(
            "member",
            models.Index(condition=models.Q(("user", None)), fields=["sort_name", "id"], name="member_no_account"),
        ),
        AddIndexBeside(
            "member",
            models.Index(
                condition=models.Q(("erased_at__isnull", False)), fields=["sort_name", "id"], name="member_erased"
            ),
        ),
        words_index("user_words", "members_user", "name"),
    ]
