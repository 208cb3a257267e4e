"""Says what a member's photo really is, by content and within limits, before it is stored. It only runs in the sandbox."""

import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from io import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO

from . import containers
from .containers import Outline
from .errors import Unreadable
from .facts import PHOTO_BYTES, PHOTO_PIXELS, PhotoFacts

LONGEST_EDGE = 60_000

# PDF readers look for this in the first kilobyte. Words of a web page in a comment are words: no browser takes a picture for one.
PDF_MARK = b"%PDF-"
ARCHIVE_END = b"PK\x05\x06"
LONGEST_ARCHIVE_COMMENT = 65_535


@dataclass(frozen=True)
class Format:
    media_type: str
    outline: Callable[[BinaryIO, int], Outline]


JPEG = Format("image/jpeg", containers.outline_jpeg)
PNG = Format("image/png", containers.outline_png)
TIFF = Format("image/tiff", containers.outline_tiff)
WEBP = Format("image/webp", containers.outline_webp)
HEIF = Format("image/heic", containers.outline_heif)


def inspect_photo_at(path: str) -> dict[str, Any]:
    """PhotoFacts as JSON has them, the moment in ISO 8601. Raises Unreadable as inspect_photo does."""
    with Path(path).open("rb") as file:
        facts = inspect_photo(file)
    return {**asdict(facts), "taken_at": facts.taken_at and facts.taken_at.isoformat()}


def inspect_photo(file: BinaryIO) -> PhotoFacts:
    """The facts of a JPEG, HEIC/HEIF, PNG, TIFF or WebP picture, from its header and structure alone.

    Raises Unreadable: empty, too_large, wrong_type, big_tiff, truncated, too_many_pixels, animated, damaged.
    """
    size = file.seek(0, SEEK_END)
    if size == 0:
        raise Unreadable("empty")
    if size > PHOTO_BYTES:
        raise Unreadable("too_large")
    file.seek(0)
    kind = _format_of(file.read(16))
    _refuse_disguises(file, size)
    with warnings.catch_warnings():
        # Odd metadata is no reason to refuse a picture.
        warnings.simplefilter("ignore")
        outline = kind.outline(file, size)
    _check_pixels(outline)
    turned = outline.shot.orientation >= 5
    width, height = (outline.height, outline.width) if turned else (outline.width, outline.height)
    return PhotoFacts(kind.media_type, width, height, outline.shot.taken_at, outline.shot.camera)


def _format_of(head: bytes) -> Format:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    # Canon's raw files look like TIFF.
    if head.startswith((b"II*\0", b"MM\0*")) and head[8:10] != b"CR":
        return TIFF
    if head.startswith((b"II+\0", b"MM\0+")):
        raise Unreadable("big_tiff")
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return HEIF
    raise Unreadable("wrong_type")


def _refuse_disguises(file: BinaryIO, size: int) -> None:
    """A file that is a picture and also a PDF or an archive is made to deceive."""
    file.seek(0)
    if PDF_MARK in file.read(1024):
        raise Unreadable("wrong_type")
    start = max(0, size - LONGEST_ARCHIVE_COMMENT - 22)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(ARCHIVE_END)
    if at >= 0 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail):
        raise Unreadable("wrong_type")


def _check_pixels(outline: Outline) -> None:
    if not outline.width or not outline.height:
        raise Unreadable("damaged")
    if outline.width * outline.height > PHOTO_PIXELS or max(outline.width, outline.height) > LONGEST_EDGE:
        raise Unreadable("too_many_pixels")
