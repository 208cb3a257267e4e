"""The association's documents of the demonstration: set in type here, filed as the office would, one of them replaced since."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.core.files.uploadedfile import SimpleUploadedFile

from members.documents.actions import add_document, change_document
from members.models import Document, User
from pafso.clock import OTTAWA
from pafso.demonstration import read
from pafso.files.uploads import Checked
from pafso.localized import Language

# As documents.toml has them.
Words = Mapping[str, Any]

TEMPLATE = Path(__file__).with_name("document.typ")


def fill(context: Mapping[str, Mapping[str, User]]) -> None:
    if Document.objects.exists():
        return
    staff = context["people"]["staff"]
    for words in read(__file__, "documents.toml")["documents"]:
        facts = {name: words[name] for name in ("kind", "dated", "access")}
        titles = {f"title_{language}": words[language]["title"] for language in Language.values}
        before = words.get("before")
        document = add_document(Document(**facts, **titles), files=_files(before or words), by=staff)
        if before:
            replaced = datetime.combine(words["dated"], datetime.min.time(), OTTAWA).replace(hour=12)
            change_document(document, before={}, files=_files(words), check=lambda: None, by=staff, now=replaced)


def _files(words: Words) -> dict[str, Checked]:
    return {language: _checked(language, words[language]) for language in Language.values}


def _checked(language: str, words: Words) -> Checked:
    """As an upload that was looked at: it is our own, made a moment ago."""
    content, name = document_pdf(language, words), f"{language}.pdf"
    upload = SimpleUploadedFile(name, content, "application/pdf")
    digest = hashlib.sha256(content).hexdigest()
    return Checked(upload, None, digest, len(content), "application/pdf", name)


def document_pdf(language: str, words: Words) -> bytes:
    """A tagged PDF. Words reach typst as data, never as its source."""
    data = {**words, "language": language, "parts": [_part(part) for part in words["parts"]]}
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        sys_inputs={"words": json.dumps(data, default=str)},
    )


def _part(part: Mapping[str, str]) -> Words:
    paragraphs = part.get("text", "").strip().split("\n\n")
    return {"heading": part["heading"], "paragraphs": [" ".join(each.split("\n")) for each in paragraphs if each]}
