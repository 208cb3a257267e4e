"""Widths of the letters of the standard PDF fonts, in thousandths of the size, so that lines can be broken.

ASCII 32 to 126 as in Adobe's font metrics of Helvetica and Times; other letters follow from these.
"""

import unicodedata

HELVETICA = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
TIMES = (
    *(250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278),
    *(500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444),
    *(921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722),
    *(556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500),
    *(333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500),
    *(500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541),
)
PUNCTUATION = {
    "–": 500,
    "—": 1000,
    "…": 1000,
    "«": 500,
    "»": 500,
    "‘": 333,
    "’": 333,
    "“": 444,
    "”": 444,
    "\u00a0": 260,
}
LIGATURES = {"œ": 722, "Œ": 889, "æ": 667, "Æ": 889}
# Bold and italic differ letter by letter; for breaking lines the average is near enough.
FONTS = {
    "Helvetica": (HELVETICA, 1.0),
    "Helvetica-Bold": (HELVETICA, 1.06),
    "Times-Roman": (TIMES, 1.0),
    "Times-Bold": (TIMES, 1.06),
    "Times-Italic": (TIMES, 0.98),
}


def width_of(text: str, font: str, size: float) -> float:
    """The length of one line of text, in the unit of `size`."""
    table, factor = FONTS[font]
    return sum(_letter(letter, table) for letter in text) * factor * size / 1000


def _letter(letter: str, table: tuple[int, ...]) -> int:
    known = PUNCTUATION.get(letter) or LIGATURES.get(letter)
    if known:
        return known
    base = ord(unicodedata.normalize("NFD", letter)[0]) - 32
    return table[base] if 0 <= base < len(table) else 500
