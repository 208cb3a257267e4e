"""Documents of the association, with files as the office would have uploaded them."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members.models import Document, EarlierFile
from pafso.files.models import StoredFile
from pafso.files.uploads import keep_made

from .pdfs import pdf

PDF = "application/pdf"


def make_document(title: str = "Minutes of the annual meeting", **fields: Any) -> Document:
    """For members, in English, unless FIELDS say otherwise."""
    about = {"kind": "minutes", "title_en": title, "title_fr": f"{title} (fr)", "dated": date(2026, 4, 5)}
    return Document.objects.create(**{**about, "file_en": make_file(title), **fields})


def make_file(words: str) -> StoredFile:
    return keep_made(pdf([words]), PDF)


def make_earlier(document: Document, words: str = "As it was", **fields: Any) -> EarlierFile:
    about = {"language": "en", "file": make_file(words), "replaced_at": timezone.now()}
    return EarlierFile.objects.create(document=document, **{**about, **fields})


def upload(words: str = "The minutes.", name: str = "minutes.pdf", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf([words]), content_type=PDF)
