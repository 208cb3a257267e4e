"""What there is about a person, as a copy: a ZIP of JSON and files, written a piece at a time."""

import json
import shutil
import zipfile
from datetime import date
from mimetypes import guess_extension
from pathlib import Path
from typing import IO, Any
from unicodedata import normalize

from django.template import loader
from django.utils import timezone
from django.utils.encoding import force_str

from pafso.clock import OTTAWA
from pafso.files.models import StoredFile
from pafso.files.uploads import clean_name

from .registry import PersonalDataKind, PersonalFile, personal_data_of

AT_ONCE = 200
PIECE = 1024 * 1024


def write_copy(user: Any, path: Path) -> None:
    """Write all that there is about USER into a new ZIP at PATH, with words in the language in use.

    Rows are read and files copied a piece at a time: a copy costs the same memory at any size. A file whose bytes the store no
    longer has raises FileNotFoundError: half a copy is none.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = personal_data_of(user)
        readme = loader.render_to_string("privacy/readme.txt", {"parts": parts, "now": timezone.now()})
        # A mark that lets old editors on Windows see UTF-8.
        archive.writestr(_entry("README.txt"), ("\ufeff" + readme.strip() + "\n").encode())
        for part in parts:
            for kind in part.kinds:
                _write_kind(archive, part.name, kind)


def _write_kind(archive: zipfile.ZipFile, folder: str, kind: PersonalDataKind) -> None:
    with archive.open(_entry(f"{folder}/{kind.name}.json"), "w", force_zip64=True) as target:
        head = {"title": str(kind.title), "why": str(kind.why), "kept": str(kind.retained)}
        target.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2].encode() + b',\n "rows": [')
        _write_rows(target, kind)
        target.write(b"]\n}\n")
    taken: set[str] = set()
    for row in kind.rows.iterator(chunk_size=AT_ONCE):
        for file in kind.files(row):
            _write_file(archive, _unused(f"{folder}/{kind.name}/{_safe(file)}", taken), file.stored)


def _write_rows(target: IO[bytes], kind: PersonalDataKind) -> None:
    before = b"\n  "
    for row in kind.rows.iterator(chunk_size=AT_ONCE):
        plain = {column: _plain(value) for column, value in kind.values(row)}
        target.write(before + json.dumps(plain, ensure_ascii=False).encode())
        before = b",\n  "


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | dict | list):
        return value
    return value.isoformat() if isinstance(value, date) else force_str(value)


def _write_file(archive: zipfile.ZipFile, name: str, stored: StoredFile) -> None:
    with stored.open() as source, archive.open(_entry(name, zipfile.ZIP_STORED), "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, PIECE)


def _entry(name: str, how: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, timezone.now().astimezone(OTTAWA).timetuple()[:6])
    entry.compress_type = how
    entry.external_attr = 0o600 << 16
    return entry


def _safe(file: PersonalFile) -> str:
    """A file name that every system can unpack: no path, nothing that Windows refuses, an ending that opens it."""
    plain = "".join("_" if letter in '<>:"/\\|?*' else letter for letter in clean_name(normalize("NFC", file.name)))
    name = plain.strip(". ") or "file"
    return name if Path(name).suffix else name + (guess_extension(file.stored.media_type) or "")


def _unused(name: str, taken: set[str]) -> str:
    """Two files of one name both arrive."""
    stem, dot, ending = name.rpartition(".")
    candidate, number = name, 1
    while candidate.lower() in taken:
        number += 1
        candidate = f"{stem} ({number}).{ending}" if dot else f"{name} ({number})"
    taken.add(candidate.lower())
    return candidate
