"""Reads the boxes of a HEIC/HEIF file (ISO/IEC 14496-12 and 23008-12): size in pixels, EXIF, nothing missing.

The decoder would read the whole file into memory just to open it; the web process only needs its table of contents.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from .errors import Unreadable

BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
SEQUENCES = {b"hevc", b"hevx", b"msf1"}
# AV1 pictures wear the same clothes.
OTHER_CODECS = {b"avif", b"avis"}
CODED = {b"hvc1", b"grid", b"iovl", b"iden"}
LARGEST_META = 8 * 1024 * 1024
LARGEST_EXIF = 1024 * 1024
MOST_BOXES = 10_000


@dataclass
class Contents:
    """What the meta box says. An extent is (offset, length) in the file."""

    primary: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    extents: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    sizes: list[tuple[int, int] | None] = field(default_factory=list)
    turns: list[bool] = field(default_factory=list)
    properties: dict[int, list[int]] = field(default_factory=dict)


def read_heif(file: BinaryIO, size: int) -> tuple[int, int, bytes]:
    """Width and height as displayed, and the EXIF block (empty if none). Raises Unreadable."""
    meta = _meta_of(file, size)
    try:
        contents = _contents(meta)
    except (struct.error, IndexError) as error:
        raise Unreadable("damaged") from error
    if contents.kinds.get(contents.primary) not in CODED:
        raise Unreadable("wrong_type")
    if any(start + length > size for extents in contents.extents.values() for start, length in extents):
        raise Unreadable("truncated")
    return (*_displayed_size(contents), _exif(file, contents))


def _meta_of(file: BinaryIO, size: int) -> bytes:
    """Walk the outermost boxes: each must end inside the file. Returns the payload of "meta"."""
    meta = b""
    position = count = 0
    while position < size:
        count += 1
        length, kind, header = _outer_box(file, position, size)
        if count > MOST_BOXES or length < header:
            raise Unreadable("damaged")
        if position + length > size:
            raise Unreadable("truncated")
        if count == 1:
            _check_brands(kind, file.read(min(length - header, 256)))
        if kind == b"meta" and not meta:
            if length > LARGEST_META:
                raise Unreadable("damaged")
            meta = file.read(length - header)
        position += length
    if not meta:
        raise Unreadable("truncated")
    return meta


def _outer_box(file: BinaryIO, position: int, size: int) -> tuple[int, bytes, int]:
    file.seek(position)
    head = file.read(8)
    if len(head) < 8:
        raise Unreadable("truncated")
    length, kind = struct.unpack(">I4s", head)
    if length == 0:
        return size - position, kind, 8
    if length == 1:
        wide = file.read(8)
        if len(wide) < 8:
            raise Unreadable("truncated")
        return struct.unpack(">Q", wide)[0], kind, 16
    return length, kind, 8


def _check_brands(kind: bytes, payload: bytes) -> None:
    brands = {payload[:4]} | {payload[at : at + 4] for at in range(8, len(payload), 4)}
    if kind != b"ftyp" or not brands & (BRANDS | SEQUENCES) or brands & OTHER_CODECS:
        raise Unreadable("wrong_type")
    if payload[:4] in SEQUENCES:
        raise Unreadable("animated")


def _boxes(payload: bytes, position: int = 0) -> Iterator[tuple[bytes, bytes]]:
    while position + 8 <= len(payload):
        length, kind = struct.unpack_from(">I4s", payload, position)
        if length < 8 or position + length > len(payload):
            raise Unreadable("damaged")
        yield kind, payload[position + 8 : position + length]
        position += length


def _contents(meta: bytes) -> Contents:
    contents = Contents()
    for kind, body in _boxes(meta, 4):
        if kind == b"pitm":
            contents.primary = struct.unpack_from(">H" if body[0] == 0 else ">I", body, 4)[0]
        elif kind == b"iinf":
            contents.kinds = dict(_item_kinds(body))
        elif kind == b"iloc":
            contents.extents = dict(_locations(body))
        elif kind == b"iprp":
            _read_properties(body, contents)
    return contents


def _item_kinds(body: bytes) -> Iterator[tuple[int, bytes]]:
    start = 6 if body[0] == 0 else 8
    for kind, entry in _boxes(body, start):
        if kind == b"infe" and entry[0] >= 2:
            wide = entry[0] > 2
            item = struct.unpack_from(">I" if wide else ">H", entry, 4)[0]
            yield item, entry[10:14] if wide else entry[8:12]


def _locations(body: bytes) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Only extents that lie in the file itself (construction method 0) are listed."""
    version, sizes = body[0], struct.unpack_from(">H", body, 4)[0]
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    cursor = _Cursor(body, 6)
    for _ in range(cursor.take(4 if version == 2 else 2)):
        item = cursor.take(4 if version == 2 else 2)
        method = cursor.take(2) & 15 if version else 0
        cursor.take(2)
        base = cursor.take(base_size)
        extents = []
        for _ in range(cursor.take(2)):
            cursor.take(index_size)
            extents.append((base + cursor.take(offset_size), cursor.take(length_size)))
        yield item, extents if method == 0 else []


class _Cursor:
    """Takes big-endian numbers of any width, one after the other."""

    def __init__(self, body: bytes, position: int) -> None:
        self.body, self.position = body, position

    def take(self, width: int) -> int:
        end = self.position + width
        if end > len(self.body):
            raise Unreadable("damaged")
        number = int.from_bytes(self.body[self.position : end], "big")
        self.position = end
        return number


def _read_properties(body: bytes, contents: Contents) -> None:
    for kind, part in _boxes(body):
        if kind == b"ipco":
            for name, value in _boxes(part):
                known = name == b"ispe"
                contents.sizes.append(struct.unpack_from(">II", value, 4) if known else None)
                contents.turns.append(name == b"irot" and bool(value[0] & 1))
        elif kind == b"ipma":
            contents.properties |= dict(_associations(part))


def _associations(body: bytes) -> Iterator[tuple[int, list[int]]]:
    wide_item, wide_index = body[0] > 0, body[3] & 1
    cursor = _Cursor(body, 4)
    for _ in range(cursor.take(4)):
        item = cursor.take(4 if wide_item else 2)
        mask = 0x7FFF if wide_index else 0x7F
        yield item, [(cursor.take(2 if wide_index else 1) & mask) - 1 for _ in range(cursor.take(1))]


def _displayed_size(contents: Contents) -> tuple[int, int]:
    mine = [index for index in contents.properties.get(contents.primary, []) if 0 <= index < len(contents.sizes)]
    sizes = [size for index in mine if (size := contents.sizes[index])]
    if not sizes:
        raise Unreadable("damaged")
    width, height = sizes[0]
    if any(contents.turns[index] for index in mine):
        return height, width
    return width, height


def _exif(file: BinaryIO, contents: Contents) -> bytes:
    """The block starts with the length of what precedes its TIFF header."""
    items = [item for item, kind in contents.kinds.items() if kind == b"Exif"]
    extents = contents.extents.get(items[0], []) if items else []
    if len(extents) != 1 or not 4 < extents[0][1] <= LARGEST_EXIF:
        return b""
    file.seek(extents[0][0])
    block = file.read(extents[0][1])
    return block[4 + int.from_bytes(block[:4], "big") :]
