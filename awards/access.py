"""Fetching what is the reader's own."""

from django.http import HttpRequest

from pafso.access import visible_or_404
from pafso.codes import same_code

from .models import Nomination


def own_or_404(request: HttpRequest, code: str) -> Nomination:
    """One of the reader's own nominations; the office reads them elsewhere, and never a draft."""
    return visible_or_404(Nomination.objects.by(request.user).with_cycle(), request.user, code=same_code(code))
