"""The magazine's pages: the archive, an issue, the reader, search, and the pictures and PDFs behind them."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pafso.access import public, visible_or_404
from pafso.files.models import StoredFile
from pafso.files.serve import file_response
from pafso.web.pagination import keyset_page

from .models import Issue, Page, digest
from .reading import article_on
from .rules import may_read_pdf, readable_pages
from .search import MOST_HITS, find, highlighted, page_asked, understand

COVERS_ON_A_PAGE = 24


@public
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    issues = Issue.objects.published().with_cover().defer("contents")
    page = keyset_page(request, issues, ["-volume", "-number"], COVERS_ON_A_PAGE)
    return render(request, "magazine/archive.html", {"page": page})


@public
@require_safe
def issue(request: HttpRequest, volume: int, number: int) -> HttpResponse:
    found = _issue(request, volume, number)
    numbers, has_pdf = (
        readable_pages(found, request.user, has_gaps=found.has_hidden_pages),
        may_read_pdf(request.user, found),
    )
    contents = [{**entry, "name": found.name_of(entry["page"])} for entry in found.contents if entry["page"] in numbers]
    pages = [Page(issue=found, number=number) for number in numbers]
    context = {"issue": found, "pages": pages, "contents": contents, "has_pdf": has_pdf}
    return render(request, "magazine/issue.html", context)


@public
@require_safe
def page(request: HttpRequest, volume: int, number: int, page: int) -> HttpResponse:
    found = _page(request, volume, number, page)
    question = understand(request.GET.get("q", ""))
    numbers = readable_pages(found.issue, request.user, has_gaps=found.issue_has_hidden_pages)
    context = {
        "page": found,
        "issue": found.issue,
        "question": question,
        "article": article_on(found.number, found.issue.contents, numbers),
        "pieces": highlighted(found, question),
        "previous": _neighbour(found, numbers, -1),
        "next": _neighbour(found, numbers, 1),
    }
    return render(request, "magazine/page.html", context)


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    question = understand(request.GET.get("q", ""))
    results = find(question, page_asked(request.GET.get("page", "")))
    context = {"question": question, "results": results, "asked": "q" in request.GET, "most": MOST_HITS}
    return render(request, "magazine/search.html", context)


@public
@require_safe
def pdf(request: HttpRequest, volume: int, number: int) -> HttpResponseBase:
    found = _issue(request, volume, number)
    if not may_read_pdf(request.user, found):
        raise Http404
    return file_response(request, found.pdf, filename=found.file_name, inline=True, may_be_kept=found.is_published)


@public
@require_safe
def cover(request: HttpRequest, volume: int, number: int, digest: str) -> HttpResponseBase:
    found = _issue(request, volume, number)
    return _picture(request, found.cover, digest, f"bout-de-papier-{volume}-{number}.webp", found)


@public
@require_safe
def page_image(request: HttpRequest, volume: int, number: int, page: int, digest: str) -> HttpResponseBase:
    found = _page(request, volume, number, page)
    return _picture(request, found.image, digest, f"bout-de-papier-{volume}-{number}-{page}.webp", found.issue)


def _issue(request: HttpRequest, volume: int, number: int) -> Issue:
    issues = Issue.objects.select_related("cover", "pdf").with_gaps()
    return visible_or_404(issues, request.user, volume=volume, number=number)


def _page(request: HttpRequest, volume: int, number: int, page: int) -> Page:
    pages = Page.objects.to_read()
    return visible_or_404(pages, request.user, issue__volume=volume, issue__number=number, number=page)


def _neighbour(page: Page, numbers: list[int], step: int) -> Page | None:
    """The page before or after, of those that may be read; it is only linked to, so its row is not read."""
    place = numbers.index(page.number) + step
    return Page(issue=page.issue, number=numbers[place]) if 0 <= place < len(numbers) else None


def _picture(
    request: HttpRequest, stored: StoredFile | None, asked: str, filename: str, issue: Issue
) -> HttpResponseBase:
    if stored is None or digest(stored) != asked:
        raise Http404
    return file_response(request, stored, filename=filename, inline=True, may_be_kept=issue.is_published)
