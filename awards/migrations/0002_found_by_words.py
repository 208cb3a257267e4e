"""Nominations are found by the words of the nominee’s name, and listed by cycle and by when they were handed in."""

from django.db import migrations, models
from django.db.models.functions import Upper

from pafso.indexes import AddIndexBeside, words_index


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("awards", "0001_initial")]

    operations = [
        AddIndexBeside("nomination", models.Index(fields=["cycle", "-id"], name="nomination_in_cycle")),
        AddIndexBeside("nomination", models.Index(fields=["submitted_at", "id"], name="nomination_handed_in")),
        AddIndexBeside("letter", models.Index(Upper("email"), name="letter_invited_at")),
        words_index("nomination_words", "awards_nomination", "nominee_name"),
    ]
