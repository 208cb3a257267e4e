"""Writes CSV and XLSX that a spreadsheet opens with its accents whole and without ever taking a text for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from typing import IO, Any

from django.utils.translation import get_language

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which Excel knows UTF-8
# What begins a formula, in full width, too, and what a spreadsheet strips before it looks.
FORMULA = re.compile(r"\s*[=+@＝＋＠－-]|[\t\r\n]")
TELEPHONE = re.compile(r"\+[0-9 ().-]+")
# Control characters, which XML cannot hold.
ILLEGAL = re.compile(r"[\000-\010\013\014\016-\037]")
ROWS_AT_ONCE = 200
DAY_FORMAT = "yyyy-mm-dd"
WIDTH = 18


def defused(text: str) -> str:
    """With an apostrophe where a spreadsheet would calculate; our import takes it off again."""
    return f"'{text}" if FORMULA.match(text) else text


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The file in pieces, for an answer that is streamed: UTF-8 with its mark, cells apart as Excel of that language
    expects them. A language is asked for now and not when the pieces are taken."""
    return _pieces(header, rows, ";" if (get_language() or "en").startswith("fr") else ",")


def _pieces(header: Sequence[str], rows: Iterable[Sequence[Any]], delimiter: str) -> Iterator[str]:
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow(header)
    # The first line goes out before a row is read: whoever waits for the file sees at once that it comes.
    yield _taken_out_of(buffer)
    for number, row in enumerate(rows, 1):
        writer.writerow([_as_text(value) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield _taken_out_of(buffer)
    yield buffer.getvalue()


def _taken_out_of(buffer: StringIO) -> str:
    written = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return written


def _as_text(value: Any) -> str:
    if not value:
        return ""
    return value.isoformat() if isinstance(value, date) else defused(str(value))


def write_xlsx(target: IO[bytes], title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A workbook of one sheet; days are days, everything else is text."""
    # openpyxl is megabytes that a web process needs once in a while only.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH

    def cell(value: Any, **style: Any) -> Any:
        made = WriteOnlyCell(sheet, value)
        for name, wanted in style.items():
            setattr(made, name, wanted)
        return made

    sheet.append([cell(name, font=Font(bold=True)) for name in header])
    for row in rows:
        sheet.append(
            [cell(value, number_format=DAY_FORMAT) if isinstance(value, date) else _typed(value) for value in row]
        )
    workbook.save(target)


def _typed(value: Any) -> str | None:
    """As a text; a telephone number is one as it stands, because a cell of text with a plus sign is not calculated."""
    if not value:
        return None
    text = ILLEGAL.sub("", str(value))
    return text if TELEPHONE.fullmatch(text) else defused(text)
