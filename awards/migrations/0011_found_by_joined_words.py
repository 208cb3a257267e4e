"""Nominations are found by words that hyphens and apostrophes join, and by all letters without their marks."""

from django.db import migrations

from pafso.indexes import words_index_anew


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("awards", "0010_addresses_in_one_form")]

    operations = [
        words_index_anew("nomination_words", "nomination_by_words", "awards_nomination", "nominee_name"),
    ]
