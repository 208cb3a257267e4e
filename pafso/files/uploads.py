"""Takes files in: what is refused leaves nothing behind, what is kept is kept byte for byte."""

import contextlib
import errno
import hashlib
import logging
import os
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import DatabaseError, transaction

from pafso.errors import Refused
from pafso.files.models import StoredFile, new_key, private
from pafso.files.sandbox import MEBIBYTE, Limits, SandboxFailure
from pafso.text.figures import lazy_file_size

from . import refusals, sandbox, scanner
from .inspection.errors import Unreadable
from .inspection.facts import PHOTO_BYTES, PHOTO_PIXELS, DocumentFacts, PhotoFacts

log = logging.getLogger(__name__)

LETTER_BYTES, LETTER_PAGES = 10 * MEBIBYTE, 40
ISSUE_BYTES, ISSUE_PAGES = 150 * MEBIBYTE, 400
TABLE_BYTES = 10 * MEBIBYTE
INSPECTION_LIMITS = Limits(memory_bytes=1024 * MEBIBYTE, cpu_seconds=20, wall_seconds=30, niceness=0)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
LONGEST_NAME = 200


@dataclass(frozen=True)
class Checked:
    """An upload that may be kept. Its bytes are still where Django put them."""

    upload: UploadedFile
    facts: Any
    sha256: str
    size: int
    media_type: str
    given_name: str


