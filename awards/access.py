"""Fetching what is the reader's own."""

from django.http import Http404, HttpRequest

from awards.models.nomination import NominationQuerySet
from pafso.codes import same_code

from .models import Nomination


def own_or_404(request: HttpRequest, code: str) -> Nomination:
    """One that the reader puts forward, alone or with others; the office reads them elsewhere, and never a draft."""
    try:
        return as_nominator_or_404(request, code)  # most are alone, and one query tells
    except Http404:
        return _one_or_404(Nomination.objects.put_forward_by(request.user), code)


def as_nominator_or_404(request: HttpRequest, code: str) -> Nomination:
    """One whose nominator the reader is: for what co-nominators do not do."""
    return _one_or_404(Nomination.objects.by(request.user), code)


def _one_or_404(rows: NominationQuerySet, code: str) -> Nomination:
    try:
        return rows.with_cycle().get(code=same_code(code))
    except (Nomination.DoesNotExist, ValueError) as error:
        raise Http404 from error
