"""Issues and pages for tests, without the work of reading a PDF."""

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Picture

from magazine.models import Issue, Page
from magazine.stems import language_of, stems_of
from pafso.files.models import StoredFile
from pafso.files.uploads import keep_made
from tests.factories import pdf_writer as pdf

ENGLISH = "The ambassador and the comets were photographed in the shortlist of the naïveté of spring."
FRENCH = "L’été, les élèves de la mission lisent l’œuvre du poète dans le jardin de Québec."


def make_pdf(*texts: str, title: str = "bout de papier") -> bytes:
    """A PDF with one page for each text, and an outline entry for each page."""
    pages = []
    for text in texts or ("The first page of an issue.",):
        page = pdf.Page()
        style = pdf.Type()
        page.column(54, 700, 480, 60, pdf.wrap(text, 480, style), style)
        pages.append(page)
    outline = [(f"Piece {number}", number) for number in range(1, len(pages) + 1)]
    return pdf.write(pages, title=title, outline=outline)


def make_upload(content: bytes | None = None, name: str = "issue.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_pdf() if content is None else content, "application/pdf")


def make_file(content: bytes = b"%PDF-1.6 nothing", media_type: str = "application/pdf") -> StoredFile:
    return keep_made(content, media_type)


def make_picture(colour: str = "white") -> StoredFile:
    target = BytesIO()
    Picture.new("RGB", (17, 22), colour).save(target, "WEBP", lossless=True)
    return keep_made(target.getvalue(), "image/webp")


def make_issue(volume: int = 38, number: int = 1, *texts: str, state: str = "published", **fields: Any) -> Issue:
    """An issue in STATE with a page for each text (two of them by default)."""
    texts = texts or (ENGLISH, FRENCH)
    picture = make_picture()
    values: dict[str, Any] = {
        "title_en": f"Issue {volume}-{number}",
        "title_fr": f"Numéro {volume}-{number}",
        "dated": date(2026, 4, 1),
        "pdf": make_file(),
        "cover": picture,
        "cover_width": 480,
        "cover_height": 621,
        "page_count": len(texts),
        "published_at": timezone.now() if state == "published" else None,
    }
    issue = Issue.objects.create(volume=volume, number=number, state=state, **{**values, **fields})
    for place, text in enumerate(texts, start=1):
        make_page(issue, place, text, picture)
    return issue


def make_page(issue: Issue, number: int, text: str, picture: StoredFile | None = None) -> Page:
    language = language_of(text)
    return Page.objects.create(
        issue=issue,
        number=number,
        language=language,
        image=picture or make_picture(),
        width=1000,
        height=1294,
        text=text,
        stems=stems_of(text, language),
    )
