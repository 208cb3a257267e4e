"""Takes an issue's PDF apart: the text, a picture of each page, the cover and the outline.

Runs in the sandbox, one document at a time: PDFium must not be used by two threads.
`sandbox.run("magazine.extraction:extract", path, folder, 400, limits=extraction.LIMITS)`.
"""

from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from pafso.files.inspection.errors import Unreadable
from pafso.files.inspection.pdf_file import open_pdf
from pafso.files.sandbox import MEBIBYTE, Limits

from .page_text import letters_of, marked_text, settled, typed, words_of

LIMITS = Limits(memory_bytes=1024 * MEBIBYTE, cpu_seconds=240, wall_seconds=280)
MOST_PAGES = 400
PAGE_WIDTH = 1000
COVER_WIDTH = 480
TALLEST = 2_000
PAGE_BYTES = 90_000
# Tried in turn until the page fits: a scan loses a little sharpness.
QUALITIES = (68, 50, 34)
STEPS = [round(value / 17) * 17 for value in range(256)]
EFFORT = 2
MOST_OUTLINE = 500
LONGEST_TITLE, LONGEST_LABEL = 300, 20


def extract(path: str, folder: str, most_pages: int = MOST_PAGES) -> dict[str, Any]:
    """Write `p1.webp`, `p2.webp`, … and `cover.webp` into the folder, page by page.

    Returns {"title", "outline": [{"title", "page"}], "pages": [{"number", "label", "text", "other_forms", "width", "height",
    "image"}]}; width and height are those of the page's image, numbers start at 1, the label is what the document calls the page.
    Raises Unreadable: encrypted, damaged, too_many_pages.
    """
    pdf = open_pdf(path)
    try:
        if len(pdf) > most_pages:
            raise Unreadable("too_many_pages")
        pages = [_take_page(pdf, number, Path(folder)) for number in range(1, len(pdf) + 1)]
        words = words_of(page["text"] for page in pages)
        for page in pages:
            page |= settled(page["text"], words)._asdict()
        return {"title": _title(pdf), "outline": _outline(pdf), "pages": pages}
    except pypdfium2.PdfiumError as error:
        raise Unreadable("damaged") from error
    finally:
        pdf.close()


def _take_page(pdf: pypdfium2.PdfDocument, number: int, folder: Path) -> dict[str, Any]:
    page = pdf[number - 1]
    try:
        text = _text(page)
        picture = _drawn(page)
    finally:
        page.close()
    name = f"p{number}.webp"
    _save(picture, folder / name)
    if number == 1:
        _save_cover(picture, folder / "cover.webp")
    label = " ".join(typed(pdf.get_page_label(number - 1)).split())[:LONGEST_LABEL]
    size = {"width": picture.width, "height": picture.height}
    return {"number": number, "label": label, "text": text, **size, "image": name}


def _text(page: pypdfium2.PdfPage) -> str:
    """With the marks of page_text, which `extract` takes out when it has all pages."""
    textpage = page.get_textpage()
    try:
        return marked_text(letters_of(page, textpage))
    finally:
        textpage.close()


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    """The page at 1000 pixels wide; a page that is a ribbon is drawn smaller, so that no page costs more than another."""
    # PDFium gives a page without a sound size that of a letter, so neither is ever zero.
    width, height = page.get_size()
    scale = min(PAGE_WIDTH / width, TALLEST / height)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        return bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()


def _save(picture: Image.Image, target: Path) -> None:
    """A page of text stays sharp and small without loss in sixteen steps a colour; photographs need the other way."""
    if _mostly_paper(picture):
        picture.point(STEPS * 3).save(target, "WEBP", lossless=True, quality=30, method=1)
        if target.stat().st_size <= PAGE_BYTES:
            return
    for quality in QUALITIES:
        picture.save(target, "WEBP", quality=quality, method=EFFORT)
        if target.stat().st_size <= PAGE_BYTES:
            return


def _save_cover(picture: Image.Image, target: Path) -> None:
    cover = picture.copy()
    cover.thumbnail((COVER_WIDTH, 2 * COVER_WIDTH), Image.Resampling.LANCZOS)
    cover.save(target, "WEBP", quality=80, method=EFFORT)


def _mostly_paper(picture: Image.Image) -> bool:
    shades = picture.convert("L").histogram()
    return max(shades) > sum(shades) // 2


def _title(pdf: pypdfium2.PdfDocument) -> str:
    return " ".join(typed(pdf.get_metadata_value("Title")).split())[:LONGEST_TITLE]


def _outline(pdf: pypdfium2.PdfDocument) -> list[dict[str, Any]]:
    """The two upper levels, in reading order; entries that lead nowhere are left out."""
    entries = []
    for bookmark in pdf.get_toc(max_depth=2):
        goal = bookmark.get_dest()
        page = goal.get_index() if goal else None
        title = " ".join(typed(bookmark.get_title()).split())[:LONGEST_TITLE]
        if page is not None and title:
            entries.append({"title": title, "page": page + 1})
        if len(entries) == MOST_OUTLINE:
            break
    return entries
