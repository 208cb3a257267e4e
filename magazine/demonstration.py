"""Fills a database with issues: two real ones to look at, or any number of plausible ones to measure with."""

from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from pafso.clock import OTTAWA
from pafso.demonstration import articles, magazine, pdf, pictures
from pafso.files.models import StoredFile
from pafso.files.uploads import check_document, keep_made

from .actions import publish_issue, upload_issue
from .models import Issue, Page
from .search import settle
from .stems import stems_of
from .tasks import extract_issue

TITLES = {
    (38, 1): ("Boilers, Barriers and Books", "Chaudières, barrières et bibliothèques", date(2026, 4, 1)),
    (38, 2): ("Windows and Gardens", "Guichets et jardins", date(2026, 10, 1)),
}
PAGES_AN_ISSUE = 20
PARAGRAPHS_A_PAGE = 7
IN_BULK = 500


def fill(context: dict[str, Any]) -> None:
    """The two issues of the demonstration, read at once and published; only the second one is news."""
    staff = context.get("people", {}).get("staff")
    for made in magazine.ISSUES:
        title_en, title_fr, dated = TITLES[made.volume, made.number]
        issue = Issue(
            volume=made.volume,
            number=made.number,
            title_en=title_en,
            title_fr=title_fr,
            dated=dated,
            cover_credit="PAFSO / APASE",
        )
        upload = SimpleUploadedFile("issue.pdf", magazine.issue_pdf(made), "application/pdf")
        upload_issue(issue, pdf=check_document(upload, kinds=("pdf",)), by=staff)
        extract_issue(issue.pk)
        issue.refresh_from_db()
        if made is not magazine.ISSUES[-1]:
            Issue.objects.filter(pk=issue.pk).update(announced_at=timezone.now())
        publish_issue(issue, by=staff, now=datetime(dated.year, dated.month, dated.day, 12, tzinfo=OTTAWA))


def populate(count: int, random: Random) -> int:
    """COUNT published issues of twenty pages each, in both languages, without PDFs of their own. Nobody is written to."""
    pieces = [piece for number in magazine.ISSUES for piece in number.pieces]
    texts = {
        language: [
            (text, stems_of(text, language)) for piece in pieces if piece.language == language for text in piece.texts
        ]
        for language in ("en", "fr")
    }
    newest = Issue.objects.order_by("-volume").values_list("volume", flat=True).first() or 0
    with transaction.atomic():
        file, image = _shared_files()
        issues = [_issue(newest + 1 + place // 4, 1 + place % 4, place, file, image) for place in range(count)]
        Issue.objects.bulk_create(issues, batch_size=IN_BULK)
        pages = (
            _page(issue, number, image, texts, random) for issue in issues for number in range(1, PAGES_AN_ISSUE + 1)
        )
        Page.objects.bulk_create(pages, batch_size=IN_BULK)
    settle()
    return count


def _shared_files() -> tuple[StoredFile, StoredFile]:
    picture = pictures.draw(1, (480, 621))
    sheet = pdf.write([pdf.Page()], title="bout de papier")
    return keep_made(sheet, "application/pdf"), keep_made(_webp(picture), "image/webp")


def _webp(picture: Any) -> bytes:
    target = BytesIO()
    picture.save(target, "WEBP")
    return target.getvalue()


def _issue(volume: int, number: int, place: int, file: StoredFile, image: StoredFile) -> Issue:
    dated = date(1965, 1, 1) + timedelta(days=91 * place)
    return Issue(
        volume=volume,
        number=number,
        title_en=f"Number {number} of the year",
        title_fr=f"Le numéro {number} de l’année",
        dated=dated,
        pdf=file,
        cover=image,
        cover_width=480,
        cover_height=621,
        page_count=PAGES_AN_ISSUE,
        state=Issue.State.PUBLISHED,
        published_at=timezone.now(),
        announced_at=timezone.now(),
        contents=[{"title": piece.title, "page": 3, "language": piece.language} for piece in articles.SPRING],
    )


def _page(issue: Issue, number: int, image: StoredFile, texts: dict[str, Any], random: Random) -> Page:
    """A page of whole paragraphs: their stems are known already, so that thousands of pages cost seconds."""
    language = random.choice(["en", "fr"])
    chosen = random.sample(texts[language], PARAGRAPHS_A_PAGE)
    mark = f"{issue.volume}-{issue.number}-{number}"
    return Page(
        issue=issue,
        number=number,
        language=language,
        image=image,
        width=480,
        height=621,
        text="\n\n".join([*(text for text, _stems in chosen), mark]),
        stems=" ".join([*(stems for _text, stems in chosen), stems_of(mark, language)]),
    )
