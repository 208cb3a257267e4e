"""Reads a PDF's objects as PDFium understood them, however they were hidden in the file.

Actions hide in compressed object streams and as `/J#61vaScript`, so the file's own bytes say little. PDFium writes the
document anew, without encryption, every object in the open and every name in its plain form; that copy is what is read here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

TOKEN = re.compile(
    rb"<<|>>|[\[\](]|<[0-9A-Fa-f\s]*>|/[^\s()<>\[\]{}/%]*|stream\r\n|(?:\d+ +\d+ +R)(?![^\s()<>\[\]{}/%])|[^\s()<>\[\]{}/%]+"
)
IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
OF_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\r\n": b"", b"\n": b"", b"\r": b""}


Value: TypeAlias = "Name | Ref | Dictionary | bytes | int | list[Value] | None"


class Name(str):
    """/Name, without its slash."""

    __slots__ = ()


class Ref(NamedTuple):
    """12 0 R"""

    number: int


@dataclass
class Dictionary:
    """<< … >>; `is_stream` when the bytes of a stream follow it."""

    entries: dict[str, Value] = field(default_factory=dict)
    is_stream: bool = False


def objects_of(pdf: "PdfDocument") -> Iterator[tuple[int, Value]]:
    """(number, value) of each object of an open pypdfium2 document."""
    from pypdfium2 import raw

    copy = BytesIO()
    pdf.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
    yield from objects_in(copy.getvalue())


def objects_in(written: bytes) -> Iterator[tuple[int, Value]]:
    """The objects in a document as PDFium writes it: direct stream lengths, no comments, no object streams.

    A value is a Name, a Ref, bytes (a string), an int (a number; only whole ones are told apart), a list or a Dictionary.
    """
    reader = _Reader(written)
    numbers: list[bytes] = []
    while (token := reader.next()) is not None:
        if token == b"obj" and len(numbers) >= 2:
            yield int(numbers[-2]), reader.value()
            numbers = []
        else:
            numbers = [*numbers[-1:], token] if token.isdigit() else []


class _Reader:
    def __init__(self, written: bytes) -> None:
        self.written, self.position = written, 0

    def next(self) -> bytes | None:
        found = TOKEN.search(self.written, self.position)
        if found is None:
            return None
        self.position = found.end()
        return found.group()

    def value(self) -> Value:
        """One value; arrays and dictionaries within each other are counted here, never by Python's stack."""
        inner: list[list[Value]] = [[]]
        opened: list[bytes] = []
        while (token := self.next()) is not None:
            if token in (b"<<", b"["):
                inner.append([])
                opened.append(token)
            elif token in (b">>", b"]") and opened:
                items = inner.pop()
                inner[-1].append(_dictionary(items) if opened.pop() == b"<<" else items)
            elif token == b"stream\r\n":
                self._pass_stream(inner[0])
                break
            elif token == b"endobj":
                break
            else:
                inner[-1].append(self._simple(token))
            if not opened and not isinstance(inner[0][-1], Dictionary):
                break
        return inner[0][0] if inner[0] else None

    def _simple(self, token: bytes) -> Value:
        if token == b"(":
            return self._string()
        if token.startswith(b"/"):
            return Name(OF_NAME.sub(lambda code: bytes([int(code[1], 16)]), token[1:]).decode("latin-1"))
        if token.startswith(b"<"):
            digits = b"".join(token[1:-1].split()).decode()
            return bytes.fromhex(digits + "0" * (len(digits) % 2))
        if token.endswith(b" R"):
            return Ref(int(token.split()[0]))
        return int(token) if token.lstrip(b"+-").isdigit() else None

    def _string(self) -> bytes:
        """Parentheses nest in PDF strings."""
        start, depth = self.position, 1
        for mark in IN_STRING.finditer(self.written, start):
            depth += {b"(": 1, b")": -1}.get(mark.group(), 0)
            if depth == 0:
                self.position = mark.end()
                return ESCAPED.sub(_unescaped, self.written[start : mark.start()])
        self.position = len(self.written)
        return self.written[start:]

    def _pass_stream(self, values: list[Value]) -> None:
        head = values[-1] if values else None
        if isinstance(head, Dictionary):
            head.is_stream = True
            length = head.entries.get("Length")
            self.position += length if isinstance(length, int) else 0


def _dictionary(items: list[Value]) -> Dictionary:
    return Dictionary({str(key): value for key, value in zip(items[::2], items[1::2], strict=False)})


def _unescaped(code: re.Match[bytes]) -> bytes:
    letter = code[1]
    return bytes([int(letter, 8) & 255]) if letter[:1].isdigit() and letter[0] < 56 else LETTERS.get(letter, letter)
