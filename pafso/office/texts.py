"""The office edits the texts of the association here."""

from typing import Any

from django.http import HttpRequest

from .modeladmin import StaffAdmin


class TextAdmin(StaffAdmin):
    list_display = ["key", "title_en", "title_fr", "changed_at"]
    fields = ["key", "title_en", "title_fr", "body_en", "body_fr"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["key"] if obj else []
