"""The page of documents, and their files: what is for members only opens to members, and others learn that it is there."""

from collections import Counter
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_safe

from members.models import Document, EarlierFile
from members.models.document import DocumentQuerySet
from pafso.access import public, visible_or_404
from pafso.files.models import StoredFile
from pafso.files.serve import file_response
from pafso.lazy import Words
from pafso.localized import Language
from pafso.web.pagination import keyset_page

NEWEST_FIRST = ["-dated", "-id"]
# So many are counted, and no more are ever looked at to say that there are some.
MOST_COUNTED = 1000
Row = TypeVar("Row", Document, EarlierFile)


@public
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """By year, newest first; one kind of them with ``?kind=``."""
    kind = request.GET.get("kind", "")
    rows = Document.objects.visible_to(request.user).shown().with_files()
    if kind in Document.Kind.values:
        rows = rows.filter(kind=kind)
    context = {
        "page": keyset_page(request, rows, NEWEST_FIRST),
        "kind": kind if kind in Document.Kind.values else "",
        "kinds": Document.KINDS.items(),
        "closed": closed_kinds(Document.objects.closed_to(request.user)),
    }
    return render(request, "members/documents.html", context)


def closed_kinds(rows: DocumentQuerySet) -> list[tuple[Words, int]]:
    """How many there are of each kind, and nothing else of them."""
    counts = Counter(rows.order_by().values_list("kind", flat=True)[:MOST_COUNTED])
    return [(name, counts[kind]) for kind, name in Document.KINDS.items() if counts[kind]]


@public
@require_safe
def document_file(request: HttpRequest, pk: int, language: str) -> HttpResponseBase:
    document = _found(request, Document.objects.select_related("file_en", "file_fr"), pk)
    if document is None:
        return _to_login(request)
    stored = document.file_in(language) if language in Language.values else None
    if stored is None:
        raise Http404
    return _file(request, document, stored, language)


@public
@require_safe
def earlier_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = _found(request, EarlierFile.objects.select_related("document", "file"), pk)
    return _to_login(request) if row is None else _file(request, row.document, row.file, row.language)


def _found(request: HttpRequest, rows: QuerySet[Row], pk: int) -> Row | None:
    """The row, or 404 for whoever may not read it; None for a stranger, who may be a member whose session is over. It is the
    same whether there is such a row or not."""
    try:
        return visible_or_404(rows, request.user, pk=pk)
    except Http404:
        if request.user.is_authenticated:
            raise
        return None


def _to_login(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


def _file(request: HttpRequest, document: Document, stored: StoredFile, language: str) -> HttpResponseBase:
    may_be_kept = document.access == Document.Access.EVERYONE and not document.is_hidden
    name = document.name_of_file(stored, language)
    return file_response(request, stored, filename=name, inline=True, may_be_kept=may_be_kept)
