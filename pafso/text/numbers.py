"""Member numbers as people and spreadsheets write them: "00042", "42.0", "m-42" and "４２" with its wide figures."""

import re
import unicodedata

from .folding import HIDDEN, folded

# A spreadsheet writes 42 as "42.0" or "42,00", and 1042 as "1,042" or "1 042".
DECIMALS = re.compile(r"(\d[\d\s,.'’]*?)[.,]0{1,2}")
THOUSANDS = re.compile(r"\d{1,3}(?:[\s,'’]\d{3})+")
BETWEEN = re.compile(r"[\s,'’]")
LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_HIDDEN = re.compile(f"[{HIDDEN}]+")


def as_number(text: str) -> str:
    """TEXT as a member number is kept: what a table makes of figures is taken back, everything else stays as it was written."""
    plain = " ".join(_HIDDEN.sub("", unicodedata.normalize("NFKC", text)).split())
    if found := DECIMALS.fullmatch(plain):
        plain = found[1].rstrip()
    return BETWEEN.sub("", plain) if THOUSANDS.fullmatch(plain) else plain


def number_key(text: str) -> str:
    """What two spellings of one number have in common: no case, leading zeros, wide figures, dashes or spaces."""
    plain = folded(as_number(text))
    return LEADING_ZEROS.sub("", "".join(letter for letter in plain if letter.isalnum())) or plain
