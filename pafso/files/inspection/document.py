"""Inspects a letter or an issue (PDF, DOCX). It parses hostile bytes, so it only ever runs in the sandbox."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import pdf_actions
from .errors import Unreadable
from .office_package import WORD, inspect_package
from .pdf_file import open_pdf
from .pdf_objects import objects_of

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def inspect_document(path: str, kinds: Sequence[str], most_pages: int) -> dict[str, Any]:
    """{"media_type": …, "pages": number or None} of a PDF or DOCX file of a kind among `kinds` ("pdf", "docx").

    Raises Unreadable: a code of pafso.files.refusals.DOCUMENT.
    """
    with Path(path).open("rb") as file:
        head = file.read(1024)
    if head.lstrip(b"\xef\xbb\xbf\0\t\n\f\r ").startswith(b"%PDF-") and "pdf" in kinds:
        return {"media_type": PDF_TYPE, "pages": _inspect_pdf(path, most_pages)}
    if head.startswith(b"PK\x03\x04") and "docx" in kinds:
        inspect_package(path, WORD)
        return {"media_type": DOCX_TYPE, "pages": None}
    if head.startswith(OLD_OFFICE) and ENCRYPTED_PACKAGE in Path(path).read_bytes():
        raise Unreadable("encrypted")
    raise Unreadable("wrong_type")


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


def _refuse_active_content(pdf: "PdfDocument") -> None:
    from pypdfium2 import raw

    forms = {raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND}
    if raw.FPDFDoc_GetJavaScriptActionCount(pdf) or raw.FPDFDoc_GetAttachmentCount(pdf) or pdf.get_formtype() in forms:
        raise Unreadable("active_content")
    pdf_actions.judge(objects_of(pdf))


def _open_each_page(pdf: "PdfDocument") -> None:
    import pypdfium2

    for number in range(len(pdf)):
        try:
            pdf[number].close()
        except pypdfium2.PdfiumError as error:
            raise Unreadable("damaged") from error
