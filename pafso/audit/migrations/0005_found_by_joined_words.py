"""The trail is found by words that hyphens and apostrophes join, and by all letters without their marks."""

from django.db import migrations

from pafso.indexes import words_index_anew


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0004_found_by_words")]

    operations = [
        words_index_anew("audit_by_words", "audit_by_joined_words", "audit_entry", "by_label"),
        words_index_anew("audit_subject_words", "audit_subject_joined_words", "audit_entry", "subject_label"),
    ]
