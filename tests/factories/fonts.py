"""A font with one letter, whose shape is a square: what an administrator installs for a name in another script."""

import struct


def font_for(letter: str, family: str = "One Letter") -> bytes:
    """A TrueType font that has nothing but LETTER."""
    glyph = _square()
    tables = {
        b"OS/2": _os2(letter),
        b"cmap": _cmap(letter),
        b"glyf": glyph,
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, 0, 1000, 1000, 0, 8, 2, 0, 0
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 900, -100, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, 2),
        b"hmtx": struct.pack(">HhHh", 1000, 0, 1000, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(glyph) // 2),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _name(family),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    head, body = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 32), b""
    start = 12 + 16 * len(tables)
    for tag, content in sorted(tables.items()):
        head += tag + struct.pack(">III", 0, start + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    return head + body


def _square() -> bytes:
    outline = struct.pack(">hhhhh", 1, 0, 0, 1000, 1000) + struct.pack(">HH", 3, 0) + b"\x01" * 4
    steps = struct.pack(">hhhh", 0, 1000, 0, -1000) + struct.pack(">hhhh", 0, 0, 1000, 0)
    return outline + steps


def _cmap(letter: str) -> bytes:
    groups = struct.pack(">III", ord(letter), ord(letter), 1)
    table = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, 1) + groups
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table


def _name(family: str) -> bytes:
    words = {1: family, 2: "Regular", 4: family, 6: family.replace(" ", "")}
    records, text = b"", b""
    for number, word in words.items():
        coded = word.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, number, len(coded), len(text))
        text += coded
    return struct.pack(">HHH", 0, len(words), 6 + len(records)) + records + text


def _os2(letter: str) -> bytes:
    at = min(ord(letter), 0xFFFF)
    front = struct.pack(">HhHHH", 4, 1000, 400, 5, 0) + struct.pack(">11h", *[0] * 11) + b"\0" * 10
    ranges = struct.pack(">IIII4sHHH", 0, 0, 0, 0, b"NONE", 0x40, at, at)
    return front + ranges + struct.pack(">hhhHHIIhhHHH", 900, -100, 0, 900, 100, 0, 0, 500, 700, 0, 32, 1)
