"""The desk of documents: one form with both files; hidden and shown again by a press, with a reason."""

from typing import cast

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from members.access import person
from members.models import Document
from pafso.as_read import SavedMeanwhile
from pafso.errors import DomainError
from pafso.localized import Language
from pafso.office.forms import reason
from pafso.office.modeladmin import StaffAdmin
from pafso.office.verb_pages import Button, Page, VerbPages, explain
from pafso.text.dates import day_in_words

from . import actions
from .forms import DocumentForm, EarlierForm, EarlierHidingForm

VERBS = [
    Page(
        "hiding",
        actions.hide_document,
        words=_("Hide…"),
        title=_("Hide this document"),
        explained=_("It disappears from the list and the API at once, with its earlier versions. Nothing is deleted: "
"you can show it again at any time."),
        button=_("Hide it now"),
        done=_("The document is hidden."),
        form=reason(_("Reason"), hint=_("For your colleagues; it stays with the document.")),
        offered=lambda document, by: not document.is_hidden,
    ),
    Button(
        "showing",
        actions.show_document,
        words=_("Show again"),
        done=_("The document is visible again."),
        offered=lambda document, by: document.is_hidden,
    ),
    Page(
        "version-hiding",
        actions.hide_earlier_file,
        words=_("Hide an earlier version…"),
        title=_("Hide an earlier version"),
        explained=_("Readers can no longer find it under “Earlier versions”; you still can."),
        button=_("Hide it now"),
        done=_("The earlier version is hidden."),
        form=EarlierHidingForm,
        offered=lambda document, by: document.earlier_files.filter(hidden_at=None).exists(),
    ),
    Page(
        "version-showing",
        actions.show_earlier_file,
        words=_("Show an earlier version again…"),
        title=_("Show an earlier version again"),
        button=_("Show it"),
        done=_("The earlier version is visible again."),
        form=EarlierForm,
        offered=lambda document, by: document.earlier_files.exclude(hidden_at=None).exists(),
    ),
]  # fmt: skip


FIELDS = ["kind", "title_en", "title_fr", "dated", "access", "upload_en", "upload_fr"]


@admin.register(Document)
class DocumentAdmin(VerbPages, StaffAdmin):
    form = DocumentForm
    list_display = ["title_en", "title_fr", "kind", "dated", "access", "is_shown"]
    sortable_by = ["dated"]
    list_filter = ["kind", "access"]
    ordering = ["-dated", "-id"]
    fields = [*FIELDS]
    facts = ["files_now", "files_before", "hidden_at", "hidden_reason"]
    reads_also = ("file_en", "file_fr")
    verbs = VERBS

    def get_fields(self, request: HttpRequest, obj: Document | None = None) -> list[str]:  # type: ignore[override]
        return [*FIELDS, *self.facts] if obj else FIELDS

    def get_readonly_fields(self, request: HttpRequest, obj: Document | None = None) -> list[str]:
        return self.facts if obj else []

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:  # fmt: skip
        """Without Django's own transaction, as for an issue: files are checked and written before ours is opened."""
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        except SavedMeanwhile:
            # While the files were looked at. Read once more, the form says so and keeps what was typed.
            return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        except DomainError as error:
            explain(request, error)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Document, form: ModelForm, change: bool) -> None:
        written = cast(DocumentForm, form)
        if not change:
            actions.add_document(obj, files=written.checked, by=person(request))
            return
        before = {name: form.initial.get(name) for name in form.changed_data if name in DocumentForm.Meta.fields}
        check = form.check_again  # type: ignore[attr-defined]
        actions.change_document(obj, before=before, files=written.checked, check=check, by=person(request))

    @admin.display(description=_("can be read"), boolean=True)
    def is_shown(self, document: Document) -> bool:
        return not document.is_hidden

    @admin.display(description=_("files"))
    def files_now(self, document: Document) -> SafeString | str:
        rows = [(each.url, Language(each.language).label, each.stored.given_name) for each in document.files]
        return format_html_join("; ", '<a href="{}">{} – {}</a>', rows)

    @admin.display(description=_("earlier versions"))
    def files_before(self, document: Document) -> SafeString | str:
        rows = [
            (
                reverse("members:earlier_document_file", args=[row.pk]),
                Language(row.language).label,
                day_in_words(row.last_day),
            )
            for row in document.earlier_files.all()
        ]
        return format_html_join("; ", '<a href="{}">{} – {}</a>', rows) or "–"
