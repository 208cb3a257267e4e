"""Photos are found by the words of their titles, and listed by contest and by state."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside, words_index


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contests", "0002_credit")]

    operations = [
        AddIndexBeside("entry", models.Index(fields=["contest", "-id"], name="entry_of_contest")),
        AddIndexBeside("entry", models.Index(fields=["state", "-id"], name="entry_by_state")),
        words_index("entry_words", "contests_entry", "title"),
    ]
