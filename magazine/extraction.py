"""Takes an issue's PDF apart: the text, a picture of each page, the cover and the outline.

Runs in the sandbox, one document at a time: PDFium must not be used by two threads.
`sandbox.run("magazine.extraction:extract", path, folder, 400, limits=extraction.LIMITS)`.
"""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from pafso.files.inspection.document import open_pdf
from pafso.files.inspection.errors import Unreadable
from pafso.files.sandbox import MEBIBYTE, Limits

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
MOST_TEXT = 60_000
MOST_OUTLINE = 500
LONGEST_TITLE = 300

SOFT_HYPHEN, SOFT_BREAK = "\u00ad", "\ufffe"
# PDFium writes U+FFFE where it takes a hyphen at the end of a line for a break within a word.
BROKEN_WORD = re.compile(r"(?<=[^\W\d_])(?:\u00ad|\ufffe|\u0002|[-\u2010])\n(?=[a-zà-öø-ÿœ])")


def extract(path: str, folder: str, most_pages: int = MOST_PAGES) -> dict[str, Any]:
    """Write `p1.webp`, `p2.webp`, … and `cover.webp` into the folder, page by page.

    Returns {"title", "outline": [{"title", "page"}], "pages": [{"number", "text", "width", "height", "image"}]};
    width and height are those of the page's image, numbers start at 1.
    Raises Unreadable: encrypted, damaged, too_many_pages.
    """
    pdf = open_pdf(path)
    try:
        if len(pdf) > most_pages:
            raise Unreadable("too_many_pages")
        pages = [_take_page(pdf, number, Path(folder)) for number in range(1, len(pdf) + 1)]
        return {"title": _title(pdf), "outline": _outline(pdf), "pages": pages}
    except pypdfium2.PdfiumError as error:
        raise Unreadable("damaged") from error
    finally:
        pdf.close()


def normalized(text: str) -> str:
    """Text as one would have typed it: one kind of line end, broken words joined, composed accents."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    joined = BROKEN_WORD.sub("", lines).replace(SOFT_HYPHEN, "").replace(SOFT_BREAK, "")
    printable = "".join(letter if letter >= " " or letter == "\n" else " " for letter in joined)
    composed = unicodedata.normalize("NFC", printable)
    return "\n".join(line.rstrip() for line in composed.split("\n")).strip()


def _take_page(pdf: Any, number: int, folder: Path) -> dict[str, Any]:
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
    return {"number": number, "text": text, "width": picture.width, "height": picture.height, "image": name}


def _text(page: Any) -> str:
    textpage = page.get_textpage()
    try:
        count = min(textpage.count_chars(), MOST_TEXT)
        return normalized(textpage.get_text_range(0, count, errors="replace")) if count else ""
    finally:
        textpage.close()


def _drawn(page: Any) -> Image.Image:
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


def _title(pdf: Any) -> str:
    return " ".join(normalized(pdf.get_metadata_value("Title")).split())[:LONGEST_TITLE]


def _outline(pdf: Any) -> list[dict[str, Any]]:
    """The two upper levels, in reading order; entries that lead nowhere are left out."""
    entries = []
    for bookmark in pdf.get_toc(max_depth=2):
        goal = bookmark.get_dest()
        page = goal.get_index() if goal else None
        title = " ".join(normalized(bookmark.get_title()).split())[:LONGEST_TITLE]
        if page is not None and title:
            entries.append({"title": title, "page": page + 1})
        if len(entries) == MOST_OUTLINE:
            break
    return entries
