"""Co-nominators and members of a group are found by the words of their name."""

from django.db import migrations

from pafso.indexes import words_index


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("awards", "0023_on_paper")]

    operations = [
        words_index("co_nominator_by_words", "awards_conominator", "name"),
        words_index("group_member_by_words", "awards_groupmember", "name"),
    ]
