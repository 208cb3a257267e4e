"""Reads the directories of a TIFF file, and so of every EXIF block, without decoding a pixel.

Layout after TIFF 6.0 and CIPA DC-008 (EXIF 2.32). Only what a photo contest needs is ever read out: GPS is not.
"""

import struct
from dataclasses import dataclass
from datetime import datetime
from io import SEEK_END, BytesIO
from typing import BinaryIO

from .errors import Unreadable

SUBFILE_TYPE, WIDTH, HEIGHT, MAKE, MODEL, ORIENTATION, DATE = 254, 256, 257, 271, 272, 274, 306
STRIP_OFFSETS, STRIP_BYTES, TILE_OFFSETS, TILE_BYTES = 273, 279, 324, 325
SUB_DIRECTORIES, EXIF_DIRECTORY, DATE_TAKEN, DNG_VERSION = 330, 34665, 36867, 50706

# Type code → struct letter. Rationals, floats and the like are never asked for.
NUMBERS = {1: "B", 3: "H", 4: "I", 13: "I"}
TEXT = 2
MOST_DIRECTORIES = 16
MOST_NUMBERS = 1_000_000
LONGEST_TEXT = 256

Directory = dict[int, tuple[int, int, bytes]]


@dataclass(frozen=True)
class Shot:
    """What a camera wrote that the contest shows: clock of the camera without a zone, its name, how it was held."""

    taken_at: datetime | None = None
    camera: str = ""
    orientation: int = 1


class Tiff:
    """One open TIFF stream. Entries stay raw until asked for: (type, count, four bytes)."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.size = file.seek(0, SEEK_END)
        head = self._at(0, 8)
        self.order = {b"II*\0": "<", b"MM\0*": ">"}.get(head[:4], "")
        if not self.order:
            raise Unreadable("wrong_type")
        self.first = struct.unpack(f"{self.order}I", head[4:])[0]

    def directories(self) -> list[Directory]:
        """Every directory in the chain; a chain that loops or never ends is damaged."""
        found: list[Directory] = []
        offset = self.first
        while offset:
            if len(found) == MOST_DIRECTORIES:
                raise Unreadable("damaged")
            directory, offset = self.directory(offset)
            found.append(directory)
        return found

    def directory(self, offset: int) -> tuple[Directory, int]:
        count = struct.unpack(f"{self.order}H", self._at(offset, 2))[0]
        raw = self._at(offset + 2, 12 * count)
        entries = struct.iter_unpack(f"{self.order}HHI4s", raw)
        follower = self.file.read(4)
        # The last directory of an EXIF block often ends with the block: no follower is none.
        after = struct.unpack(f"{self.order}I", follower)[0] if len(follower) == 4 else 0
        return {tag: (kind, length, value) for tag, kind, length, value in entries}, after

    def numbers(self, directory: Directory, tag: int) -> tuple[int, ...]:
        kind, count, value = directory.get(tag, (0, 0, b""))
        letter = NUMBERS.get(kind)
        if letter is None:
            return ()
        if count > MOST_NUMBERS:
            raise Unreadable("damaged")
        return struct.unpack(f"{self.order}{count}{letter}", self._value(value, count * struct.calcsize(letter)))

    def number(self, directory: Directory, tag: int, default: int = 0) -> int:
        return next(iter(self.numbers(directory, tag)), default)

    def text(self, directory: Directory, tag: int) -> str:
        kind, count, value = directory.get(tag, (0, 0, b""))
        if kind != TEXT:
            return ""
        raw = self._value(value, min(count, LONGEST_TEXT)) if count > 4 else value[:count]
        return raw.split(b"\0")[0].decode("utf-8", "replace")

    def _value(self, inline: bytes, length: int) -> bytes:
        if length <= 4:
            return inline[:length]
        return self._at(struct.unpack(f"{self.order}I", inline)[0], length)

    def _at(self, offset: int, length: int) -> bytes:
        self.file.seek(offset)
        found = self.file.read(length)
        if len(found) < length:
            raise Unreadable("truncated")
        return found


def read_shot(exif: bytes) -> Shot:
    """What the EXIF block (without its "Exif" header) tells; damaged EXIF tells nothing and harms nothing."""
    try:
        block = Tiff(BytesIO(exif))
        return shot_of(block, block.directory(block.first)[0])
    except Unreadable:
        return Shot()


def shot_of(tiff: Tiff, main: Directory) -> Shot:
    detail = _exif_directory(tiff, main)
    orientation = tiff.number(main, ORIENTATION, 1)
    return Shot(
        taken_at=_moment(tiff.text(detail, DATE_TAKEN) or tiff.text(main, DATE)),
        camera=_camera(tiff.text(main, MAKE), tiff.text(main, MODEL)),
        orientation=orientation if 1 <= orientation <= 8 else 1,
    )


def _exif_directory(tiff: Tiff, main: Directory) -> Directory:
    offset = tiff.number(main, EXIF_DIRECTORY)
    if not offset:
        return {}
    try:
        return tiff.directory(offset)[0]
    except Unreadable:
        return {}


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:19], "%Y:%m:%d %H:%M:%S")  # cameras know no zone
    except ValueError:
        return None


def _camera(make: str, model: str) -> str:
    """ "Canon" and "Canon EOS 5D" make "Canon EOS 5D"; control characters and runs of blanks go."""
    make, model = (" ".join("".join(c if c.isprintable() else " " for c in word).split()) for word in (make, model))
    brand = make.split(" ")[0]
    if not model or model.lower().startswith(brand.lower()):
        return (model or make)[:100]
    return f"{make} {model}"[:100]
