"""How a picture was held, where only its XMP says so. Pillow looks for one way of writing it; editors know several."""

import contextlib
from xml.parsers import expat

TIFF = "http://ns.adobe.com/tiff/1.0/ Orientation"
LARGEST = 4 * 1024 * 1024


def orientation_in(packet: bytes | str | None) -> int:
    """1 to 8 as in EXIF; 1 where the packet (XML, as an attribute or an element, under any prefix) says nothing sound."""
    content = packet.encode() if isinstance(packet, str) else packet or b""
    if not content or len(content) > LARGEST:
        return 1
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    inside: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        inside.append(name)
        if TIFF in attributes:
            found.append(attributes[TIFF])

    def text(words: str) -> None:
        if inside and inside[-1] == TIFF:
            found.append(words)

    parser.StartElementHandler, parser.CharacterDataHandler = begin, text
    parser.EndElementHandler = lambda name: inside.pop()
    # What stood before a fault still counts.
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(content.strip(b"\0 \t\r\n"), True)
    numbers = [int(value) for value in map(str.strip, found) if value in set("12345678")]
    return numbers[0] if numbers else 1
