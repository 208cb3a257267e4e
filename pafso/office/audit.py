"""Staff read the audit trail in words; nobody writes it here."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pafso.audit import labels
from pafso.audit.changes import in_words
from pafso.audit.models import Entry
from pafso.audit.subjects import visible_entries
from pafso.lazy import Words
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.text.words import Found, found_in, has_words

MOST_FOUND = 500


def found(term: str) -> Found:
    """The entries that TERM finds: by who acted, by what they acted on, by its number."""
    lists = [
        Entry.objects.filter(has_words("by_label", term)),
        Entry.objects.filter(has_words("subject_label", term)),
        Entry.objects.filter(subject_id=term.strip()),
    ]
    return found_in(lists, MOST_FOUND)


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
    sortable_by = ["at"]
    search_fields = ["subject_id"]
    search_help_text = _("The beginning of a name (who acted, or what they acted on), or a number")
    fields = ["at", "by_label", "what", "kind", "number", "subject_label", "changed"]

    @property
    def rows_are_called(self) -> Words:
        return _("audit entries")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return visible_entries(request.user)

    def find(self, term: str) -> Found:
        return found(term)

    @admin.display(description=_("what"), ordering="verb")
    def what(self, entry: Entry) -> str:
        return labels.of(entry.verb)

    @admin.display(description=_("kind"), ordering="subject_type")
    def kind(self, entry: Entry) -> str:
        try:
            return str(apps.get_model(entry.subject_type)._meta.verbose_name)
        except LookupError:  # a model of an older release
            return entry.subject_type

    @admin.display(description=_("number"))
    def number(self, entry: Entry) -> str:
        return entry.subject_id

    @admin.display(description=_("changes"))
    def changed(self, entry: Entry) -> str:
        return "; ".join(_("%(name)s: %(what)s") % {"name": name, "what": what} for name, what in in_words(entry))
