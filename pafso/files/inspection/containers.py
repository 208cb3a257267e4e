"""Judges the containers of JPEG, PNG, WebP and TIFF pictures: size in pixels, EXIF, and whether something is missing.

Nothing is decoded, so a picture costs no time: a bomb shows in its header, half a file in its structure. Pillow reads the
headers; what is written out here it does not tell without decoding (docs/decisions/0018-pictures-in-the-sandbox.md).
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, TypeVar

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile

from . import tiff
from .errors import Unreadable
from .heif import read_heif
from .tiff import Shot
from .xmp import orientation_in

PIECE = 256 * 1024
MOST_CHUNKS = 200_000
# The keyword, not packed, no language, no translation.
XMP_OF_PNG = b"XML:com.adobe.xmp\0\0\0\0\0"
SUBFILE_TYPE, SUB_DIRECTORIES, DNG_VERSION = 254, 330, 50706
STRIP_OFFSETS, STRIP_BYTES, TILE_OFFSETS, TILE_BYTES = 273, 279, 324, 325

Picture = TypeVar("Picture", bound=Image.Image)


@dataclass(frozen=True)
class Outline:
    """Width and height as stored, or as displayed where the container itself turns the picture (HEIF)."""

    width: int
    height: int
    shot: Shot = field(default_factory=Shot)


def outline_jpeg(file: BinaryIO, size: int) -> Outline:
    """Segments up to the first scan, then an end-of-image mark after it (anything may follow that, as phones do)."""
    picture = _opened(JpegImageFile, file)
    _require_end_of_image(file, file.tell(), size)
    return Outline(*picture.size, _held(tiff.shot_of(picture.getexif), picture.info.get("xmp")))


def _held(shot: Shot, packet: bytes | str | None) -> Shot:
    """Where EXIF says nothing of how the camera was held, XMP may."""
    return shot if shot.orientation else replace(shot, orientation=orientation_in(packet))


def _opened(plugin: Callable[[BinaryIO], Picture], file: BinaryIO) -> Picture:
    """Pillow reads the header and decodes nothing."""
    file.seek(0)
    try:
        return plugin(file)
    except Exception as error:  # the plugins raise whatever a broken header leads them to
        raise Unreadable("damaged") from error


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
    picture = _opened(PngImageFile, file)
    if picture.is_animated:
        raise Unreadable("animated")
    try:
        picture.verify()
    except Exception as error:
        raise Unreadable("truncated" if isinstance(error, OSError) else "damaged") from error
    # Not getexif(): it decodes all pixels to find a block behind them, where no camera or editor writes it.
    shot = tiff.read_shot(picture.info.get("exif", b""))
    return Outline(*picture.size, _held(shot, _xmp_of_png(file, size)))


def _xmp_of_png(file: BinaryIO, size: int) -> bytes:
    """XMP is a text chunk of its own name, before the pixels or behind them (XMP specification, part 3, 1.1.5)."""
    position = 8
    for _ in range(MOST_CHUNKS):
        if position + 12 > size:
            break
        file.seek(position)
        length, kind = struct.unpack(">I4s", _exactly(file, 8))
        if kind == b"iTXt" and length <= 4 * PIECE and (body := _exactly(file, length)).startswith(XMP_OF_PNG):
            return body[len(XMP_OF_PNG) :]
        position += 12 + length
    return b""


def outline_webp(file: BinaryIO, size: int) -> Outline:
    """Chunks of the RIFF container after Google's WebP Container Specification."""
    file.seek(4)
    end = 8 + struct.unpack("<I", _exactly(file, 4))[0]
    if end > size:
        raise Unreadable("truncated")
    canvas, frame, position = None, None, 12
    said = {b"EXIF": b"", b"XMP ": b""}
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
        elif kind in said and length <= 4 * PIECE:
            said[kind] = _exactly(file, length)
    if frame is None:
        raise Unreadable("truncated")
    return Outline(*(canvas or frame), _held(tiff.read_shot(said[b"EXIF"].removeprefix(b"Exif\0\0")), said[b"XMP "]))


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
    picture = _opened(TiffImageFile, file)
    try:
        tags = picture.tag_v2
        thumbnail_first = tags.get(SUBFILE_TYPE, 0) & 1 and SUB_DIRECTORIES in tags
        if thumbnail_first or DNG_VERSION in tags:
            raise Unreadable("wrong_type")
        _require_strips(tags, size)
        outline = Outline(*picture.size, _held(tiff.shot_of(picture.getexif), picture.info.get("xmp")))
        _refuse_more_pictures(picture)
    except (ValueError, TypeError, KeyError, EOFError, OSError, SyntaxError, struct.error) as error:
        raise Unreadable("damaged") from error
    return outline


def _require_strips(tags: Any, size: int) -> None:
    starts, lengths = (_numbers(tags, *pair) for pair in ((STRIP_OFFSETS, TILE_OFFSETS), (STRIP_BYTES, TILE_BYTES)))
    if not starts or len(starts) != len(lengths):
        raise Unreadable("damaged")
    if any(start + length > size for start, length in zip(starts, lengths, strict=True)):
        raise Unreadable("truncated")


def _numbers(tags: Any, of_strips: int, of_tiles: int) -> tuple[int, ...]:
    value = tags.get(of_strips) or tags.get(of_tiles) or ()
    return value if isinstance(value, tuple) else (value,)


def _refuse_more_pictures(picture: TiffImageFile) -> None:
    """Thumbnails beside the picture are none. Pillow ends a chain that loops; for us it is damaged."""
    for number in range(1, picture.n_frames):
        picture.seek(number)
        if not picture.tag_v2.get(SUBFILE_TYPE, 0) & 1:
            raise Unreadable("animated")
    if picture.tag_v2.next:
        raise Unreadable("damaged")


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
