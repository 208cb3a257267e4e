"""Supporters are found by the words of their name."""

from django.db import migrations

from pafso.indexes import words_index


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("awards", "0012_declining")]

    operations = [words_index("letter_by_words", "awards_letter", "name")]
