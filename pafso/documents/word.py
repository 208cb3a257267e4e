"""Makes of a Word document what its readers get: the words as HTML, the pictures re-made. Runs in the sandbox.

`sandbox.run("pafso.documents.word:take", path, folder, limits=LIMITS)`; its HTML is cleaned outside, by `reading.clean`.
"""

import hashlib
from pathlib import Path
from typing import TypedDict

import mammoth
from mammoth.documents import Image as WordPicture
from mammoth.html import Element, element

from pafso.files.inspection.errors import Unreadable

from .pictures import bare, save
from .word_package import bare_package

MOST_PICTURES = 60
PICTURE_BYTES = 200_000
# As wide as the text of a page at most, at two dots a pixel.
WIDEST, DENSITY = 640, 2
LONGEST_HTML = 2_000_000
# Below the page's own headings.
STYLES = """
p[style-name='Title'] => h3:fresh
p[style-name='Subtitle'] => p:fresh
p.Heading1 => h3:fresh
p.Heading2 => h4:fresh
p.Heading3 => h5:fresh
p.Heading4 => h6:fresh
p.Heading5 => h6:fresh
p.Heading6 => h6:fresh
p[style-name='heading 1'] => h3:fresh
p[style-name='heading 2'] => h4:fresh
p[style-name='heading 3'] => h5:fresh
p[style-name='heading 4'] => h6:fresh
p[style-name='heading 5'] => h6:fresh
p[style-name='heading 6'] => h6:fresh
p.Heading => h3:fresh
p[style-name='Heading'] => h3:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""


class Picture(TypedDict):
    """A file in the folder; `text` is what stands in the picture's place for whoever does not see it."""

    file: str
    width: int
    height: int
    text: str


class Taken(TypedDict):
    """`notes` are codes of what could not be kept (pafso.documents.sentences)."""

    html: str
    pictures: list[Picture]
    notes: list[str]


def take(path: str, folder: str) -> Taken:
    """Raises Unreadable: damaged, too_complex."""
    package, notes, widths = bare_package(path)
    taking = _Pictures(Path(folder), widths)
    made = mammoth.convert_to_html(
        package, style_map=STYLES, convert_image=taking.take, include_embedded_style_map=False, id_prefix="copy-"
    )
    if len(made.value) > LONGEST_HTML:
        raise Unreadable("too_complex")
    return {"html": made.value, "pictures": taking.taken, "notes": sorted(notes | taking.notes)}


class _Pictures:
    """The pictures of one document, each once however often it is shown; in the HTML stands its number."""

    def __init__(self, folder: Path, widths: list[int]) -> None:
        self.folder, self.widths = folder, widths
        self.taken: list[Picture] = []
        self.notes: set[str] = set()
        self.known: dict[str, int] = {}

    def take(self, picture: WordPicture) -> list[Element]:
        place, _bar, description = (picture.alt_text or "").partition("|")
        shown = self.widths[int(place)] if place.isdigit() else 0
        with picture.open() as file:
            number = self._number_of(file.read(), shown, description)
        if number is None:
            self.notes.add("pictures")
            return []
        made = self.taken[number - 1]
        width = min(shown or made["width"], made["width"], WIDEST)
        size = {"width": str(width), "height": str(max(1, round(made["height"] * width / made["width"])))}
        return [element("img", {"src": str(number), "alt": description, **size})]

    def _number_of(self, content: bytes, shown: int, description: str) -> int | None:
        digest = hashlib.sha256(content).hexdigest()
        if digest in self.known:
            return self.known[digest]
        picture = bare(content) if len(self.taken) < MOST_PICTURES else None
        if picture is None:
            return None
        widest = DENSITY * min(shown or WIDEST, WIDEST)
        picture.thumbnail((widest, 4 * widest))
        number = self.known[digest] = len(self.taken) + 1
        name = f"{number}.webp"
        save(picture, self.folder / name, PICTURE_BYTES)
        size = {"width": picture.width, "height": picture.height}
        self.taken.append({"file": name, **size, "text": description})  # type: ignore[typeddict-item]
        return number
