"""Text without accents, case or anything that nobody sees, for comparing and sorting names and for finding words."""

import re
import unicodedata

# What Unicode does not part into a letter and its mark.
LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ς": "σ"}
PAIRS = {"œ": "oe", "æ": "ae", "þ": "th", "ß": "ss"}
APOSTROPHES, DASHES = "’ʼ‘ʻ`´′", "‐‑‒–—―−"
# Ranges of a pattern, as Python and PostgreSQL read them: accents and points of vowels; direction marks and zero widths.
ACCENTS = r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670"
HIDDEN = r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"

_UNSEEN = re.compile(f"[{ACCENTS}{HIDDEN}]+")
_OTHERS = str.maketrans(LETTERS | PAIRS | dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(DASHES, "-"))


def folded(text: str) -> str:
    """``"L’Œuvre  d’Élise"`` → ``"l'oeuvre d'elise"``, ``"Søren Ðorđević"`` → ``"soren dordevic"``."""
    if text.isascii():
        return " ".join(text.lower().split())
    # The accents go last: a capital İ is in small letters an i with a dot above it. The marks of ´ and ‑ go before they are taken apart.
    plain = unicodedata.normalize("NFKD", text.lower().translate(_OTHERS)).translate(_OTHERS)
    return " ".join(_UNSEEN.sub("", plain).casefold().split())
