"""Bytes to lines: encodings, separators, Excel's dates, and what is not taken at all."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from members.importing import reading
from pafso.files.inspection.errors import Unreadable
from tests.factories.rollfiles import saved, xlsx_of

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(folder: Path, content: bytes, media_type: str = CSV) -> dict[str, Any]:
    path = folder / "roll"
    path.write_bytes(content)
    return reading.read(str(path), media_type)


def lines(found: dict[str, Any]) -> list[list[Any]]:
    return [[number, *cells] for number, cells in found["lines"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_encoding_and_separator(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "Numéro de membre|Nom|Membre jusqu’au\r\n0042|Élodie Œuvrard|\r\n".replace("|", delimiter)

    found = read(tmp_path, text.encode(encoding))

    assert found["columns"] == ["number", "name", "member_until"]
    assert lines(found) == [[2, "0042", "Élodie Œuvrard", ""]]


def test_columns_in_either_language_and_any_order(tmp_path: Path) -> None:
    found = read(tmp_path, b"Nom,Shoe size,MEMBER NUMBER *,work_email,In good standing\nA,44,1,a@b.ca,yes\n")

    assert found["columns"] == ["name", "number", "work_email"]
    assert found["unknown"] == ["Shoe size"]
    assert lines(found) == [[2, "A", "1", "a@b.ca"]]


def test_quoted_newlines_empty_lines_and_short_lines(tmp_path: Path) -> None:
    found = read(tmp_path, b'sep=;\r\nNumber;Name\r\n\r\n1;"Anne\nMarie; dite ""Nana"""\r\n;;\r\n2\r\n')

    assert lines(found) == [[3, "1", 'Anne\nMarie; dite "Nana"'], [5, "2", ""]]


def test_a_line_with_too_many_cells_is_marked(tmp_path: Path) -> None:
    assert lines(read(tmp_path, b"Number,Name\n1,Roy, Anne\n2,B,,\n")) == [[2, "1", "Roy", "+"], [3, "2", "B"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Name,Language\nA,en\n", "no_number_column"),
        (b"", "no_number_column"),
        (b"Number,Niveau,Level\n1,,\n", "duplicate_column:level"),
        (b"Number,Name\n\n,\n", "no_lines"),
        (b"Number,Name\n1,\x81\n", "encoding"),
        (b'Number,Name\n1,"A\n', "broken_quotes"),
        (b"Number," + b",".join(b"c%d" % n for n in range(100)) + b"\n1\n", "too_many_columns"),
        (b"Number\n" + b"1\n" * 20_001, "too_many_lines"),
        (b"Number\n" + b"\n" * 200_001 + b"1\n", "too_many_lines"),
    ],
)
def test_a_file_that_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(tmp_path, content)

    assert refused.value.code == code


def test_as_many_lines_as_are_allowed(tmp_path: Path) -> None:
    assert len(read(tmp_path, b"Number\n" + b"1\n" * 20_000)["lines"]) == 20_000


def test_a_workbook(tmp_path: Path) -> None:
    rows = [
        {"number": 1042.0, "name": "Élodie", "member_since": date(2026, 4, 5), "acting": True},
        {},
        {"number": "007", "name": 12.5, "member_since": 46117, "acting": "non"},
        {"number": 9, "member_since": datetime(2026, 4, 5, 13, 30)},
        {"number": 10, "name": "=1+1", "member_since": 2015},
    ]

    found = read(tmp_path, xlsx_of(*rows), XLSX)

    assert lines(found) == [
        [2, "1042", "Élodie", "2026-04-05", "yes"],
        [4, "007", "12.5", "2026-04-05", "non"],
        [5, "9", "", "2026-04-05", ""],
        [6, "10", "", "2015", ""],
    ]


def test_days_of_an_old_mac(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.active.append(["number", "member_since"])
    workbook.active.append([1, 44655])

    assert lines(read(tmp_path, saved(workbook), XLSX)) == [[2, "1", "2026-04-05"]]


def test_the_sheet_with_the_numbers_is_read(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.active.append(["Notes"])
    sheet = workbook.create_sheet("Membres")
    sheet.append([None, None])
    sheet.append(["Numéro de membre", "Nom", None])
    sheet.append([7, "Anne", None])

    found = read(tmp_path, saved(workbook), XLSX)

    assert found["columns"] == ["number", "name"]
    assert lines(found) == [[3, "7", "Anne"]]


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    whole, broken = xlsx_of({"number": 1}), BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as source, zipfile.ZipFile(broken, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            target.writestr(part, content[: len(content) // 2] if "sheet1" in part.filename else content)

    for content in (broken.getvalue(), whole[: len(whole) // 2], b"PK\x03\x04 and nothing more"):
        with pytest.raises(Unreadable) as refused:
            read(tmp_path, content, XLSX)

        assert refused.value.code == "damaged"


def test_an_entity_bomb_in_a_workbook_is_refused(tmp_path: Path) -> None:
    whole, hostile = xlsx_of({"number": 1}), BytesIO()
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    with zipfile.ZipFile(BytesIO(whole)) as source, zipfile.ZipFile(hostile, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if "sheet1" in part.filename:
                content = bomb + content.replace(b"<v>1</v>", b"<v>&b;</v>")
            target.writestr(part, content)

    with pytest.raises(Unreadable) as refused:
        read(tmp_path, hostile.getvalue(), XLSX)

    assert refused.value.code == "damaged"
