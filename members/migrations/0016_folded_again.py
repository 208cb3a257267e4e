"""Names and missions are folded as the search reads them now; a member number is found however it is written."""

from typing import Any

from django.db import migrations, models

from pafso.indexes import AddIndexBeside, rewrite, words_index, words_index_anew
from pafso.text.folding import folded
from pafso.text.numbers import number_key


def of_member(row: Any) -> tuple[str, str]:
    return folded(row.name)[:150], number_key(row.number)[:40]


def of_posting(row: Any) -> tuple[str]:
    return (folded(f"{row.mission} {row.city}")[:120],)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0015_addresses_in_one_form")]

    operations = [
        migrations.AddField(
            "member", "number_key", models.CharField(db_default="", default="", editable=False, max_length=40)
        ),
        AddIndexBeside(
            "member", models.Index(fields=["number_key"], name="member_number_key", opclasses=["varchar_pattern_ops"])
        ),
        rewrite("members", "Member", ("sort_name", "number_key"), of_member),
        rewrite("members", "Posting", ("mission_key",), of_posting),
        words_index_anew("member_words", "member_by_words", "members_member", "sort_name"),
        words_index("application_by_words", "members_application", "name"),
        words_index_anew("user_words", "user_by_words", "members_user", "name"),
    ]
