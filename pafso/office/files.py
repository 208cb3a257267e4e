"""Staff see what is kept and how large it is; the bytes open where the object that uses them does."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pafso.files.models import StoredFile
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.text.figures import file_size

# What the platform takes in and what it makes: named here, so that no column is searched for its values.
KINDS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/heic": "HEIC",
    "image/tiff": "TIFF",
    "application/pdf": "PDF",
    "application/zip": "ZIP",
    "text/csv": "CSV",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
}


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "media_type"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(KINDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
        return queryset.filter(media_type=self.value()) if self.value() else queryset


class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ["key", "kind", "how_large", "created_at"]
    list_filter = [KindFilter]
    sortable_by = ["created_at"]
    search_fields = ["key__startswith", "sha256__startswith"]
    search_help_text = _("The beginning of the stored name, or of the SHA-256")
    # What a member called a file can name a nominee or a place: staff who need it find it at its object.
    fields = ["key", "sha256", "how_large", "kind", "created_at"]
    ordering = ["-id"]

    @admin.display(description=_("kind"))
    def kind(self, file: StoredFile) -> str:
        return KINDS.get(file.media_type, file.media_type)

    @admin.display(description=pgettext_lazy("of a file", "size"))
    def how_large(self, file: StoredFile) -> str:
        return file_size(file.size)
