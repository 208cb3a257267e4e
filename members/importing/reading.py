"""Reads a stranger's CSV or XLSX into lines of text. It only ever runs in the sandbox, and so knows no Django."""

import csv
import io
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from members.exporting.columns import BY_KEY, keys_of, plain
from pafso.files.inspection.errors import Unreadable

from .encodings import LOST, UNCOMPUTED, decoded
from .shown import plainly, shown

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MOST_LINES, MOST_COLUMNS, MOST_UNKNOWN = 20_000, 100, 20
LONGEST_CELL = 600
# Rows that a sheet may have in all: formatted, empty ones are no lines, and reading them costs time all the same.
MOST_ROWS = 200_000
DELIMITERS = (";", ",", "\t", "|")
SEPARATOR_LINE = "sep="
HALVES = ("first_name", "last_name")
Line = tuple[int, list[str]]
# What a file has in one place; of a CSV it is text.
Cell: TypeAlias = "str | bool | float | datetime | date | time | timedelta | _Number | None"


@dataclass(frozen=True)
class _Sheet:
    """The names in the first line, and the lines below with their numbers as a spreadsheet counts them."""

    header: list[str]
    lines: Iterable[tuple[int, Sequence[Cell]]]
    epoch: datetime | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Number:
    """A number of a workbook, with the format of its cell."""

    value: float
    form: str


def read(path: str, media_type: str) -> dict[str, Any]:
    """{"columns": keys, "unknown": names, "notes": codes, "lines": [[number, cells]]}: cells are text, in the order of the keys;
    a line with more cells than the header has names ends with one cell more than there are keys.

    Raises Unreadable with a code of members.importing.refusals.FILE.
    """
    sheet = _csv(Path(path).read_bytes()) if media_type == "text/csv" else _xlsx(path)
    keys = _with_halves(sheet.header, keys_of(sheet.header))
    _check_header(sheet.header, keys)
    wanted = [(place, key) for place, key in enumerate(keys) if key and BY_KEY[key].imported]
    unknown = [name[:60] for name, key in zip(sheet.header, keys, strict=True) if name and not key]
    columns, lines = _with_whole_names([key for _, key in wanted], list(_lines(sheet, wanted)))
    return {"columns": columns, "unknown": unknown[:MOST_UNKNOWN], "notes": sheet.notes, "lines": lines}


def _with_halves(header: list[str], keys: list[str | None]) -> list[str | None]:
    """Beside a first name, a column "Nom" or "Name" is the last name."""
    if "first_name" in keys and "last_name" not in keys:
        return [
            "last_name" if key == "name" and plain(name) in ("nom", "name") else key
            for name, key in zip(header, keys, strict=True)
        ]
    return keys


def _with_whole_names(columns: list[str], lines: list[Line]) -> tuple[list[str], list[Line]]:
    """First and last name as one: a roll has one name of a person, in the order in which it is said. What stands in a column of
    whole names goes before."""
    if not set(HALVES) & set(columns):
        return columns, lines
    places = [columns.index(half) for half in HALVES if half in columns]
    whole = columns.index("name") if "name" in columns else None
    kept = [place for place in range(len(columns)) if place not in places and place != whole]
    joined = []
    for number, cells in lines:
        name = cells[whole] if whole is not None else ""
        name = name or " ".join(cells[place] for place in places if cells[place])
        joined.append((number, [name, *(cells[place] for place in kept), *cells[len(columns) :]]))
    return ["name", *(columns[place] for place in kept)], joined


def _check_header(header: list[str], keys: list[str | None]) -> None:
    if any(LOST in name for name in header):
        raise Unreadable("encoding")
    if "number" not in keys:
        raise Unreadable("no_number_column")
    if len(set(HALVES) & set(keys)) == 1 and "name" not in keys:
        raise Unreadable("half_of_the_name")
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


def _text(cell: Cell, key: str, epoch: datetime | None) -> str:
    """What a person sees in the cell; a day is written 2026-04-05 however the spreadsheet shows it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()[:10]
    if isinstance(cell, _Number):
        return _number(cell, key, epoch)
    return str(cell).strip()[:LONGEST_CELL]


def _number(cell: _Number, key: str, epoch: datetime | None) -> str:
    if key and epoch and BY_KEY[key].kind == "date":
        return _serial(cell.value, epoch)
    return shown(cell.value, cell.form)[:LONGEST_CELL]


def _serial(cell: float, epoch: datetime) -> str:
    """A day that lost its format is the number of days since the workbook's own beginning (1900, or 1904 on old Macs)."""
    from openpyxl.utils.datetime import from_excel

    # Smaller numbers are years or slips of the pen, larger ones days that nobody lives to see.
    if not 7_000 <= cell <= 80_000:
        return plainly(cell)
    found = from_excel(cell, epoch)
    return found.isoformat()[:10] if isinstance(found, (date, datetime)) else str(cell)


# CSV


def _csv(content: bytes) -> _Sheet:
    file = decoded(content)
    text = file.text
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith(SEPARATOR_LINE) and len(first.strip()) <= 5:
        text = rest
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    header = next((row for _, row in rows if any(cell.strip() for cell in row)), [])
    return _Sheet(_trimmed([cell.strip() for cell in header]), rows, notes=file.notes)


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


def _sheet(sheet: "ReadOnlyWorksheet", epoch: datetime) -> _Sheet:
    # A sheet may lie about its size, and then empty cells by the million are made up for it.
    sheet.reset_dimensions()
    rows = _bounded(_rows_of(sheet))
    header = next((row for _, row in rows if any(cell is not None for cell in row)), ())
    return _Sheet(_trimmed([_text(cell, "", None) for cell in header]), rows, epoch)


def _rows_of(sheet: "ReadOnlyWorksheet") -> Iterator[list[Cell]]:
    """The cells of each row: numbers with their format, and UNCOMPUTED for a formula without a result. What openpyxl's own reader gives
    of a row has neither; rows that are missing are none here, as there."""
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class Parser(WorkSheetParser):  # type: ignore[misc]
        def parse_cell(self, element: "Element") -> dict[str, Any]:
            cell = super().parse_cell(element)
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                cell["value"] = UNCOMPUTED
            elif type(cell["value"]) in (int, float):
                form = ReadOnlyCell(sheet, **cell).number_format if cell["style_id"] else ""
                cell["value"] = _Number(cell["value"], form)
            return dict(cell)

    book, before = sheet.parent, 0
    with sheet._get_source() as source:
        parser = Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, row in parser.parse():
            for _ in range(before + 1, number):
                yield []
            before = max(before, number)
            cells: list[Cell] = [None] * min(max((cell["column"] for cell in row), default=0), MOST_COLUMNS * 2)
            for cell in row:
                if 0 < cell["column"] <= len(cells):
                    cells[cell["column"] - 1] = cell["value"]
            yield cells


def _bounded(rows: Iterable[Sequence[Cell]]) -> Iterator[tuple[int, Sequence[Cell]]]:
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
