"""Inspects a table (CSV, XLSX). It parses hostile bytes, so it only ever runs in the sandbox."""

import codecs
from pathlib import Path

from .document import ENCRYPTED_PACKAGE, OLD_OFFICE
from .errors import Unreadable
from .office_package import SHEETS, inspect_package

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
OTHERS = (b"%pdf-", b"{\\rtf", b"<html", b"<!doctype", b"<?xml")
# Nothing that a spreadsheet writes as text has these.
CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 28, 29, 30, 31})


def inspect_table(path: str) -> str:
    """The media type of a CSV or XLSX file, by its content. Raises Unreadable with a code of pafso.files.refusals.TABLE."""
    content = Path(path).read_bytes()
    if content.startswith(b"PK\x03\x04"):
        inspect_package(path, SHEETS)
        return XLSX_TYPE
    if content.startswith(OLD_OFFICE):
        raise Unreadable("encrypted" if ENCRYPTED_PACKAGE in content else "old_excel")
    if content.lstrip()[:16].lower().startswith(OTHERS) or _is_binary(content):
        raise Unreadable("wrong_type")
    return CSV_TYPE


def _is_binary(content: bytes) -> bool:
    return not content.startswith(UTF_16) and content[:65_536].translate(None, CONTROLS) != content[:65_536]
