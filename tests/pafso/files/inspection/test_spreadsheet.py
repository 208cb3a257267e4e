"""Tables: CSV and XLSX are taken by what they are; everything else is refused with a sentence."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pafso.errors import Refused
from pafso.files.inspection.spreadsheet import CSV_TYPE, XLSX_TYPE
from pafso.files.models import StoredFile
from pafso.files.uploads import check_table
from tests.factories import pdfs
from tests.factories.rollfiles import xlsx_of

PLAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def upload(content: bytes, name: str = "table.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(content: bytes, name: str = "table.xlsx") -> str:
    with pytest.raises(Refused) as refused:
        check_table(upload(content, name))
    return refused.value.code


def repacked(*, extra: dict[str, bytes] | None = None, macros: bool = False) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx_of({"number": 1}))) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:  # fmt: skip
        for part in source.infolist():
            kept = source.read(part)
            new.writestr(part.filename, kept.replace(PLAIN, MACROS) if macros else kept)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_by_its_content(encoding: str) -> None:
    checked = check_table(upload("Numéro;Nom\r\n1;Élodie\r\n".encode(encoding), "liste.xlsx"))

    assert (checked.media_type, checked.given_name) == (CSV_TYPE, "liste.xlsx")


def test_a_workbook_by_its_content() -> None:
    assert check_table(upload(xlsx_of({"number": 1}), "list.csv")).media_type == XLSX_TYPE


@pytest.mark.req("R33", "R36")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and so on", "wrong_type"),
        (b"\n<html><table>", "wrong_type"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "wrong_type"),
        (b"Number,Name\n1,\x00\x01\x02", "wrong_type"),
        (OLD_OFFICE + b"\0" * 600, "old_excel"),
        (OLD_OFFICE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (xlsx_of({"number": 1})[:2000], "damaged"),
        (pdfs.docx(), "wrong_type"),
        (repacked(extra={"xl/vbaProject.bin": b"macro"}), "active_content"),
        (repacked(extra={"xl/macrosheets/sheet1.xml": b"<x/>"}), "active_content"),
        (repacked(extra={"xl/embeddings/object1.bin": b"x"}), "active_content"),
        (repacked(macros=True), "active_content"),
        (repacked(extra={"xl/media/zeros.bin": b"\0" * (201 * 1024 * 1024)}), "bomb"),
        (b"a," * (5 * 1024 * 1024) + b"a", "too_large"),
    ],
)
def test_what_is_no_table(db: None, content: bytes, code: str) -> None:
    assert refusal(content) == code
    assert not StoredFile.objects.exists()
