"""Says what a member's file really is, by content and within limits, before anything is stored or decoded."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import SEEK_END
from typing import BinaryIO

from PIL import Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from . import containers
from .containers import Outline
from .errors import Unreadable

PHOTO_BYTES = 80 * 1024 * 1024
PHOTO_PIXELS = 120_000_000
LONGEST_EDGE = 60_000

# A web page, a script or a document that calls itself a picture: readers look for these in the first kilobyte.
DISGUISES = re.compile(rb"%PDF-|<svg|<html|<script|<!doctype|<\?php|%!PS", re.IGNORECASE)
ARCHIVE_END = b"PK\x05\x06"
LONGEST_ARCHIVE_COMMENT = 65_535


@dataclass(frozen=True)
class PhotoFacts:
    """Width and height are those of the upright picture. `taken_at` is the camera's own clock, without a zone."""

    media_type: str
    width: int
    height: int
    taken_at: datetime | None
    camera: str


@dataclass(frozen=True)
class Format:
    media_type: str
    outline: Callable[[BinaryIO, int], Outline]
    opener: Callable[[BinaryIO], Image.Image] | None = None


JPEG = Format("image/jpeg", containers.outline_jpeg, JpegImagePlugin.JpegImageFile)
PNG = Format("image/png", containers.outline_png, PngImagePlugin.PngImageFile)
TIFF = Format("image/tiff", containers.outline_tiff, TiffImagePlugin.TiffImageFile)
# Opening these with a decoder reads the whole file into memory; their containers say enough.
WEBP = Format("image/webp", containers.outline_webp)
HEIF = Format("image/heic", containers.outline_heif)


def inspect_photo(file: BinaryIO) -> PhotoFacts:
    """The facts of a JPEG, HEIC/HEIF, PNG, TIFF or WebP picture, from its header and structure alone.

    Raises Unreadable: empty, too_large, wrong_type, truncated, too_many_pixels, animated, damaged.
    """
    size = file.seek(0, SEEK_END)
    if size == 0:
        raise Unreadable("empty")
    if size > PHOTO_BYTES:
        raise Unreadable("too_large")
    file.seek(0)
    kind = _format_of(file.read(16))
    _refuse_disguises(file, size)
    outline = kind.outline(file, size)
    _check_pixels(outline)
    if kind.opener:
        _require_agreement(kind.opener, file, outline)
    turned = outline.shot.orientation >= 5
    width, height = (outline.height, outline.width) if turned else (outline.width, outline.height)
    return PhotoFacts(kind.media_type, width, height, outline.shot.taken_at, outline.shot.camera)


def _format_of(head: bytes) -> Format:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith((b"II*\0", b"MM\0*")):
        return TIFF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return HEIF
    raise Unreadable("wrong_type")


def _refuse_disguises(file: BinaryIO, size: int) -> None:
    """A file that is a picture and also a page, a PDF or an archive is made to deceive."""
    file.seek(0)
    if DISGUISES.search(file.read(1024)):
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


def _require_agreement(opener: Callable[[BinaryIO], Image.Image], file: BinaryIO, outline: Outline) -> None:
    """The library that will decode it later must read the same header in the same way; it decodes nothing here."""
    file.seek(0)
    try:
        seen = opener(file)
    except Warning:
        # Where warnings are errors: odd metadata is no reason to refuse a picture.
        return
    except Exception as error:  # the plugins raise whatever a broken header leads them to
        raise Unreadable("damaged") from error
    if seen.size not in {(outline.width, outline.height), (outline.height, outline.width)}:
        raise Unreadable("damaged")
