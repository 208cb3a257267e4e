"""How much a program gets at once: pages by cursor."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from rest_framework import pagination
from rest_framework.exceptions import NotFound
from rest_framework.request import Request


class Pages(pagination.CursorPagination):
    """50 rows a page, at most 100; costs the same on every page."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"
    ordering: Any = "-id"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError, DataError) as error:  # a cursor that was tampered with
            raise NotFound(self.invalid_cursor_message) from error
