"""Reads a stranger's CSV or XLSX into lines of text. It only ever runs in the sandbox, and so knows no Django."""

import codecs
import csv
import io
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from members.exporting.columns import BY_KEY, keys_of
from pafso.files.inspection.errors import Unreadable

MOST_LINES, MOST_COLUMNS, MOST_UNKNOWN = 20_000, 100, 20
LONGEST_CELL = 600
# Rows that a sheet may have in all: formatted, empty ones are no lines, and reading them costs time all the same.
MOST_ROWS = 200_000
DELIMITERS = (";", ",", "\t", "|")
MARKS = (  # the longer mark first: UTF-32 begins like UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATOR_LINE = "sep="
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class _Sheet:
    """The names in the first line, and the lines below with their numbers as a spreadsheet counts them."""

    header: list[str]
    lines: Iterable[tuple[int, Sequence[Any]]]
    epoch: datetime | None = None


def read(path: str, media_type: str) -> dict[str, Any]:
    """{"columns": keys, "unknown": names, "lines": [[number, cells]]}: cells are text, in the order of the keys; a line
    with more cells than the header has names ends with one cell more than there are keys.

    Raises Unreadable with a code of members.importing.refusals.FILE.
    """
    sheet = _csv(Path(path).read_bytes()) if media_type == "text/csv" else _xlsx(path)
    keys = keys_of(sheet.header)
    _check_header(sheet.header, keys)
    wanted = [(place, key) for place, key in enumerate(keys) if key and BY_KEY[key].imported]
    unknown = [name[:60] for name, key in zip(sheet.header, keys, strict=True) if name and not key]
    return {
        "columns": [key for _, key in wanted],
        "unknown": unknown[:MOST_UNKNOWN],
        "lines": list(_lines(sheet, wanted)),
    }


def _check_header(header: list[str], keys: list[str | None]) -> None:
    if "number" not in keys:
        raise Unreadable("no_number_column")
    twice = [key for key, times in Counter(key for key in keys if key).items() if times > 1]
    if twice:
        raise Unreadable(f"duplicate_column:{twice[0]}")
    if len(header) > MOST_COLUMNS:
        raise Unreadable("too_many_columns")


def _lines(sheet: _Sheet, wanted: list[tuple[int, str]]) -> Iterator[Line]:
    width, count = len(sheet.header), 0
    for number, cells in sheet.lines:
        texts = [_text(cell, key, sheet.epoch) for place, key in wanted for cell in cells[place : place + 1] or [None]]
        beyond = [cell for cell in cells[width:] if _text(cell, "", None)]
        if not beyond and not any(_text(cell, "", None) for cell in cells):
            continue
        count += 1
        if count > MOST_LINES:
            raise Unreadable("too_many_lines")
        yield number, [*texts, "+"] if beyond else texts
    if not count:
        raise Unreadable("no_lines")


def _text(cell: Any, key: str, epoch: datetime | None) -> str:
    """What a person sees in the cell; a day is written 2026-04-05 however the spreadsheet shows it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()[:10]
    if isinstance(cell, (int, float)):
        return _number(cell, key, epoch)
    return str(cell).strip()[:LONGEST_CELL]


def _number(cell: float, key: str, epoch: datetime | None) -> str:
    if key and epoch and BY_KEY[key].kind == "date":
        return _serial(cell, epoch)
    return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else str(cell)


def _serial(cell: float, epoch: datetime) -> str:
    """A day that lost its format is the number of days since the workbook's own beginning (1900, or 1904 on old Macs)."""
    from openpyxl.utils.datetime import from_excel

    # Smaller numbers are years or slips of the pen, larger ones days that nobody lives to see.
    if not 7_000 <= cell <= 80_000:
        return str(int(cell))
    found = from_excel(cell, epoch)
    return found.isoformat()[:10] if isinstance(found, (date, datetime)) else str(cell)


# CSV


def _csv(content: bytes) -> _Sheet:
    text = _decoded(content)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith(SEPARATOR_LINE) and len(first.strip()) <= 5:
        text = rest
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    header = next((row for _, row in rows if any(cell.strip() for cell in row)), [])
    return _Sheet(_trimmed([cell.strip() for cell in header]), rows)


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8 where it is valid, else what Excel on Windows writes."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return _as(name, content)
    try:
        return _as("utf-8", content)
    except Unreadable:
        return _as("cp1252", content)


def _as(name: str, content: bytes) -> str:
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise Unreadable("encoding") from error
    if "\0" in text:
        raise Unreadable("encoding")
    return text


def _delimiter(text: str) -> str:
    """The one with which the first line names the most columns that we know."""

    def known(delimiter: str) -> int:
        header = next((row for _, row in islice(_rows(text, delimiter), 5) if any(row)), [])
        return sum(key is not None for key in keys_of(header))

    return max(DELIMITERS, key=known)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise Unreadable("too_many_lines")
            yield number, row
    except csv.Error as error:
        raise Unreadable("broken_quotes") from error


# XLSX


def _xlsx(path: str) -> _Sheet:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that it does not know
            # As bytes: by a path it would ask for a name that ends in .xlsx.
            workbook = load_workbook(
                io.BytesIO(Path(path).read_bytes()), read_only=True, data_only=True, keep_links=False
            )
        # The first sheet that names the column of the key; people keep notes on other sheets.
        sheets = [_sheet(sheet, workbook.epoch) for sheet in workbook.worksheets[:20]]
    except Unreadable:
        raise
    except Exception as error:  # whatever a hostile workbook makes its parser do
        raise Unreadable("damaged") from error
    found = next((sheet for sheet in sheets if "number" in keys_of(sheet.header)), None)
    return found or _Sheet([], [])


def _sheet(sheet: Any, epoch: datetime) -> _Sheet:
    # A sheet may lie about its size, and then empty cells by the million are made up for it.
    sheet.reset_dimensions()
    rows = _bounded(sheet.iter_rows(values_only=True))
    header = next((row for _, row in rows if any(cell is not None for cell in row)), ())
    return _Sheet(_trimmed([_text(cell, "", None) for cell in header]), rows, epoch)


def _bounded(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        for number, row in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise Unreadable("too_many_lines")
            yield number, row[: MOST_COLUMNS * 2]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("damaged") from error


def _trimmed(header: list[str]) -> list[str]:
    """Without the empty names at the end, as spreadsheets leave them."""
    while header and not header[-1]:
        header = header[:-1]
    return header
