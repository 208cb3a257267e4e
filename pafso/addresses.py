"""Whole addresses: on the site's own name, never made from a Host header."""

from django.conf import settings


def absolute_url(path: str) -> str:
    """The address of PATH as it opens from a mailbox, a calendar or a program."""
    return str(settings.SITE_URL) + path
