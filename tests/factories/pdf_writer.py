"""Writes small, well-formed PDF files object by object, so that a test can break or add exactly one thing."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

LETTER = (612.0, 792.0)
Colour = tuple[float, float, float]
INK: Colour = (0.09, 0.11, 0.17)
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"
LETTER_WIDTH = 0.5  # of the size: near enough for breaking lines


@dataclass(frozen=True)
class Type:
    """How a run of text is set. Sizes are points; leading is the distance of two baselines."""

    size: float = 10.5
    leading: float = 14.0


@dataclass
class Page:
    """Draws from the lower left corner, as PDF does. Every y is a baseline or a lower edge, in points."""

    size: tuple[float, float] = LETTER
    marks: list[str] = field(default_factory=list)
    pictures: list[tuple[bytes, tuple[int, int]]] = field(default_factory=list)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        self.marks.append(f"{_rgb(colour)} rg {x:.1f} {y:.1f} {width:.1f} {height:.1f} re f")

    def line(self, x: float, y: float, text: str, style: Type) -> None:
        """One line, not broken."""
        self.marks.append(f"BT /F1 {style.size:g} Tf {_rgb(INK)} rg {x:.1f} {y:.1f} Td {_string(text)} Tj ET")

    def picture(self, jpeg: bytes, pixels: tuple[int, int], x: float, y: float, width: float, height: float) -> None:
        """A JPEG as it is; `pixels` are its own width and height."""
        self.pictures.append((jpeg, pixels))
        self.marks.append(f"q {width:.1f} 0 0 {height:.1f} {x:.1f} {y:.1f} cm /P{len(self.pictures)} Do Q")

    def column(self, x: float, top: float, width: float, bottom: float, lines: list[str], style: Type) -> list[str]:
        """Set lines from `top` down to `bottom`; returns those that found no room."""
        y = top
        rest = list(lines)
        while rest and y >= bottom:
            self.line(x, y, rest.pop(0), style)
            y -= style.leading
        return rest


def wrap(text: str, width: float, style: Type) -> list[str]:
    """Break a paragraph into lines; a word longer than the line stands alone."""
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        longer = f"{current} {word}".strip()
        if current and len(longer) * LETTER_WIDTH * style.size > width:
            lines.append(current)
            current = word
        else:
            current = longer
    return [*lines, current]


def paragraphs(texts: Sequence[str], width: float, style: Type) -> list[str]:
    """Several paragraphs as lines, an empty line between two."""
    lines: list[str] = []
    for text in texts:
        lines += [*wrap(text, width, style), ""]
    return lines[:-1]


def write(
    pages: Sequence[Page],
    *,
    title: str,
    language: str = "en-CA",
    outline: Sequence[tuple[str, int]] = (),
    catalogue_extra: str = "",
) -> bytes:
    """The whole file. `outline` is (title, page number from 1); `catalogue_extra` goes into the catalogue as it is."""
    body = _Body()
    fonts = f"/F1 {body.add(FONT)} 0 R"
    tree = body.reserve()
    numbers = [_add_page(body, page, tree, fonts) for page in pages]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    body.fill(tree, f"<< /Type /Pages /Count {len(numbers)} /Kids [{kids}] >>".encode())
    catalogue = f"<< /Type /Catalog /Pages {tree} 0 R /Lang ({language}) {catalogue_extra}"
    if outline:
        catalogue += f" /Outlines {_add_outline(body, outline, numbers)} 0 R /PageMode /UseOutlines"
    root = body.add(f"{catalogue} >>".encode())
    about = body.add(f"<< /Title {_unicode(title)} /Producer (PAFSO) >>".encode())
    return body.finish(root, about)


class _Body:
    """Numbered objects, and the table of where each begins."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []

    def reserve(self) -> int:
        self.objects.append(b"")
        return len(self.objects)

    def fill(self, number: int, content: bytes) -> None:
        self.objects[number - 1] = content

    def add(self, content: bytes) -> int:
        self.objects.append(content)
        return len(self.objects)

    def stream(self, words: str, content: bytes) -> int:
        head = f"<< {words} /Length {len(content)} >>\nstream\n".encode()
        return self.add(head + content + b"\nendstream")

    def finish(self, root: int, about: int) -> bytes:
        written = bytearray(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, content in enumerate(self.objects, start=1):
            places.append(len(written))
            written += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
        table = "".join(f"{place:010} 00000 n \n" for place in places)
        size = len(self.objects) + 1
        trailer = f"trailer\n<< /Size {size} /Root {root} 0 R /Info {about} 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
        return bytes(written) + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def _add_page(body: _Body, page: Page, tree: int, fonts: str) -> int:
    numbers = [
        body.stream(
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB "
            "/BitsPerComponent 8 /Filter /DCTDecode",
            jpeg,
        )
        for jpeg, (width, height) in page.pictures
    ]
    objects = " ".join(f"/P{place} {number} 0 R" for place, number in enumerate(numbers, start=1))
    content = body.stream("/Filter /FlateDecode", zlib.compress("\n".join(page.marks).encode("cp1252")))
    width, height = page.size
    return body.add(
        f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {width:g} {height:g}] /Contents {content} 0 R "
        f"/Resources << /Font << {fonts} >> /XObject << {objects} >> >> >>".encode()
    )


def _add_outline(body: _Body, outline: Sequence[tuple[str, int]], pages: Sequence[int]) -> int:
    root = body.reserve()
    first = root + 1
    last = root + len(outline)
    for place, (title, page) in enumerate(outline):
        number = first + place
        links = f"/Prev {number - 1} 0 R " if place else ""
        links += f"/Next {number + 1} 0 R " if number < last else ""
        goal = f"[{pages[page - 1]} 0 R /Fit]"
        body.add(f"<< /Title {_unicode(title)} /Parent {root} 0 R {links}/Dest {goal} >>".encode())
    body.fill(root, f"<< /Type /Outlines /First {first} 0 R /Last {last} 0 R /Count {len(outline)} >>".encode())
    return root


def _string(text: str) -> str:
    """A string in the page's own encoding: letters outside Windows-1252 become question marks."""
    plain = text.encode("cp1252", "replace").decode("cp1252")
    return "(" + plain.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"


def _unicode(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part:.3f}" for part in colour)
