"""Lists the names that a PDF's objects use, as PDFium understood them, however they were hidden in the file.

Scripts hide in compressed object streams and as `/J#61vaScript`, so the file's own bytes say little. PDFium writes
the document anew, every object in the open and every name in its plain form; that copy is what is read here.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

TOKEN = re.compile(rb"<<|>>|\(|stream\r\n|\bobj\b|/[^\s()<>\[\]{}/%]*")
IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
NUMBER = re.compile(rb"\s*(\d+)")


def names_of(pdf: Any) -> Iterator[str]:
    """Each name outside strings and streams of an open pypdfium2 document."""
    copy = BytesIO()
    pdf.save(copy)
    yield from names_in(copy.getvalue())


def names_in(written: bytes) -> Iterator[str]:
    """The names in a document as PDFium writes it: direct stream lengths, no comments, no object streams."""
    position = depth = length = 0
    while token := TOKEN.search(written, position):
        position = token.end()
        word = token.group()
        if word == b"(":
            position = _end_of_string(written, position)
        elif word == b"obj":
            depth = length = 0
        elif word == b"<<":
            depth += 1
        elif word == b">>":
            depth -= 1
        elif word == b"stream\r\n":
            position += length
        else:
            if word == b"/Length" and depth == 1 and (number := NUMBER.match(written, position)):
                length = int(number.group(1))
            yield word[1:].decode("latin-1")


def _end_of_string(written: bytes, position: int) -> int:
    """Parentheses nest in PDF strings."""
    depth = 1
    for mark in IN_STRING.finditer(written, position):
        depth += {b"(": 1, b")": -1}.get(mark.group(), 0)
        if depth == 0:
            return mark.end()
    return len(written)
