"""Staff read the audit trail in words; nobody writes it here."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pafso.audit import labels
from pafso.audit.models import Entry
from pafso.office.modeladmin import ReadOnlyAdmin


class VerbFilter(admin.SimpleListFilter):
    """By what was done; the choices are the words we know, so that no column is searched for them."""

    title = _("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(((verb, labels.of(verb)) for verb in labels.WORDS), key=lambda row: row[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(verb=self.value()) if self.value() else queryset


class EntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "by_label", "what", "kind", "subject_label", "changed"]
    list_filter = [VerbFilter]
    search_fields = ["by_label", "subject_label", "subject_id"]
    fields = ["at", "by_label", "what", "kind", "subject_id", "subject_label", "changed"]

    @admin.display(description=_("what"), ordering="verb")
    def what(self, entry: Entry) -> str:
        return labels.of(entry.verb)

    @admin.display(description=_("kind"), ordering="subject_type")
    def kind(self, entry: Entry) -> str:
        try:
            return str(apps.get_model(entry.subject_type)._meta.verbose_name)
        except LookupError:  # a model of an older release
            return entry.subject_type

    @admin.display(description=_("changes"))
    def changed(self, entry: Entry) -> str:
        return "; ".join(f"{name}: {_in_words(value)}" for name, value in entry.changes.items())


def _in_words(value: Any) -> str:
    return " → ".join(str(part) for part in value) if isinstance(value, list) else str(value)
