"""Text as it is seen: composed letters, and in names nothing that nobody sees or that turns the letters around."""

import re
import unicodedata

from .folding import HIDDEN

_HIDDEN = re.compile(f"[{HIDDEN}]+")
# In a title an Arabic, Persian or Indic word needs its joiners and an emoji its form; nothing there needs a direction of its own.
_TURNING = re.compile(r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
# NUL is refused by every form by itself.
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]+")


def as_text(text: str) -> str:
    """TEXT in the one form of its letters that everything stored has (NFC), without control characters."""
    plain = _CONTROLS.sub("", text)
    return plain if unicodedata.is_normalized("NFC", plain) else unicodedata.normalize("NFC", plain)


def as_title(text: str) -> str:
    """The same, and no direction marks, which would turn around what stands beside it."""
    return as_text(_TURNING.sub("", text))


def as_name(text: str) -> str:
    """The same, and no letters of no width: two people never look the same by them."""
    return as_text(without_hidden(text))


def without_hidden(text: str) -> str:
    """TEXT without direction marks, letters of no width and soft hyphens."""
    return _HIDDEN.sub("", text)
