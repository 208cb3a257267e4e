"""The members app's door for programs: one's own details, addresses and postings, and the documents that one may read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .details import AddressesView, MeView
from .documents import DocumentViewSet
from .postings import PostingViewSet

about = _("Your details, addresses and postings")
about_reading = _("Your details, addresses and postings, and members’ documents")
# (prefix, viewset or view, name), mounted below /api/v1/ by pafso/urls.py.
routes: list[tuple[str, Any, str]] = [
    ("members/me", MeView, "me"),
    ("members/me/addresses", AddressesView, "my-addresses"),
    ("members/me/postings", PostingViewSet, "my-postings"),
    ("documents", DocumentViewSet, "document"),
]
