"""Walks the containers of JPEG, PNG, WebP and TIFF pictures: size in pixels, EXIF, and whether something is missing.

Nothing is decoded, so a refused picture costs no memory: a bomb shows in its header, half a file in its structure.
"""

import struct
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

from . import tiff
from .errors import Unreadable
from .heif import read_heif
from .tiff import Shot, Tiff

PIECE = 256 * 1024
MOST_CHUNKS = 200_000
FRAME_HEADERS = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
START_OF_SCAN = 0xDA
# Markers that stand alone, without a length after them.
BARE = {0x01, *range(0xD0, 0xD8)}


@dataclass(frozen=True)
class Outline:
    """Width and height as stored, or as displayed where the container itself turns the picture (HEIF)."""

    width: int
    height: int
    shot: Shot = field(default_factory=Shot)


def outline_jpeg(file: BinaryIO, size: int) -> Outline:
    """Segments up to the first scan, then an end-of-image mark after it (anything may follow that, as phones do)."""
    frame, exif = (0, 0), b""
    file.seek(2)
    for _ in range(MOST_CHUNKS):
        marker = _next_marker(file)
        if marker in BARE:
            continue
        length = struct.unpack(">H", _exactly(file, 2))[0] - 2
        if length < 0 or marker == 0xD9:
            raise Unreadable("damaged")
        following = file.tell() + length
        if marker in FRAME_HEADERS:
            height, width = struct.unpack(">xHH", _exactly(file, 5))
            frame = (width, height)
        elif marker == 0xE1 and not exif:
            block = _exactly(file, length)
            exif = block[6:] if block.startswith(b"Exif\0\0") else b""
        elif marker == START_OF_SCAN:
            _require_end_of_image(file, following, size)
            return Outline(*frame, tiff.read_shot(exif))
        file.seek(following)
    raise Unreadable("damaged")


def _next_marker(file: BinaryIO) -> int:
    # Fill bytes may stand before a marker; nobody writes more than a few.
    for _ in range(64):
        byte = _exactly(file, 1)[0]
        if byte != 0xFF:
            raise Unreadable("damaged")
        marker = _exactly(file, 1)[0]
        if marker != 0xFF:
            return marker
        file.seek(-1, 1)
    raise Unreadable("damaged")


def _require_end_of_image(file: BinaryIO, start: int, size: int) -> None:
    """Look backwards: in a whole file the mark is within the last few bytes."""
    end = size
    while end > start:
        begin = max(start, end - PIECE)
        file.seek(begin)
        if b"\xff\xd9" in file.read(end - begin):
            return
        # The two bytes may lie across the seam of two pieces.
        end = begin + 1 if begin > start else start
    raise Unreadable("truncated")


def outline_png(file: BinaryIO, size: int) -> Outline:
    """Every chunk's checksum, IHDR first and IEND last."""
    size_of_picture: tuple[int, int] | None = None
    exif = b""
    file.seek(8)
    for _ in range(MOST_CHUNKS):
        length, kind = struct.unpack(">I4s", _exactly(file, 8))
        if file.tell() + length + 4 > size:
            raise Unreadable("truncated")
        if (kind == b"IHDR") != (size_of_picture is None) or (kind == b"IHDR" and length != 13):
            raise Unreadable("damaged")
        if kind == b"acTL":
            raise Unreadable("animated")
        body = _checked_chunk(file, kind, length, keep=kind in {b"IHDR", b"eXIf"} and length <= PIECE)
        if kind == b"IHDR":
            size_of_picture = struct.unpack(">II", body[:8])
        elif kind == b"eXIf":
            exif = body
        elif kind == b"IEND" and size_of_picture:
            return Outline(*size_of_picture, tiff.read_shot(exif))
    raise Unreadable("damaged")


