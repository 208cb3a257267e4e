"""What one cell says: both languages understood, nothing guessed."""

from datetime import date
from typing import Any

import pytest

from members.importing.cells import Lists, questioned, values_of
from members.importing.encodings import UNCOMPUTED

LISTS = Lists(classes={"regular": "regular", "regulier": "regular"}, streams={"trade": "trade", "commerce": "trade"})


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("level", "FS-02", "FS-02"),
        ("level", "FS-2", "FS-02"),
        ("level", "fs02", "FS-02"),
        ("level", "FS 4", "FS-04"),
        ("member_since", "2026-04-05", date(2026, 4, 5)),
        ("member_since", "2026/4/5", date(2026, 4, 5)),
        ("member_since", "2026-04-05 00:00:00", date(2026, 4, 5)),
        ("member_since", "46117", date(2026, 4, 5)),
        ("class", "RÉGULIER", "regular"),
        ("class", "Regular", "regular"),
        ("stream", "commerce", "trade"),
        ("language", "Français", "fr"),
        ("language", "anglais", "en"),
        ("employer", "Affaires mondiales Canada", "gac"),
        ("employer", "Immigration, Refugees and Citizenship Canada", "ircc"),
        ("employer", "autre", "other"),
        ("acting", "oui", True),
        ("acting", "No", False),
        ("work_email", "Elodie@Example.ORG", "elodie@example.org"),
        ("time_zone", "Africa/Dakar", "Africa/Dakar"),
        ("telephone", "'+1 613 555-0142", "+1 613 555-0142"),
        ("name", "'=SUM(A1)", "=SUM(A1)"),
        ("name", "'Abdallah", "'Abdallah"),
        ("name", "  E\u0301lodie\n\u200bRoy ", "Élodie Roy"),
        ("mission", "High Commission", "High Commission"),
    ],
)
def test_what_is_understood(column: str, text: str, value: Any) -> None:
    assert values_of({column: text}, LISTS) == ({column: value}, [])


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("member_since", "05/04/2026", "ambiguous_date"),
        ("member_since", "25-12-2026", "ambiguous_date"),
        ("member_since", "5.4.26", "ambiguous_date"),
        ("member_since", "April 5", "unknown_date"),
        ("member_since", "2015", "unknown_date"),
        ("member_since", "2026-04/05", "unknown_date"),
        ("member_since", "2026-02-30", "no_such_day"),
        ("member_since", "1650-01-01", "far_date"),
        ("level", "FS-05", "unknown_level"),
        ("level", "EX-01", "unknown_level"),
        ("class", "Gold", "unknown_class"),
        ("stream", "Archery", "unknown_stream"),
        ("language", "Deutsch", "unknown_language"),
        ("employer", "NASA", "unknown_employer"),
        ("acting", "perhaps", "neither_yes_nor_no"),
        ("work_email", "not an address", "no_email"),
        ("work_email", f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 40}.org", "no_email"),
        ("time_zone", "Ottawa", "unknown_zone"),
        ("name", "#REF!", "sheet_error"),
        ("name", "Ren\ufffd", "letter_lost"),
        ("telephone", "1.61356E+10", "scientific"),
        ("number", "1,6E10", "scientific"),
    ],
)
def test_what_is_refused(column: str, text: str, code: str) -> None:
    values, problems = values_of({column: text}, LISTS)

    assert values == {}
    assert problems == [[code, {"column": column, "text": text[:60]}]]


@pytest.mark.parametrize(("column", "most"), [("number", 20), ("name", 150), ("reason", 200), ("city", 80)])
def test_what_is_too_long(column: str, most: int) -> None:
    text = "x" * (most + 1)

    assert values_of({column: text}, LISTS)[1] == [["too_long", {"column": column, "text": text[:60], "most": most}]]
    assert values_of({column: "x" * most}, LISTS) == ({column: "x" * most}, [])


@pytest.mark.parametrize(
    ("text", "number"),
    [("00042", "00042"), (" 42 ", "42"), ("42.0", "42"), ("42,00", "42"), ("1,042", "1042"), ("1 042", "1042"), ("1’042", "1042"),
     ("４２", "42"), ("42\u00a0", "42"), ("M-42", "M-42"), ("\u200b42", "42")],
)  # fmt: skip
def test_a_number_as_it_is_kept(text: str, number: str) -> None:
    assert values_of({"number": text}, LISTS) == ({"number": number}, [])


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Ã‰lodie BÃ©langer", "Élodie Bélanger"), ("Dâ€™Arcy", "D’Arcy"), ("√âlodie", "Élodie"), ("├ëlodie", "Ëlodie"), ("Ã\u00a0 Paris", "à Paris")],
)  # fmt: skip
def test_what_was_saved_in_a_wrong_encoding_is_said(text: str, meant: str) -> None:
    values, [[code, said]] = values_of({"name": text}, LISTS)

    assert (values, code) == ({}, "mojibake")
    assert said["meant"] in (meant, "Élodie")


def test_a_formula_without_a_result_and_a_lost_letter_are_said() -> None:
    assert values_of({"name": UNCOMPUTED}, LISTS)[1][0][0] == "formula"
    assert questioned({"name": "Ren?", "telephone": "?", "city": "Dakar"}) == [
        ["question_mark", {"column": "name", "text": "Ren?"}]
    ]


def test_blank_cells_say_nothing() -> None:
    assert values_of({"name": "", "level": " ", "member_since": "\u00a0"}, LISTS) == ({}, [])
