"""Why a file or a line is refused, and what is said beside a line that is taken, in sentences that the office can act on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.exporting.columns import BY_KEY
from pafso.localized import language_in_use
from pafso.text.dates import day_in_words

# Of the whole file.
FILE: dict[str, Any] = {
    "no_number_column": _("There is no “Member number” column. The first line must name it, because it identifies each "
"entry."),
    "duplicate_column": _("Two columns mean the same thing: %(column)s. Keep one of them."),
    "too_many_columns": _("The file has more than 100 columns. Keep only those in the list."),
    "too_many_lines": _("The file has more than 20,000 lines. Send it in parts."),
    "no_lines": _("The file has no line below the names of the columns."),
    "encoding": _("The characters in this file cannot be read. Save it as “CSV UTF-8” or as XLSX and send that one."),
    "letters_lost": _("Some characters in this file cannot be read, so their lines are refused. Save it as “CSV UTF-8” and send it again."),
    "macintosh": _("This file seems to come from an old Macintosh or MS-DOS program, and its accents may be "
"misread. Save it as “CSV UTF-8” or as XLSX and send that one."),
    "half_of_the_name": _("The file has only the first or only the last name. Add the other column, or one with the whole name."),
    "broken_quotes": _("A quotation mark in this file is never closed. Save the file again from the spreadsheet program."),
    "damaged": _("The file is damaged and cannot be opened. Save it again from the spreadsheet and send that one."),
    "too_complex": _("The file takes too long to open. Save it as CSV UTF-8 and send that one."),
    "undo_died": _("The import could not be undone after three attempts. Nothing was changed. Write to technical "
"support."),
    "died": _("The file could not be processed after three attempts. Nothing was changed. Save it as CSV UTF-8 "
"and send that one."),
    "roll_changed": _("The roll has changed since the preview, so nothing was applied. This is the new preview: look at it, then apply it."),
    "unknown_columns": _("We do not recognize these columns, so they were ignored: %(columns)s."),
}  # fmt: skip

# Of one line: it is refused in all its parts.
LINE: dict[str, Any] = {
    "too_many_cells": _("The line has more cells than there are columns: a text that contains a separator needs quotation marks around it."),
    "number_missing": _("The member number is missing."),
    "number_twice": _("The number %(number)s is already in line %(line)s."),
    "name_missing": _("A new person needs a name."),
    "language_missing": _("A new person needs a language, English or French; we never assume one."),
    "entry_merged": _("This entry was merged into another one."),
    "entry_died": _("This person has died. Correct the entry by hand."),
    "entry_erased": _("This entry was erased."),
    "sheet_error": _("%(column)s: the spreadsheet shows an error, “%(text)s”."),
    "letter_lost": _("%(column)s: a character in “%(text)s” cannot be read. Type it again."),
    "mojibake": _("%(column)s: “%(text)s” was saved in the wrong encoding and should probably read “%(meant)s”. Save the file as “CSV UTF-8”."),
    "formula": _("%(column)s: a formula has no result. Open the file in a spreadsheet program, let it calculate, "
"save it, and send it again."),
    "scientific": _("%(column)s: “%(text)s” has lost its last digits. Give the cell the Text format and type the "
"number again."),
    "entry_ambiguous": _("Several entries have a number like %(number)s. Write the right number exactly as it appears on the roll."),
    "too_long": _("%(column)s: “%(text)s” is longer than %(most)s characters."),
    "unknown_class": _("%(column)s: there is no class called “%(text)s”."),
    "unknown_stream": _("%(column)s: there is no stream called “%(text)s”."),
    "unknown_level": _("%(column)s: “%(text)s” is not one of FS-01 to FS-04."),
    "unknown_language": _("%(column)s: “%(text)s” is neither English nor French."),
    "unknown_employer": _("%(column)s: “%(text)s” is not GAC, IRCC or other."),
    "unknown_zone": _("%(column)s: “%(text)s” is not the name of a time zone, such as America/Toronto."),
    "neither_yes_nor_no": _("%(column)s: “%(text)s” is neither yes nor no."),
    "no_email": _("%(column)s: “%(text)s” is not an email address."),
    "ambiguous_date": _("%(column)s: “%(text)s” could mean two different dates. Write 2026-04-05 (year, month, day), or "
"use a date cell in XLSX."),
    "unknown_date": _("%(column)s: “%(text)s” is not a date. Write 2026-04-05 (year, month, day), or use a date cell "
"in XLSX."),
    "no_such_day": _("%(column)s: “%(text)s” is a date that does not exist."),
    "far_date": _("%(column)s: check the year: “%(text)s” is too far off."),
    "start_missing": _("%(kind)s: the roll has no current one, so “%(column)s” is needed."),
    "columns_missing": _("%(kind)s: to begin on a new day it also needs %(columns)s."),
    "ends_before_start": _("%(kind)s: it would end on %(day)s, before it begins on %(since)s."),
    "same_day_other": _("%(kind)s: the roll has something else from %(since)s. An import never overwrites it; strike it "
"out on the roll if it is wrong."),
    "ends_otherwise": _("%(kind)s: the file ends it on %(day)s, the roll on %(until)s."),
    "precedes": _("%(kind)s: %(day)s is before %(since)s, where the roll begins. Only what comes later can be imported."),
    "overlaps": _("%(kind)s: %(day)s falls within a period that the roll has until %(until)s."),
    "holds_already": _("%(kind)s: the roll has had the same since %(since)s, so it cannot begin again on %(day)s."),
    "database": _("The roll has something that contradicts this line. Look at the person’s entry."),
}  # fmt: skip

# Beside a line that is taken.
NOTES: dict[str, Any] = {
    "theirs": _("%(column)s: not changed, because this person has an account and keeps it up to date there."),
    "verify_by_hand": _("%(column)s: not confirmed by this file, because the entry already has a confirmed address. "
"Confirm it on the entry’s page."),
    "question_mark": _("%(column)s: “%(text)s” has a question mark, perhaps in place of a character that was lost."),
    "kept": _("%(column)s: not changed, because the roll says something else."),
    "same_name": _("An entry on the roll has the same name: %(numbers)s. Is it the same person?"),
    "same_name_line": _("Line %(line)s has the same name. Is it the same person?"),
    "brings_back": _("The entry %(number)s was taken off the roll. This line brings it back."),
    "shared_address": _("%(column)s: number %(number)s also has this address. It cannot open an account while two people share it."),
}  # fmt: skip

# What an undo leaves as it is, and why.
UNDO = {
    "undo_account": _("The person has opened an account since. Correct the entry by hand."),
    "undo_added": _("Something has been added to this entry or changed in it since. Correct it by hand, or merge it."),
    "undo_merged": _("This entry has been merged into another one since."),
    "undo_erased": _("This entry has been erased since."),
    "undo_died": _("A death has been recorded since. Correct the entry by hand."),
    "undo_struck": _("This entry was taken off the roll before."),
    "undo_own": _("This is your own entry: a colleague in the office must do this."),
    "undo_row_kept": _("%(kind)s: what the file began on %(since)s has changed since, or another one follows it. It "
"stays."),
    "undo_end_kept": _("%(kind)s: the end of what began on %(since)s has changed since, or another one follows it. It "
"stays."),
    "undo_field_kept": _("%(column)s: somebody has changed this since. It stays as it is."),
    "undo_address_kept": _("An address in the file has been confirmed since. It stays."),
}  # fmt: skip

KINDS = {
    "membership": _("Membership"),
    "substantive": _("Substantive level"),
    "acting": _("Acting level"),
    "posting": _("Posting"),
    "dues": _("Dues-paying period"),
}
DAYS = ("day", "since", "until")


def of_file(problem: Sequence[Any]) -> str:
    """What is said of the whole file: [code, values] in the reader's language."""
    code, values = problem
    return str(FILE.get(code, FILE["damaged"])) % _shown(values)


def of_line(problem: Sequence[Any]) -> str:
    """What is said of one line."""
    code, values = problem
    return str({**LINE, **NOTES, **UNDO}.get(code, LINE["database"])) % _shown(values)


def column_name(key: str) -> str:
    """The column as the reader's language calls it."""
    language = language_in_use()
    if key.endswith("_verified"):
        return f"{column_name(key.removesuffix('_verified'))} ({_('confirmed')})"
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
