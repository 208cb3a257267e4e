"""What one cell says: text becomes a date, a level, a class. Nothing is guessed; what could mean two things is refused."""

import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from members.exporting.columns import BY_KEY, plain
from pafso.mailboxes import mailbox
from pafso.text.numbers import as_number
from pafso.text.seen import without_hidden

from .encodings import LOST, UNCOMPUTED, mended

Problem = list[Any]
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
# Excel's first day, as it counts since Lotus took 1900 for a leap year.
SERIAL_ZERO = date(1899, 12, 30)
SERIALS = range(7_000, 73_051)
ISO_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?Z?)?")
LEVEL = re.compile(r"fs[\s_–-]*0?([1-4])", re.IGNORECASE)
# What our own export writes before a text that a spreadsheet would take for a formula.
DEFUSED = re.compile(r"'(?=\s*[=+@＝＋＠－\t\r-])")
SHEET_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA", "########"}
LONGEST = {"number": 20, "name": 150, "preferred_name": 80, "telephone": 60, "reason": 200, "mission": 120, "city": 80, "country": 80}  # fmt: skip
# Figures that a spreadsheet has shortened: "1.61356E+10".
SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
EXACT = ("number", "telephone")
QUESTIONED = ("name", "preferred_name", "mission", "city", "country")
YES, NO = {"yes", "oui", "y", "o", "true", "vrai", "1", "x"}, {"no", "non", "n", "false", "faux", "0"}
LANGUAGES = {"en": "en", "english": "en", "anglais": "en", "fr": "fr", "french": "fr", "francais": "fr"}
EMPLOYERS = {
    **dict.fromkeys(["gac", "amc", "global affairs canada", "affaires mondiales canada"], "gac"),
    **dict.fromkeys(
        [
            "ircc", "immigration refugees and citizenship canada", "immigration refugies et citoyennete canada",
        ], "ircc"),
    **dict.fromkeys(["other", "another employer", "autre", "un autre employeur", "autre employeur"], "other"),
}  # fmt: skip


class Unclear(Exception):
    """The cell cannot be taken; `code` and `values` become a sentence when they are shown."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Lists:
    """The lists that the office edits: what `plain` makes of each code and name, to the key that is stored."""

    classes: Mapping[str, str] = field(default_factory=dict)
    streams: Mapping[str, str] = field(default_factory=dict)


def values_of(row: Mapping[str, str], lists: Lists) -> tuple[dict[str, Any], list[Problem]]:
    """The values of the filled cells by their columns, and what is wrong with the others."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, raw in row.items():
        text = _cleaned(raw)
        if not text:
            continue
        try:
            _refuse_what_was_lost(key, raw, text)
            found[key] = _value(key, text, lists)
        except Unclear as unclear:
            problems.append([unclear.code, {"column": key, "text": text[:60], **unclear.values}])
    return found, problems


def questioned(values: Mapping[str, Any]) -> list[Problem]:
    """What is said beside values that are taken: a question mark may stand for a letter that some program did not know."""
    asked = ((key, values[key]) for key in QUESTIONED if "?" in str(values.get(key, "")))
    return [["question_mark", {"column": key, "text": text[:60]}] for key, text in asked]


def _refuse_what_was_lost(key: str, raw: str, text: str) -> None:
    """Letters and figures that some program has lost or changed on the way here: nobody can guess them back."""
    if raw == UNCOMPUTED:
        raise Unclear("formula")
    if LOST in text:
        raise Unclear("letter_lost")
    if (meant := mended(raw)) != raw:
        raise Unclear("mojibake", meant=_cleaned(meant)[:60])
    if key in EXACT and SHORTENED.fullmatch(text):
        raise Unclear("scientific")


def _cleaned(raw: str) -> str:
    """One line of composed letters without marks that nobody sees."""
    text = without_hidden(unicodedata.normalize("NFC", DEFUSED.sub("", raw, count=1)))
    seen = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join(seen.split())


def _value(key: str, text: str, lists: Lists) -> Any:
    if text.upper() in SHEET_ERRORS:
        raise Unclear("sheet_error")
    reader = READERS.get(BY_KEY[key].kind)
    if reader:
        return reader(text)
    if key in ("class", "stream"):
        return _listed(text, lists.classes if key == "class" else lists.streams, f"unknown_{key}")
    if len(text) > LONGEST[key]:
        raise Unclear("too_long", most=LONGEST[key])
    return text


def _listed(text: str, known: Mapping[str, str], code: str) -> str:
    if plain(text) not in known:
        raise Unclear(code)
    return known[plain(text)]


def _date(text: str) -> date:
    found = ISO_DAY.fullmatch(text)
    if not found and text.isdecimal() and int(text) in SERIALS:
        return SERIAL_ZERO + timedelta(days=int(text))
    if not found:
        day_first = re.fullmatch(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}", text)
        raise Unclear("ambiguous_date" if day_first else "unknown_date")
    try:
        day = date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError as error:
        raise Unclear("no_such_day") from error
    if not EARLIEST <= day <= LATEST:
        raise Unclear("far_date")
    return day


def _level(text: str) -> str:
    found = LEVEL.fullmatch(text)
    if not found:
        raise Unclear("unknown_level")
    return f"FS-0{found[1]}"


def _yes_no(text: str) -> bool:
    word = plain(text)
    if word not in YES | NO:
        raise Unclear("neither_yes_nor_no")
    return word in YES


def _email(text: str) -> str:
    email = mailbox(text)
    try:
        validate_email(email)
    except ValidationError as error:
        raise Unclear("no_email") from error
    if len(email) > 254:
        raise Unclear("no_email")
    return email


def _time_zone(text: str) -> str:
    if text not in _zones():
        raise Unclear("unknown_zone")
    return text


@cache
def _zones() -> set[str]:
    return zoneinfo.available_timezones()  # walks a folder each time


def _number(text: str) -> str:
    text = as_number(text)
    if len(text) > LONGEST["number"]:
        raise Unclear("too_long", most=LONGEST["number"])
    return text


def _language(text: str) -> str:
    return _listed(text, LANGUAGES, "unknown_language")


def _employer(text: str) -> str:
    return _listed(text, EMPLOYERS, "unknown_employer")


READERS: dict[str, Callable[[str], Any]] = {
    "number": _number,
    "date": _date,
    "level": _level,
    "yes_no": _yes_no,
    "email": _email,
    "time_zone": _time_zone,
    "language": _language,
    "employer": _employer,
}
