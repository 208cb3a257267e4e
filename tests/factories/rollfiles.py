"""Files with people for the roll, made from dictionaries by column, and their way through check and application."""

import csv
from collections.abc import Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from members.exporting.columns import BY_KEY
from members.importing.actions import ask_import
from members.importing.tasks import work_on_import
from members.models import RollImport, Stream, User
from pafso.files.uploads import check_table

NEW = {"number": "2001", "name": "Élodie Bélanger-Roy", "language": "français"}


def make_stream(code: str = "trade", name_en: str = "Trade", name_fr: str = "Commerce") -> Stream:
    texts = {"description_en": "-", "description_fr": "-", "areas_en": "-", "areas_fr": "-"}
    return Stream.objects.get_or_create(code=code, defaults={"name_en": name_en, "name_fr": name_fr, **texts})[0]


def header_of(rows: Sequence[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for row in rows for key in row))


def csv_of(*rows: dict[str, Any], delimiter: str = ",", encoding: str = "utf-8", language: str = "en") -> bytes:
    """A CSV with the columns that the rows have, called by their names in that language."""
    keys, text = header_of(rows), StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([BY_KEY[key].name(language) if key in BY_KEY else key for key in keys])
    writer.writerows([[row.get(key, "") for key in keys] for row in rows])
    return text.getvalue().encode(encoding)


def xlsx_of(*rows: dict[str, Any]) -> bytes:
    workbook, keys = Workbook(), header_of(rows)
    sheet = workbook.active
    sheet.append(keys)
    for row in rows:
        sheet.append([row.get(key) for key in keys])
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


def upload(content: bytes, name: str = "roll.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def asked(content: bytes, *, by: User, verified: bool = False, name: str = "roll.csv") -> RollImport:
    """Handed in; nothing has looked into it yet."""
    return ask_import(check_table(upload(content, name)), addresses_verified=verified, by=by)


def checked(*rows: dict[str, Any], by: User, verified: bool = False) -> RollImport:
    """A file with these rows, checked as the worker does."""
    found = asked(csv_of(*rows), by=by, verified=verified)
    work_on_import(found.pk)
    found.refresh_from_db()
    return found


def day(text: str) -> date:
    return date.fromisoformat(text)
