"""Photos are found by words that hyphens and apostrophes join, and by all letters without their marks."""

from django.db import migrations

from pafso.indexes import words_index_anew


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contests", "0008_same_files")]

    operations = [words_index_anew("entry_words", "entry_by_words", "contests_entry", "title")]