def check_photo(upload: UploadedFile) -> Checked:
    """A JPEG, HEIC, PNG, TIFF or WebP photo within the limits, its header read in the sandbox; `facts` is a PhotoFacts.

    Raises Refused with a sentence for the sender and one of the codes of pafso.files.refusals.PHOTO.
    """
    said = {"largest": lazy_file_size(PHOTO_BYTES), "megapixels": PHOTO_PIXELS // 1_000_000}
    _check_size(upload, PHOTO_BYTES)
    found = _inspected("photo:inspect_photo_at", upload, sentences=refusals.PHOTO, said=said)
    taken_at = found["taken_at"] and datetime.fromisoformat(found["taken_at"])
    return _checked(upload, PhotoFacts(**{**found, "taken_at": taken_at}))


def check_document(
    upload: UploadedFile,
    *,
    kinds: Sequence[str] = ("pdf", "docx"),
    most_bytes: int = LETTER_BYTES,
    most_pages: int = LETTER_PAGES,
) -> Checked:
    """A PDF or DOCX opened in the sandbox; `facts` is a DocumentFacts. An issue passes ISSUE_BYTES and ISSUE_PAGES.

    Raises Refused with a sentence for the sender and one of the codes of pafso.files.refusals.DOCUMENT.
    """
    said = {"kinds": ", ".join(kind.upper() for kind in kinds), "pages": most_pages}
    _check_size(upload, most_bytes)
    found = _inspected(
        "document:inspect_document", upload, list(kinds), most_pages, sentences=refusals.DOCUMENT, said=said
    )
    return _checked(upload, DocumentFacts(**found))


def check_table(upload: UploadedFile, *, most_bytes: int = TABLE_BYTES) -> Checked:
    """A CSV or XLSX file opened in the sandbox; `facts` is a DocumentFacts without pages.

    Raises Refused with a sentence for the sender and one of the codes of pafso.files.refusals.TABLE.
    """
    _check_size(upload, most_bytes)
    media_type = _inspected("spreadsheet:inspect_table", upload, sentences=refusals.TABLE, said={})
    return _checked(upload, DocumentFacts(media_type, pages=None))


def _inspected(
    function: str, upload: UploadedFile, *args: Any, sentences: Mapping[str, Any], said: dict[str, Any]
) -> Any:
    """What FUNCTION of pafso.files.inspection finds in the child process; its refusals in SENTENCES, filled with what is SAID."""
    try:
        with _on_disk(upload) as path:
            return sandbox.run(f"pafso.files.inspection.{function}", path, *args, limits=INSPECTION_LIMITS)
    except Unreadable as error:
        raise refusals.refusal(sentences, error.code, **said) from error
    except SandboxFailure as error:
        log.warning("a file broke the sandbox: %s", error.reason)
        code = "too_complex" if error.reason in {"time", "memory"} else "damaged"
        raise refusals.refusal(sentences, code) from error


@contextlib.contextmanager
def keeping(checked: Checked) -> Iterator[StoredFile]:
    """Write the bytes, then yield an unsaved StoredFile; whatever fails inside the block removes the bytes again.

    `with keeping(checked) as stored, transaction.atomic(): stored.save(); Entry.objects.create(original=stored, …)`

    Raises Refused("disk_full") before the block is entered.
    """
    with _undoing() as keys:
        stored = _written(_bytes_of(checked.upload), checked.sha256, checked.size, checked.media_type)
        stored.given_name = checked.given_name
        keys.append(stored.key)
        yield stored
        if stored.pk is None:
            private().delete(stored.key)


Keep = Callable[[Path | bytes, str], StoredFile]


@contextlib.contextmanager
def keeping_made() -> Iterator[Keep]:
    """For files that background work makes: yields keep(path_or_bytes, media_type), which returns a *saved* row.

    `with keeping_made() as keep, transaction.atomic(): Derivative.objects.create(file=keep(path, "image/webp"), …)`
    """
    with _undoing() as keys:

        def keep(content: Path | bytes, media_type: str) -> StoredFile:
            stored = _store(content, media_type)
            keys.append(stored.key)
            stored.save()
            return stored

        yield keep


def keep_made(content: Path | bytes, media_type: str) -> StoredFile:
    """One such file, on its own: written and saved."""
    with keeping_made() as keep:
        return keep(content, media_type)


MadeOf = Callable[[StoredFile], Iterable[StoredFile]]
_made_of: list[MadeOf] = []


def register_made_of(made_of: MadeOf) -> None:
    """Register what is made of files: MADE_OF(stored) gives the files that go when STORED goes, by whatever way."""
    _made_of.append(made_of)


def forget(stored: StoredFile) -> None:
    """Delete the row now, with what was made of it, and the bytes once that is committed; in the caller's transaction.

    Raises ProtectedError while something refers to it, and leaves that transaction as it was.
    """
    made = [each for made_of in _made_of for each in made_of(stored)]
    key = stored.key
    stored.delete()
    # Bytes that stay because the store is away are the sweep's; what was committed is not undone by them.
    transaction.on_commit(lambda: private().delete(key), robust=True)
    for each in made:
        forget(each)


def clean_name(name: str | None) -> str:
    """A name fit for a page and a header: no path, no control or direction marks, at most 200 letters, its ending kept."""
    base = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    composed = unicodedata.normalize("NFC", base)
    plain = "".join(letter if unicodedata.category(letter)[0] not in "CZ" else " " for letter in composed)
    stem, dot, ending = " ".join(plain.split()).rpartition(".")
    if not dot or len(ending) > 10:
        return (stem + dot + ending)[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def _check_size(upload: UploadedFile, most_bytes: int) -> None:
    # Set by pafso.files.upload_handlers when the bytes had no room even before we looked at them.
    if getattr(upload, "disk_full", False):
        raise Refused(refusals.DISK_FULL, code="disk_full")
    if not upload.size:
        raise refusals.refusal(refusals.DOCUMENT, "empty")
    if upload.size > most_bytes:
        raise refusals.refusal(refusals.DOCUMENT, "too_large", largest=lazy_file_size(most_bytes))


def _checked(upload: UploadedFile, facts: Any) -> Checked:
    file = _bytes_of(upload)
    try:
        clean = scanner.is_clean(file)
    except scanner.ScannerAway as error:
        raise Refused(refusals.SCANNER_AWAY, code="scanner_away") from error
    if not clean:
        raise Refused(refusals.INFECTED, code="infected")
    return Checked(
        upload=upload,
        facts=facts,
        sha256=_digest(file),
        size=upload.size or 0,
        media_type=facts.media_type,
        given_name=clean_name(upload.name),
    )


def _bytes_of(upload: UploadedFile) -> Any:
    """The file under Django's wrapper: memory or a temporary file, both can seek."""
    upload.file.seek(0)  # type: ignore[union-attr]
    return upload.file


def _digest(file: Any) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _on_disk(upload: UploadedFile) -> Iterator[str]:
    """A path that the child process can open; a small upload in memory is written out for as long as that takes."""
    if isinstance(upload, TemporaryUploadedFile):
        upload.file.flush()  # type: ignore[union-attr]
        yield upload.temporary_file_path()
        return
    with _refusing_full_disk(), tempfile.NamedTemporaryFile() as copy:
        for piece in upload.chunks():
            copy.write(piece)
        copy.flush()
        yield copy.name


@contextlib.contextmanager
def _refusing_full_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        log.error("no room for an upload: %s", os.strerror(error.errno))
        raise Refused(refusals.DISK_FULL, code="disk_full") from error


def _store(content: Path | bytes, media_type: str) -> StoredFile:
    if isinstance(content, bytes):
        return _written(BytesIO(content), hashlib.sha256(content).hexdigest(), len(content), media_type)
    with content.open("rb") as file:
        return _written(file, _digest(file), content.stat().st_size, media_type)


def _written(file: IO[bytes], sha256: str, size: int, media_type: str) -> StoredFile:
    stored = StoredFile(key=new_key(), sha256=sha256, size=size, media_type=media_type)
    file.seek(0)
    with _refusing_full_disk():
        private().save(stored.key, File(file, name=stored.key))
    return stored


@contextlib.contextmanager
def _undoing() -> Iterator[list[str]]:
    """Removes the bytes of the listed keys if the block fails, unless their rows were committed after all."""
    keys: list[str] = []
    try:
        yield keys
    except BaseException:
        for key in keys:
            if not _may_be_committed(key):
                private().delete(key)
        raise


def _may_be_committed(key: str) -> bool:
    """A connection that breaks during COMMIT leaves it open whether the row is there: then the sweep decides later."""
    try:
        return StoredFile.objects.filter(key=key).exists()
    except transaction.TransactionManagementError:
        return False
    except DatabaseError:
        return True
