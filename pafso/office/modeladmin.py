"""The office's side: Django's admin, branded, audited, and counting nothing that it does not show."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, TypeVar, cast

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.db import models
from django.db.models import QuerySet
from django.forms import Field, ModelChoiceField, ModelForm, TypedChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pafso.access import signed_in
from pafso.audit import labels
from pafso.audit.changes import in_words
from pafso.audit.log import record
from pafso.audit.models import Entry
from pafso.lazy import Words
from pafso.revisions.actions import keep_revision
from pafso.revisions.registry import stored_wording
from pafso.rights import OfficeRight, why_nothing
from pafso.text.typed_dates import DayField, HourField, MomentField
from pafso.text.words import Found
from pafso.web import home_cache

from .changelist import KeysetChangeList
from .kept_text import KeptText
from .moments import HourWidget, MomentWidget
from .revisions import EarlierWordings
from .stale import StaleSaves

DASHES = models.BLANK_CHOICE_DASH[0][1]
Chosen = TypeVar("Chosen", bound=Field | None)
# Days and hours are taken as people type them.
AS_TYPED: dict[Any, Any] = {
    models.DateField: {"form_class": DayField, "widget": AdminDateWidget},
    models.TimeField: {"form_class": HourField, "widget": HourWidget},
    models.DateTimeField: {"form_class": MomentField, "widget": MomentWidget},
}


def _with_words(field: Chosen) -> Chosen:
    """The first choice says what to do, where Django has nine hyphens."""
    if isinstance(field, ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = _("Choose one")
    elif isinstance(field, TypedChoiceField):
        choices = cast(Iterable[tuple[object, Words]], field.choices)
        field.choices = [(value, _("Choose one") if label == DASHES else label) for value, label in choices]
    return field


class StaffAdmin(EarlierWordings, KeptText, StaleSaves):
    """Every edit is in the audit trail with what changed and undoes nobody else's; nothing is deleted from here unless a
    subclass allows it."""

    formfield_overrides: ClassVar[dict[Any, Any]] = AS_TYPED
    show_full_result_count = False
    # Django would count every row once for each choice of each filter.
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    # A column sorts when an index answers it, or when the table stays small.
    sortable_by: ClassVar[list[str] | tuple[str, ...] | None] = ()
    may_delete = False
    # Columns that this list never shows empty, whatever their table allows: an index answers their order both ways.
    never_empty: ClassVar[Sequence[str]] = ()

    # Whose rows open the rows of this list: to a colleague without any, an empty one says so.
    opened_by: ClassVar[type[OfficeRight] | None] = None

    @property
    def rows_are_called(self) -> Words:
        """What a count of the rows counts: "28 issues"."""
        return self.opts.verbose_name_plural or ""

    def get_action_choices(self, request: HttpRequest, default_choices: object = None) -> list[tuple[str, str]]:
        return super().get_action_choices(request, default_choices=[("", _("Choose an action"))])

    def formfield_for_choice_field(  # type: ignore[override]
        self, db_field: models.Field, request: HttpRequest, **kwargs: object
    ) -> TypedChoiceField | None:
        return _with_words(super().formfield_for_choice_field(db_field, request, **kwargs))

    def formfield_for_foreignkey(  # type: ignore[override]
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: object
    ) -> ModelChoiceField | None:
        return _with_words(super().formfield_for_foreignkey(db_field, request, **kwargs))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and super().has_delete_permission(request, obj)

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[KeysetChangeList]:
        return KeysetChangeList

    def is_counted_in_order(self, request: HttpRequest) -> bool:
        """Rows of one kind were mostly made at one time: in the order of the list a count meets the newest first, and ends."""
        return True

    def why_nothing(self, request: HttpRequest) -> str:
        """Why this list is empty for its reader, whatever there is; nothing where it only is empty."""
        return why_nothing(request.user, self.opened_by) if self.opened_by else ""

    def find(self, term: str) -> Found | None:
        """What the search box finds, each part by an index; None leaves it to Django and SEARCH_FIELDS."""
        return None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found = self.find(search_term) if search_term.strip() else None
        if found is None:
            return super().get_search_results(request, queryset, search_term)
        if found.is_cut:
            messages.info(request, _("These are only some of the results. Type more to find the others."))
        return queryset.filter(pk__in=found.keys), False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only what the filters beside the list ask: any other column (a hash, a mail's code) could be guessed by letters."""
        asked = {getattr(each, "parameter_name", each) for each in self.get_list_filter(request)}
        return lookup.split("__")[0] in asked

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        wording = stored_wording(obj) if change else {}
        super().save_model(request, obj, form, change)
        keep_revision(obj, before=wording, by=signed_in(request))
        home_cache.forget()
        before = {name: str(form.initial.get(name, "")) for name in form.changed_data}
        after = {name: str(form.cleaned_data.get(name, "")) for name in form.changed_data}
        changes = {name: [_short(before[name]), _short(after[name])] for name in form.changed_data}
        record("edited_by_staff" if change else "added_by_staff", obj, by=signed_in(request), changes=changes)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, object], *args: object, **options: object
    ) -> HttpResponse:
        """What is wrong is said in the words of the house, instead of Django's "Please correct the errors below"."""
        context["wrong"] = context.pop("errors", None)
        return super().render_change_form(request, context, *args, **options)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            record("deleted_by_staff", obj, by=signed_in(request))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        entries = Entry.objects.filter(subject_type=self.opts.label, subject_id=object_id)[:200]
        said = [(entry, labels.of(entry.verb), in_words(entry)) for entry in entries]
        return super().history_view(request, object_id, {"entries": said, **(extra_context or {})})


class ReadOnlyAdmin(StaffAdmin):
    """Something staff look at and never edit."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # "view" is what the page needs; actions check their own rules.
        return False


def _short(value: str) -> str:
    return value if len(value) <= 80 else value[:79] + "…"
