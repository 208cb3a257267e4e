"""How much a program gets at once: pages by cursor, throttles (apart from api.py, which DRF's settings must not import)."""

from rest_framework import pagination, throttling


class Pages(pagination.CursorPagination):
    """50 rows a page, at most 100; costs the same on every page."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "page_size"
    ordering = "-id"


class AnonymousThrottle(throttling.AnonRateThrottle):
    """Per network address, for strangers."""


class PersonThrottle(throttling.UserRateThrottle):
    """Per account."""
