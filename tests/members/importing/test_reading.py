"""Bytes to lines: encodings, separators, Excel's dates, and what is not taken at all."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from members.importing import encodings, reading
from members.importing.cells import Lists, values_of
from members.importing.encodings import UNCOMPUTED, mended
from pafso.files.inspection.errors import Unreadable
from tests.factories.rollfiles import saved, xlsx_of

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(folder: Path, content: bytes, media_type: str = CSV) -> dict[str, Any]:
    path = folder / "roll"
    path.write_bytes(content)
    return reading.read(str(path), media_type)


def read_or_code(folder: Path, content: bytes) -> Any:
    try:
        return read(folder, content)
    except Unreadable as refused:
        return refused.code


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
        (b"Number,Name\n1,\xc9lodie \xc3\xa9 Ren\xe9\n", "encoding"),
        ("Number,Name,Catégorie\n1,A,Régulier\n".encode().replace(b"Cat\xc3", b"Cat"), "encoding"),
        ("\ufeffNumber,Name,Cat\n1,A,R\n".encode("utf-16-le")[:-1], "encoding"),
        (b"Number,First name\n1,Anne\n", "half_of_the_name"),
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
        [6, "10", UNCOMPUTED, "2015", ""],
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


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_one_bad_byte_refuses_its_line_and_no_other(tmp_path: Path, mark: bytes) -> None:
    text = "Number,Name\n9011,Élodie Bélanger\n9012,Gaëtan Forêt\n9013,René\n".encode()

    found = read(tmp_path, mark + text.replace("René".encode(), b"Ren\xe9"))

    assert lines(found)[:2] == [[2, "9011", "Élodie Bélanger"], [3, "9012", "Gaëtan Forêt"]]
    assert found["notes"] == ["letters_lost"]
    assert [code for code, _ in values_of({"name": lines(found)[2][2]}, Lists())[1]] == ["letter_lost"]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "utf-8"])
@pytest.mark.parametrize(
    "name",
    [
        "Élodie Bélanger",
        "Gaëtan Forêt",
        "René",
        "Françoise",
        "Noël",
        "Benoît Lefèvre-Côté",
        "Sören",
        "Müller",
        "Peña D’Arcy",
    ],
)
def test_an_old_encoding_is_read_rightly_or_refused(tmp_path: Path, encoding: str, name: str) -> None:
    try:
        content = f"Number,Name\n1,{name}\n".encode(encoding)
    except UnicodeEncodeError:  # MS-DOS had no curly apostrophe
        return

    found = read_or_code(tmp_path, content)

    if encoding in ("mac_roman", "cp850"):
        assert found in ("macintosh", "encoding")
    else:
        assert (lines(found), found["notes"]) == ([[2, "1", name]], [])


def test_letters_of_windows_that_a_macintosh_makes_otherwise_are_read(tmp_path: Path) -> None:
    names = "Number,Name\n1,Tomáš Bélanger–Roy\n2,Zoë L’Haÿ\n"

    assert [line[2] for line in lines(read(tmp_path, names.encode("cp1252")))] == ["Tomáš Bélanger–Roy", "Zoë L’Haÿ"]


@given(
    st.lists(st.sampled_from("éèêëàâçôîïùûœÉÈÀÇŒ’ abcdeZ-"), min_size=1, max_size=30).map("".join),
    st.integers(0, 200),
    st.integers(0x80, 0xFF),
)
def test_no_byte_turns_a_file_into_another_encoding(name: str, place: int, byte: int) -> None:
    """Whatever single byte is put wherever, the other letters stay what they were, or the file is refused."""
    whole = f"Élodie Bélanger\n{name}\nGaëtan Forêt".encode()
    at = place % (len(whole) + 1)

    text = encodings.decoded(whole[:at] + bytes([byte]) + whole[at:]).text

    assert sum(line in whole.decode().split("\n") for line in text.split("\n")) >= 2


@given(
    st.text(alphabet="éèêëàâçôîïùûœÉÈÀÇŒ’ABCabc -", max_size=30),
    st.sampled_from(["cp1252", "mac_roman", "cp850", "latin-1"]),
)
def test_what_was_read_wrongly_once_is_recognised(name: str, encoding: str) -> None:
    try:
        wrong = name.encode().decode(encoding)
    except UnicodeDecodeError:
        return

    assert mended(name) == name
    assert mended(wrong) == name


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (42, "00000", "00042"),
        (1042, "General", "1042"),
        (1042, "#,##0", "1,042"),
        (1042, "#,##0.00", "1,042.00"),
        (0.125, "0.0%", "12.5%"),
        (16135550142, "General", "16135550142"),
        (16135550142, "0.00E+00", "1.61E+10"),
        (6135550142, "000\\-000\\-0000", "613-555-0142"),
        (6135550142, "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "(613) 555-0142"),
        (42, '"M-"0000', "M-0042"),
        (42, "[$-409]00000", "00042"),
        (-5, "0;(0)", "(5)"),
        (42, "@", "42"),
        (12.5, "General", "12.5"),
        (0.1, "0.00", "0.10"),
    ],
)
def test_a_number_is_read_as_its_cell_shows_it(tmp_path: Path, value: float, form: str, text: str) -> None:
    workbook = Workbook()
    workbook.active.append(["number", "telephone"])
    workbook.active.append([7, value])
    workbook.active["B2"].number_format = form

    assert lines(read(tmp_path, saved(workbook), XLSX)) == [[2, "7", text]]


@pytest.mark.parametrize(
    ("header", "cells", "name"),
    [
        ("First name,Last name,Number", "Élodie,Bélanger-Roy,1", "Élodie Bélanger-Roy"),
        ("Numéro de membre;Nom;Prénom", "1;Bélanger-Roy;Élodie", "Élodie Bélanger-Roy"),
        ("Numéro de membre;Nom de famille;Prénom", "1;Bélanger-Roy;Élodie", "Élodie Bélanger-Roy"),
        ("Number,Name,First name,Last name", "1,É. Roy,Élodie,Roy", "É. Roy"),
        ("Number,Full name,Given name,Surname", "1,,Élodie,Roy", "Élodie Roy"),
        ("Number,First name,Last name", "1,,Pele", "Pele"),
    ],
)
def test_first_and_last_names_are_one_name(tmp_path: Path, header: str, cells: str, name: str) -> None:
    found = read(tmp_path, f"{header}\n{cells}\n".encode())

    ((_, line),) = found["lines"]
    assert dict(zip(found["columns"], line, strict=True)) == {"number": "1", "name": name}
