"""Staff see what is kept and how large it is; the bytes open where the object that uses them does."""

from pafso.office.modeladmin import ReadOnlyAdmin


class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ["key", "media_type", "size", "created_at"]
    list_filter = ["media_type"]
    search_fields = ["key", "sha256"]
    # What a member called a file can name a nominee or a place: staff who need it find it at its object.
    fields = ["key", "sha256", "size", "media_type", "created_at"]
    ordering = ["-id"]