def _checked_chunk(file: BinaryIO, kind: bytes, length: int, *, keep: bool) -> bytes:
    checksum, body = zlib.crc32(kind), b""
    while length:
        piece = _exactly(file, min(length, PIECE))
        checksum = zlib.crc32(piece, checksum)
        length -= len(piece)
        body = piece if keep else b""
    if checksum != struct.unpack(">I", _exactly(file, 4))[0]:
        raise Unreadable("damaged")
    return body


def outline_webp(file: BinaryIO, size: int) -> Outline:
    """Chunks of the RIFF container after Google's WebP Container Specification."""
    file.seek(4)
    end = 8 + struct.unpack("<I", _exactly(file, 4))[0]
    if end > size:
        raise Unreadable("truncated")
    canvas, frame, exif, position = None, None, b"", 12
    for _ in range(MOST_CHUNKS):
        if position + 8 > end:
            break
        file.seek(position)
        kind, length = struct.unpack("<4sI", _exactly(file, 8))
        position += 8 + length + length % 2
        if position - length % 2 > end:
            raise Unreadable("truncated")
        if kind in {b"ANIM", b"ANMF"}:
            raise Unreadable("animated")
        if kind == b"VP8X":
            canvas = _canvas(_exactly(file, 10))
        elif kind in {b"VP8 ", b"VP8L"} and frame is None:
            frame = _frame(kind, _exactly(file, 10))
        elif kind == b"EXIF" and length <= 4 * PIECE:
            exif = _exactly(file, length).removeprefix(b"Exif\0\0")
    if frame is None:
        raise Unreadable("truncated")
    return Outline(*(canvas or frame), tiff.read_shot(exif))


def _canvas(head: bytes) -> tuple[int, int]:
    if head[0] & 2:
        raise Unreadable("animated")
    return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")


def _frame(kind: bytes, head: bytes) -> tuple[int, int]:
    if kind == b"VP8L" and head[0] == 0x2F:
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise Unreadable("damaged")


def outline_tiff(file: BinaryIO, size: int) -> Outline:
    """One picture whose strips or tiles lie inside the file; a camera's raw file looks like TIFF and is not one."""
    picture = Tiff(file)
    directories = picture.directories()
    if not directories:
        raise Unreadable("damaged")
    main = directories[0]
    if _is_raw(picture, main):
        raise Unreadable("wrong_type")
    if any(not picture.number(extra, tiff.SUBFILE_TYPE) & 1 for extra in directories[1:]):
        raise Unreadable("animated")
    _require_strips(picture, main, size)
    width, height = picture.number(main, tiff.WIDTH), picture.number(main, tiff.HEIGHT)
    return Outline(width, height, tiff.shot_of(picture, main))


def _is_raw(picture: Tiff, main: tiff.Directory) -> bool:
    thumbnail_first = picture.number(main, tiff.SUBFILE_TYPE) & 1 and tiff.SUB_DIRECTORIES in main
    picture.file.seek(8)
    return tiff.DNG_VERSION in main or bool(thumbnail_first) or picture.file.read(2) == b"CR"


def _require_strips(picture: Tiff, main: tiff.Directory, size: int) -> None:
    starts = picture.numbers(main, tiff.STRIP_OFFSETS) or picture.numbers(main, tiff.TILE_OFFSETS)
    lengths = picture.numbers(main, tiff.STRIP_BYTES) or picture.numbers(main, tiff.TILE_BYTES)
    if not starts or len(starts) != len(lengths):
        raise Unreadable("damaged")
    if any(start + length > size for start, length in zip(starts, lengths, strict=True)):
        raise Unreadable("truncated")


def outline_heif(file: BinaryIO, size: int) -> Outline:
    width, height, exif = read_heif(file, size)
    shot = tiff.read_shot(exif)
    # The container has turned the picture already: its EXIF orientation is history.
    return Outline(width, height, Shot(shot.taken_at, shot.camera))


def _exactly(file: BinaryIO, length: int) -> bytes:
    found = file.read(length)
    if len(found) < length:
        raise Unreadable("truncated")
    return found
