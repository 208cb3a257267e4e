"""How much a program gets at once: pages by cursor."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.utils.translation import gettext_lazy as _
from rest_framework import pagination, serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from pafso.addresses import absolute_url

CURSOR = _("This is not a cursor of this list. Follow the links “next” and “previous” as they are.")
SIZE = _("A whole number from 1 to %(most)s.")


class Pages(pagination.CursorPagination):
    """50 rows a page, at most 100; costs the same on every page."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"
    ordering: str | tuple[str, ...] = "-id"

    def get_page_size(self, request: Request) -> int:
        """As many as were asked for; a number that does not count is refused rather than replaced."""
        text = request.query_params.get("page_size", str(self.page_size))
        size = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        if not 1 <= size <= self.max_page_size:
            raise serializers.ValidationError({"page_size": [SIZE % {"most": self.max_page_size}]})
        return size

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> Any:
        try:
            page: list[object] | None = super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError, DataError, NotFound) as error:  # a cursor that was tampered with
            raise NotFound(CURSOR, code="cursor_unknown") from error
        self.base_url = absolute_url(request.get_full_path())
        return page
