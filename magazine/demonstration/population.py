"""Plausible issues in any number, for measuring."""

from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Any

import typst
from django.db import transaction
from django.utils import timezone

from magazine.models import Issue, Page
from magazine.search import settle
from magazine.stems import stems_of
from pafso.demonstration import pictures
from pafso.files.models import StoredFile
from pafso.files.uploads import keep_made

from .issues import ISSUES
from .typeset import paragraphs

PAGES_AN_ISSUE = 20
PARAGRAPHS_A_PAGE = 7
IN_BULK = 500


def populate(count: int, random: Random) -> int:
    """COUNT published issues of twenty pages each, in both languages, without PDFs of their own. Nobody is written to."""
    texts: dict[str, list[tuple[str, str]]] = {"en": [], "fr": []}
    for piece in (piece for issue in ISSUES for piece in issue["pieces"]):
        language = piece["language"]
        texts[language] += [(text, stems_of(text, language)) for text in paragraphs(piece)]
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
    return keep_made(typst.compile(b""), "application/pdf"), keep_made(_webp(picture), "image/webp")


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
        contents=[{"title": p["title"], "page": 3, "language": p["language"]} for p in ISSUES[0]["pieces"]],
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
