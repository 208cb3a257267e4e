"""Inspects a letter or an issue (PDF, DOCX). It parses hostile bytes, so it only ever runs in the sandbox."""

import os
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .errors import Unreadable
from .pdf_names import names_of

PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# Names of the PDF reference (ISO 32000-1, 12.6 and 7.11) for what acts, or carries what could.
ACTIVE_NAMES = {
    *("JavaScript", "JS", "Launch", "SubmitForm", "ImportData", "GoToE", "RichMedia", "XFA"),
    *("EmbeddedFile", "EmbeddedFiles", "FileAttachment"),
}
NOT_SECURED = -1
WRONG_PASSWORD, UNKNOWN_SECURITY = 4, 5

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
MOST_PARTS = 2_000
MOST_CATALOGUE_BYTES = 1024 * 1024
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
# NotImplementedError: a way of packing that no word processor uses.
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
CARRIERS = (
    *("word/activex/", "word/embeddings/"),
    *("xl/activex/", "xl/embeddings/", "xl/macrosheets/", "xl/dialogsheets/"),
)
CONTENT_TYPES, MAIN_PART, SETTINGS_LINKS = "[Content_Types].xml", "word/document.xml", "word/_rels/settings.xml.rels"
FETCHED = re.compile(rb"""Target\s*=\s*["'](https?|ftp):""", re.IGNORECASE)


def inspect_document(path: str, kinds: Sequence[str], most_pages: int) -> dict[str, Any]:
    """{"media_type": …, "pages": number or None} of a PDF or DOCX file of a kind among `kinds` ("pdf", "docx").

    Raises Unreadable: wrong_type, encrypted, damaged, active_content, too_many_pages, bomb.
    """
    with Path(path).open("rb") as file:
        head = file.read(1024)
    if head.lstrip(b"\xef\xbb\xbf\0\t\n\f\r ").startswith(b"%PDF-") and "pdf" in kinds:
        return {"media_type": PDF_TYPE, "pages": _inspect_pdf(path, most_pages)}
    if head.startswith(b"PK\x03\x04") and "docx" in kinds:
        inspect_package(path, MAIN_PART)
        return {"media_type": DOCX_TYPE, "pages": None}
    if head.startswith(OLD_OFFICE) and ENCRYPTED_PACKAGE in Path(path).read_bytes():
        raise Unreadable("encrypted")
    raise Unreadable("wrong_type")


def open_pdf(path: str) -> Any:
    """A pypdfium2 document that needed neither a password nor repair; the caller closes it."""
    # Imported here: the DOCX path and the parent process have no use for eight megabytes of library.
    import pypdfium2
    from pypdfium2 import raw

    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        secured = error.err_code in {WRONG_PASSWORD, UNKNOWN_SECURITY}
        raise Unreadable("encrypted" if secured else "damaged") from error
    if raw.FPDF_GetSecurityHandlerRevision(pdf) != NOT_SECURED:
        raise Unreadable("encrypted")
    # PDFium rebuilds a broken cross-reference table without a word: half a document would pass for a whole one.
    if not raw.FPDF_DocumentHasValidCrossReferenceTable(pdf) or not _ends_properly(path) or len(pdf) == 0:
        raise Unreadable("damaged")
    return pdf


def _ends_properly(path: str) -> bool:
    with Path(path).open("rb") as file:
        file.seek(max(0, os.path.getsize(path) - 1024))
        tail = file.read()
    return b"startxref" in tail and b"%%EOF" in tail


def _inspect_pdf(path: str, most_pages: int) -> int:
    pdf = open_pdf(path)
    try:
        if len(pdf) > most_pages:
            raise Unreadable("too_many_pages")
        _refuse_active_content(pdf)
        _open_each_page(pdf)
        return len(pdf)
    finally:
        pdf.close()


def _refuse_active_content(pdf: Any) -> None:
    from pypdfium2 import raw

    forms = {raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND}
    if raw.FPDFDoc_GetJavaScriptActionCount(pdf) or raw.FPDFDoc_GetAttachmentCount(pdf) or pdf.get_formtype() in forms:
        raise Unreadable("active_content")
    if not ACTIVE_NAMES.isdisjoint(names_of(pdf)):
        raise Unreadable("active_content")


def _open_each_page(pdf: Any) -> None:
    import pypdfium2

    for number in range(len(pdf)):
        try:
            pdf[number].close()
        except pypdfium2.PdfiumError as error:
            raise Unreadable("damaged") from error


def inspect_package(path: str, main_part: str) -> None:
    """An Office file (a zip of parts) whose main part is MAIN_PART: whole, of a bearable size, without macros.

    Raises Unreadable: wrong_type, encrypted, damaged, active_content, bomb.
    """
    _check_catalogue(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive, main_part)
            _read_every_part(archive)
            _refuse_macros(archive)
    except BROKEN_ARCHIVE as error:
        raise Unreadable("damaged") from error
    except RuntimeError as error:
        # zipfile's word for "this part needs a password"
        raise Unreadable("encrypted") from error


def _check_catalogue(path: str) -> None:
    """The catalogue at the end is read whole by zipfile, so its size is judged before that."""
    size = os.path.getsize(path)
    with Path(path).open("rb") as file:
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise Unreadable("damaged")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > MOST_CATALOGUE_BYTES:
        raise Unreadable("bomb")


def _check_parts(archive: zipfile.ZipFile, main_part: str) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if not {CONTENT_TYPES, main_part} <= names:
        raise Unreadable("wrong_type")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise Unreadable("bomb")


def _read_every_part(archive: zipfile.ZipFile) -> None:
    """Checksums speak at the end of a part only. A part never yields more than the size that was judged before."""
    if archive.testzip() is not None:
        raise Unreadable("damaged")


def _refuse_macros(archive: zipfile.ZipFile) -> None:
    names = [name.lower() for name in archive.namelist()]
    carriers = ("vbaproject.bin", "vbadata.xml")
    if any(name.endswith(carriers) or name.startswith(CARRIERS) for name in names):
        raise Unreadable("active_content")
    types = archive.read(CONTENT_TYPES)
    if b"macroenabled" in types.lower():
        raise Unreadable("active_content")
    # A template fetched over the network brings its macros with it; one on the writer's own disk is never found.
    if SETTINGS_LINKS in archive.namelist() and FETCHED.search(archive.read(SETTINGS_LINKS)):
        raise Unreadable("active_content")
