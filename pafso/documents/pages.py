"""Makes of a PDF what its readers get: a picture of each page, and the text that can be seen in it. Runs in the sandbox.

`sandbox.run("pafso.documents.pages:take", path, folder, 40, limits=LIMITS)`. PDFium must not be used by two threads.
"""

import ctypes
from pathlib import Path
from typing import cast

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from pafso.files.inspection.errors import Unreadable
from pafso.files.inspection.pdf_file import open_pdf

from .page_words import Letter, typed
from .pictures import save
from .word import Picture, Taken

PAGE_WIDTH, TALLEST = 1280, 2_600
PAGE_BYTES = 140_000
MOST_TEXT = 60_000
# What lies over a page when it is printed; a note, its window and what an editor marked belong to nobody else.
OVER_THE_PAGE = {raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_INK, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET}
WITHOUT_MARK = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP}
HIDDEN, PRINTED, NOT_VIEWED = 2, 4, 32
# The difference of two shades that an eye may still tell apart, of 255; how many unseen letters are a reason to say so.
SEEN = 10
MOST_UNSEEN = 3


def take(path: str, folder: str, most_pages: int) -> Taken:
    """Write `p1.webp`, `p2.webp`, … into FOLDER; the text of each page goes with its picture.

    Raises Unreadable: encrypted, damaged, too_many_pages.
    """
    pdf = open_pdf(path)
    try:
        if len(pdf) > most_pages:
            raise Unreadable("too_many_pages")
        pdf.init_forms()
        taking = _Pages(pdf, Path(folder))
        pages = [taking.take(number) for number in range(1, len(pdf) + 1)]
        return {"html": "", "pictures": pages, "notes": sorted(taking.notes)}
    except pypdfium2.PdfiumError as error:
        raise Unreadable("damaged") from error
    finally:
        pdf.close()


class _Pages:
    def __init__(self, pdf: pypdfium2.PdfDocument, folder: Path) -> None:
        self.pdf, self.folder = pdf, folder
        self.notes: set[str] = set()

    def take(self, number: int) -> Picture:
        page = self.pdf[number - 1]
        try:
            self._leave_out_remarks(page)
            picture = _drawn(page)
            text = self._text(page, picture)
        finally:
            page.close()
        name = f"p{number}.webp"
        save(picture, self.folder / name, PAGE_BYTES)
        return {"file": name, "width": picture.width, "height": picture.height, "text": text}

    def _leave_out_remarks(self, page: pypdfium2.PdfPage) -> None:
        for place in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
            remark = raw.FPDFPage_GetAnnot(page, place)
            kind, flags = raw.FPDFAnnot_GetSubtype(remark), raw.FPDFAnnot_GetFlags(remark)
            raw.FPDFPage_CloseAnnot(remark)
            if kind in OVER_THE_PAGE and flags & PRINTED and not flags & (HIDDEN | NOT_VIEWED):
                self.notes.add("laid_over")
                continue
            if kind not in WITHOUT_MARK | {raw.FPDF_ANNOT_WIDGET}:
                self.notes.add("remarks")
            raw.FPDFPage_RemoveAnnot(page, place)

    def _text(self, page: pypdfium2.PdfPage, picture: Image.Image) -> str:
        textpage = page.get_textpage()
        try:
            letters = _letters(page, textpage, picture)
        finally:
            textpage.close()
        if sum(not letter.is_seen for letter in letters) >= MOST_UNSEEN:
            self.notes.add("hidden_text")
        return typed(letters)


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    """The page at 1280 pixels wide; a page that is a ribbon is drawn smaller, so that no page costs more than another."""
    # PDFium gives a page without a sound size that of a letter, so neither is ever zero.
    width, height = page.get_size()
    bitmap = page.render(scale=min(PAGE_WIDTH / width, TALLEST / height), rev_byteorder=True)
    try:
        return bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()


def _letters(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, picture: Image.Image) -> list[Letter]:
    """Each with whether it can be seen in the PICTURE: a scan that was read by a machine has its letters in the picture alone,
    and what is white on white, covered or beside the page is for no reader."""
    found, place = [], _Place(page, picture)
    for number in range(min(textpage.count_chars(), MOST_TEXT)):
        text = chr(raw.FPDFText_GetUnicode(textpage, number))
        made_up = bool(raw.FPDFText_IsGenerated(textpage, number))
        found.append(Letter(text, made_up or text.isspace() or place.shows(textpage, number)))
    return found


class _Place:
    """Where the letters of a page stand in its picture."""

    def __init__(self, page: pypdfium2.PdfPage, picture: Image.Image) -> None:
        self.page, self.picture = page, picture
        self.sides = [ctypes.c_double() for _ in range(4)]
        self.box = raw.FS_RECTF()

    def shows(self, textpage: pypdfium2.PdfTextPage, number: int) -> bool:
        """Whether there is anything but one shade where the letter is, with a pixel around it."""
        left, right, bottom, top = self.sides
        raw.FPDFText_GetCharBox(textpage, number, left, right, bottom, top)
        sides = left.value, bottom.value, right.value, top.value
        if sides[2] - sides[0] <= 0 or sides[3] - sides[1] <= 0:
            raw.FPDFText_GetLooseCharBox(textpage, number, self.box)
            sides = self.box.left, self.box.bottom, self.box.right, self.box.top
        x, y = zip(self._pixel(sides[0], sides[1]), self._pixel(sides[2], sides[3]), strict=True)
        edges = (
            max(0, min(x) - 1),
            max(0, min(y) - 1),
            min(self.picture.width, max(x) + 2),
            min(self.picture.height, max(y) + 2),
        )
        if edges[0] >= edges[2] or edges[1] >= edges[3]:
            return False
        shades = cast("tuple[tuple[int, int], ...]", self.picture.crop(edges).getextrema())
        return any(most - least > SEEN for least, most in shades)

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        size = self.picture.width, self.picture.height
        raw.FPDF_PageToDevice(self.page, 0, 0, *size, 0, x, y, across, down)
        return across.value, down.value
