"""Opens a PDF that is whole. What a disk, a mail program or an editor shifts by a few bytes is no damage; what is missing is.

PDFium rebuilds a broken cross-reference table without a word, so that half a document would pass for a whole one. What it
would rebuild is mended here instead, and only where every object that the table names is found, a few bytes from its place.
"""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import Unreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

WRONG_PASSWORD, UNKNOWN_SECURITY = 4, 5
# How far from its place an object may lie, and where the end of a whole document is looked for.
NEAR, TAIL = 64, 1024
MOST_SECTIONS = 200
PADDING = b"\0\t\n\f\r "

START = re.compile(rb"startxref\s+(\d+)")
SECTION = re.compile(rb"xref\s+(?=\d)|\d+\s+\d+\s+obj\b")
RANGE = re.compile(rb"\s*(\d+)[ \t]+(\d+)[ \t]*\r?\n?[ \t]*(?=\d{10} \d{5} [nf]|\d+[ \t]+\d+|trailer)")
ENTRY = re.compile(rb"\s*(\d{10}) (\d{5}) ([nf])")
PREVIOUS = re.compile(rb"/Prev\s+(\d+)")


def open_pdf(path: str) -> "PdfDocument":
    """A pypdfium2 document that needs no password to be read; the caller closes it.

    An owner's password alone forbids its readers to print or copy, not to read: such a document is taken like any other.
    Raises Unreadable: encrypted, damaged.
    """
    size = os.path.getsize(path)
    end = _end_of_document(path, size)
    pdf = _opened(path if end == size else Path(path).read_bytes()[:end])
    if not _is_as_written(pdf):
        pdf.close()
        pdf = _opened(_mended(Path(path).read_bytes()[:end]))
    if not _is_as_written(pdf) or len(pdf) == 0:
        pdf.close()
        raise Unreadable("damaged")
    return pdf


def _end_of_document(path: str, size: int) -> int:
    """Behind the last line may be zeros, as many as a disk or a tape likes."""
    with Path(path).open("rb") as file:
        end, tail = size, b""
        while end and not tail:
            begin = max(0, end - 64 * TAIL)
            file.seek(begin)
            tail = file.read(end - begin).rstrip(PADDING)
            end = begin + len(tail)
        file.seek(max(0, end - TAIL))
        tail = file.read(min(TAIL, end))
    if b"startxref" not in tail or b"%%EOF" not in tail:
        raise Unreadable("damaged")
    # The line end that belongs to the last line is nobody's padding.
    return size if size - end <= 2 else end


def _opened(source: str | bytes) -> "PdfDocument":
    # Imported here: the DOCX path and the parent process have no use for eight megabytes of library.
    import pypdfium2
    from pypdfium2 import raw

    # Not every failure sets an error of its own: without this, that of an earlier document would be read.
    raw.FPDF_LoadMemDocument(b"", 0, None)
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        secured = error.err_code in {WRONG_PASSWORD, UNKNOWN_SECURITY}
        raise Unreadable("encrypted" if secured else "damaged") from error


def _is_as_written(pdf: "PdfDocument") -> bool:
    from pypdfium2 import raw

    return bool(raw.FPDF_DocumentHasValidCrossReferenceTable(pdf))


def _mended(content: bytes) -> bytes:
    """CONTENT with each offset where its object is. Raises Unreadable where one is not found."""
    header = max(0, content[:TAIL].find(b"%PDF-"))
    written = bytearray(content[header:])
    start = list(START.finditer(written))[-1]
    wanted, seen = int(start[1]), 0
    tail = b"startxref\n%d\n%%%%EOF\n" % (place := _section_near(written, wanted))
    while seen < MOST_SECTIONS and written[place : place + 4] == b"xref":
        seen += 1
        previous = _mend_table(written, place)
        if previous is None:
            break
        place = _section_near(written, int(previous[1]))
        written[previous.start(1) : previous.end(1)] = _as_long(place, previous.end(1) - previous.start(1))
    return bytes(written[: start.start()]) + tail


def _section_near(written: bytearray, wanted: int) -> int:
    window = max(0, wanted - NEAR)
    places = [found.start() for found in SECTION.finditer(written, window, wanted + NEAR + 32)]
    places = [place for place in places if _is_section(written, place)]
    if not places:
        raise Unreadable("damaged")
    return min(places, key=lambda place: abs(place - wanted))


def _is_section(written: bytearray, place: int) -> bool:
    """A table, not the word that speaks of one; or the stream that newer files have in its stead."""
    if written[place : place + 4] == b"xref":
        return written[max(0, place - 5) : place] != b"start"
    return b"/XRef" in written[place : place + 512].partition(b"stream")[0]


def _mend_table(written: bytearray, place: int) -> re.Match[bytes] | None:
    """One section of the table; where the one before it is said to be."""
    position = place + 4
    while found := RANGE.match(written, position):
        first, count, position = int(found[1]), int(found[2]), found.end()
        for number in range(first, first + count):
            entry = ENTRY.match(written, position)
            if entry is None:
                raise Unreadable("damaged")
            position = entry.end()
            if entry[3] == b"n":
                written[entry.start(1) : entry.end(1)] = b"%010d" % _object_near(written, number, int(entry[1]))
    end = written.find(b"startxref", position)
    # Searched in a copy: a bytearray cannot be written to while a match looks into it.
    return PREVIOUS.search(bytes(written[: end if end > 0 else len(written)]), position)


def _object_near(written: bytearray, number: int, wanted: int) -> int:
    begins = re.compile(rb"(?<!\d)%d\s+\d+\s+obj\b" % number)
    places = [found.start() for found in begins.finditer(written, max(0, wanted - NEAR), wanted + NEAR + 32)]
    if not places:
        raise Unreadable("damaged")
    return min(places, key=lambda place: abs(place - wanted))


def _as_long(number: int, length: int) -> bytes:
    """A number in the room of another one: nothing behind it may move."""
    figures = str(number).encode().ljust(length)
    if len(figures) > length:
        raise Unreadable("damaged")
    return figures
