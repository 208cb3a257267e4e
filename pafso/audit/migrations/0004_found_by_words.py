"""The audit trail is searched by the words of who acted and of what they acted on, and by its number."""

from django.db import migrations, models

from pafso.indexes import AddIndexBeside, RemoveIndexBeside, words_index


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0003_append_only")]

    operations = [
        AddIndexBeside("entry", models.Index(fields=["subject_id"], name="audit_subject_id")),
        RemoveIndexBeside("entry", "audit_subject"),
        words_index("audit_by_words", "audit_entry", "by_label"),
        words_index("audit_subject_words", "audit_entry", "subject_label"),
    ]
