"""Supporters are found by the words of the name with which they signed, too."""

from django.db import migrations

from pafso.indexes import words_index


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("awards", "0024_others_by_words")]

    operations = [words_index("letter_by_signature", "awards_letter", "full_name")]
