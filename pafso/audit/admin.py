"""Staff read the audit trail; nobody writes it here."""

from django.contrib import admin

from pafso.admin import ReadOnlyAdmin

from .models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "by_label", "verb", "subject_type", "subject_label", "changes"]
    list_filter = ["verb"]
    search_fields = ["by_label", "subject_label", "subject_id"]
    fields = ["at", "by_label", "verb", "subject_type", "subject_id", "subject_label", "changes"]
