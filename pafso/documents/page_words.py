"""The text of a page as one would have typed it: whole words, composed accents, nothing that cannot be seen."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

# PDFium's sign for a hyphen at the end of a line, whose line it joins with the next. Some of its versions write the second.
CUT = "[\x02\ufffe]"
CUT_WORD = re.compile(rf"(?<=[^\W\d_]){CUT}\n?(?=[^\W\d_])")
LAST_CUT = re.compile(CUT)
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
GAPS = re.compile(r"\n{3,}")


class Letter(NamedTuple):
    text: str
    is_seen: bool


def typed(letters: Iterable[Letter]) -> str:
    """The letters that are seen, line by line."""
    text = "".join(letter.text for letter in letters if letter.is_seen).replace("\r\n", "\n").replace("\r", "\n")
    whole = LAST_CUT.sub("-", CUT_WORD.sub(_joined, text))
    composed = unicodedata.normalize("NFC", whole.translate(LIGATURES))
    plain = "".join(letter for letter in composed if letter == "\n" or unicodedata.category(letter)[0] != "C")
    lines = (" ".join(line.split()) for line in plain.split("\n"))
    return GAPS.sub("\n\n", "\n".join(lines)).strip()


def _joined(found: re.Match[str]) -> str:
    """Before a capital the hyphen is the word's own: Bélanger-Roy."""
    return "" if found.string[found.end()].islower() else "-"
