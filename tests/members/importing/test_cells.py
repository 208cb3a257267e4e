"""What one cell says: both languages understood, nothing guessed."""

from datetime import date
from typing import Any

import pytest

from members.importing.cells import Lists, values_of

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


def test_blank_cells_say_nothing() -> None:
    assert values_of({"name": "", "level": " ", "member_since": "\u00a0"}, LISTS) == ({}, [])
