"""Why a file or a line is refused, and what is said beside a line that is taken, in sentences that the office can act on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.exporting.columns import BY_KEY
from pafso.text.dates import day_in_words

# Of the whole file.
FILE: dict[str, Any] = {
    "no_number_column": _("No column is called “Member number”. It is the key: the first line must name it."),
    "duplicate_column": _("Two columns mean the same: %(column)s. Keep one of them."),
    "too_many_columns": _("The file has more than 100 columns. Keep those of the list."),
    "too_many_lines": _("The file has more than 20,000 lines. Send it in parts."),
    "no_lines": _("The file has no line below the names of the columns."),
    "encoding": _("The letters of this file cannot be read. Save it as “CSV UTF-8” or as XLSX and send that one."),
    "broken_quotes": _("A quotation mark in this file has no second one. Save it again from the spreadsheet."),
    "damaged": _("The file is damaged and cannot be opened. Save it again from the spreadsheet and send that one."),
    "too_complex": _("The file takes too long to open. Save it as CSV UTF-8 and send that one."),
    "died": _("The file could not be dealt with, three times. Nothing was changed. Save it as CSV UTF-8 and send that one."),
    "roll_changed": _("The roll has changed since the preview, so nothing was applied. This is the new preview: look at it, then apply it."),
    "unknown_columns": _("These columns are not known and were passed over: %(columns)s."),
}  # fmt: skip

# Of one line: it is refused in all its parts.
LINE: dict[str, Any] = {
    "too_many_cells": _("The line has more cells than there are columns: a separator within a text needs quotation marks around it."),
    "number_missing": _("The member number is missing."),
    "number_twice": _("The number %(number)s stands in line %(line)s already."),
    "name_missing": _("A new person needs a name."),
    "language_missing": _("A new person needs a language, English or French; nobody’s is assumed."),
    "entry_merged": _("This entry was merged into another one."),
    "entry_erased": _("This entry was erased."),
    "sheet_error": _("%(column)s: the spreadsheet shows an error, “%(text)s”."),
    "too_long": _("%(column)s: “%(text)s” is longer than %(most)s letters."),
    "unknown_class": _("%(column)s: there is no class called “%(text)s”."),
    "unknown_stream": _("%(column)s: there is no stream called “%(text)s”."),
    "unknown_level": _("%(column)s: “%(text)s” is not one of FS-01 to FS-04."),
    "unknown_language": _("%(column)s: “%(text)s” is neither English nor French."),
    "unknown_employer": _("%(column)s: “%(text)s” is not one of GAC, IRCC, other."),
    "unknown_zone": _("%(column)s: “%(text)s” is not the name of a time zone, such as America/Toronto."),
    "neither_yes_nor_no": _("%(column)s: “%(text)s” is neither yes nor no."),
    "no_email": _("%(column)s: “%(text)s” is not an email address."),
    "ambiguous_date": _("%(column)s: “%(text)s” could mean two days. Write 2026-04-05 (year, month, day), or use a date cell in XLSX."),
    "unknown_date": _("%(column)s: “%(text)s” is not a day. Write 2026-04-05 (year, month, day), or use a date cell in XLSX."),
    "no_such_day": _("%(column)s: there is no day “%(text)s” in the calendar."),
    "far_date": _("%(column)s: “%(text)s” is too far away to be meant."),
    "start_missing": _("%(kind)s: the roll has nothing like it that still holds, so “%(column)s” is needed."),
    "columns_missing": _("%(kind)s: to begin on a new day it also needs %(columns)s."),
    "ends_before_start": _("%(kind)s: it would end on %(day)s, before it begins on %(since)s."),
    "same_day_other": _("%(kind)s: the roll has something else from %(since)s. It is never overwritten; strike it out in the roll if it is wrong."),
    "ends_otherwise": _("%(kind)s: the file ends it on %(day)s, the roll on %(until)s."),
    "precedes": _("%(kind)s: %(day)s is before what the roll has from %(since)s. Only what comes later can be imported."),
    "overlaps": _("%(kind)s: %(day)s is within what the roll has until %(until)s."),
    "holds_already": _("%(kind)s: the roll has the same since %(since)s, so it cannot begin again on %(day)s."),
    "database": _("The roll has something that contradicts this line. Look at the person’s entry."),
}  # fmt: skip

# Beside a line that is taken.
NOTES: dict[str, Any] = {
    "theirs": _("%(column)s: left alone, because this person has an account and says it there."),
    "verify_by_hand": _("%(column)s: not verified by this file, because the entry has a verified address already. Verify it on the entry’s page."),
    "kept": _("%(column)s: left alone, because the roll says something else."),
    "shared_address": _("%(column)s: number %(number)s has this address, too. It opens no account as long as two people share it."),
}  # fmt: skip

KINDS = {
    "membership": _("Membership"),
    "substantive": _("Substantive level"),
    "acting": _("Acting level"),
    "posting": _("Posting"),
    "dues": _("Time as dues payer"),
}
DAYS = ("day", "since", "until")


def of_file(problem: Sequence[Any]) -> str:
    """What is said of the whole file: [code, values] in the reader's language."""
    code, values = problem
    return str(FILE.get(code, FILE["damaged"])) % _shown(values)


def of_line(problem: Sequence[Any]) -> str:
    """What is said of one line."""
    code, values = problem
    return str({**LINE, **NOTES}.get(code, LINE["database"])) % _shown(values)


def column_name(key: str) -> str:
    """The column as the reader's language calls it."""
    language = (get_language() or "en")[:2]
    if key.endswith("_verified"):
        return f"{column_name(key.removesuffix('_verified'))} ({_('verified')})"
    return BY_KEY[key].name(language) if key in BY_KEY else key


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(values)
    if "column" in shown:
        shown["column"] = column_name(shown["column"])
    if "kind" in shown:
        shown["kind"] = KINDS[shown["kind"]]
    if isinstance(shown.get("columns"), list):
        shown["columns"] = ", ".join(column_name(key) for key in shown["columns"])
    for name in DAYS:
        if name in shown:
            shown[name] = day_in_words(date.fromisoformat(shown[name]))
    return shown
