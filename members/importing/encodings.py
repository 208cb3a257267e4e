"""Bytes to text. Only what is certain is taken: no byte that does not fit turns a file into another encoding.

Runs in the sandbox, and so knows no Django.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass, field

from pafso.files.inspection.errors import Unreadable

MARKS = (  # the longer mark first: UTF-32 begins like UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LOST = "\N{REPLACEMENT CHARACTER}"
# Stands for a formula whose result the workbook does not have; no text of a cell has it, since XML has no such letter.
UNCOMPUTED = "\x01formula"
HIGH = re.compile(rb"[\x80-\xff]+")
# What names, addresses and missions have beside ASCII in the languages of this roll; only these speak for an old encoding.
EXPECTED = frozenset("àâäáãåæçéèêëíîïìñóôöòõøœúùûüýÿßÀÂÄÁÃÅÆÇÉÈÊËÍÎÏÌÑÓÔÖÒÕØŒÚÙÛÜÝ’‘“”«»–—…°ªº€ \N{NO-BREAK SPACE}")
# In Windows' encoding these are people's letters, too; and they are what it makes of the letters of a Macintosh.
RARER = frozenset("šžŠŽŸ·")
# No word is written so: "RenŽ" was René, "No‘l" was Noël, "Beno”t" was Benoît.
UNLIKELY = re.compile(r"[a-zà-ÿ][À-ÞŒ](?![A-ZÀ-Þ])|(?<=[^\W\d])[‘“”«»–—](?=[^\W\d])")


def as_typed(cell: str) -> str:
    """A cell as it goes back into a file."""
    return "" if cell == UNCOMPUTED else cell


@dataclass(frozen=True)
class Decoded:
    """`notes` are codes of members.importing.refusals.FILE. Letters that could not be read are LOST, and their lines refused."""

    text: str
    notes: list[str] = field(default_factory=list)


def decoded(content: bytes) -> Decoded:
    """UTF-8 or UTF-16 by its mark; UTF-8 where anything in it is UTF-8; else what Windows writes, where that makes words.

    Raises Unreadable: "macintosh" where that makes better ones, "encoding" where nothing does, or two do by turns.
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            return Decoded(_strict(content, name)) if name == "utf-16" else _utf8(content[len(mark) :])
    if content.isascii():
        return Decoded(_without_nul(content.decode("ascii")))
    good, bad = _counted(content)
    if not bad or good >= bad:
        return _utf8(content)
    if good:  # both by turns, in one file: whichever is taken, the other letters are wrong
        raise Unreadable("encoding")
    return _single(content)


def _strict(content: bytes, name: str) -> str:
    try:
        return _without_nul(content.decode(name))
    except UnicodeDecodeError as error:
        raise Unreadable("encoding") from error


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise Unreadable("encoding")
    return text


def _utf8(content: bytes) -> Decoded:
    text = _without_nul(content.decode("utf-8", "replace"))
    lost = LOST in text and LOST.encode() not in content
    return Decoded(text, ["letters_lost"] if lost else [])


def _counted(content: bytes) -> tuple[int, int]:
    """How many letters of CONTENT are whole UTF-8 that somebody may have written, and how many bytes are not UTF-8."""
    good = bad = 0
    for run in HIGH.findall(content):
        text = run.decode("utf-8", "replace")
        good += sum(
            letter != LOST and unicodedata.category(letter)[0] in "LPS" and ord(letter) > 0xBF for letter in text
        )
        bad += text.count(LOST)
    return good, bad


def _single(content: bytes) -> Decoded:
    """As Windows writes it, unless the same bytes make better words as a Macintosh wrote them."""
    try:
        windows = content.decode("cp1252")
    except UnicodeDecodeError:
        windows = ""
    if windows and _is_likely(windows):
        return Decoded(_without_nul(windows))
    if _is_likely(content.decode("mac_roman")):
        raise Unreadable("macintosh" if len(b"".join(HIGH.findall(content))) > 1 else "encoding")
    if windows and _others(windows) <= EXPECTED | RARER:
        return Decoded(_without_nul(windows))
    raise Unreadable("encoding")


def _is_likely(text: str) -> bool:
    """Whether every letter beside ASCII is one that names have, where names have it."""
    return _others(text) <= EXPECTED and not UNLIKELY.search(text)


def _others(text: str) -> set[str]:
    return {letter for letter in set(text) if not letter.isascii()}


# Text that was UTF-8, was read as something else, and was saved so: "Ã‰lodie", "√âlodie", "├ëlodie".
READ_AS = ("cp1252", "mac_roman", "cp850", "latin-1")
NOT_ASCII = re.compile(r"[^\x00-\x7f]{2,}")


def mended(text: str) -> str:
    """What TEXT was before it was read in a wrong encoding; TEXT itself where nothing says that it was."""
    return NOT_ASCII.sub(lambda run: _read_rightly(run.group()), text)


def _read_rightly(run: str) -> str:
    for name in READ_AS:
        try:
            # A few bytes have no letter in Windows' encoding, and stay what they are.
            raw = b"".join(bytes([ord(c)]) if 0x80 <= ord(c) < 0xA0 else c.encode(name) for c in run)
            text = raw.decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if all(letter in EXPECTED or (letter.isalpha() and ord(letter) < 0x180) for letter in text):
            return text
    return run
