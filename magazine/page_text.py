"""The text of a page as one would have typed it, from PDFium's letters and where each stands.

A printed page cuts words: at the end of a line with a hyphen, at the beginning of an article with a large initial. What can be
told from the place of the letters is mended here; where only the rest of the issue tells (sous-ministre, but diplomate), a mark
is left, and `settled` takes it out when every page was read.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from pypdfium2 import PdfPage, PdfTextPage, raw

MOST_TEXT = 60_000
SOFT_HYPHEN = "\u00ad"
# PDFium's sign for a hyphen at the end of a line, whose line it joins with the next. Some of its versions write the second.
CUT, OTHER_CUT = "\x02", "\ufffe"
# Ours, of no script: a hyphen that may or may not have been the word's own; a large initial that may be a word.
MAYBE_HYPHEN, MAYBE_SPACE = "\ue000", "\ue001"
HYPHENS = "-\u2010"

LINE_END = re.compile(rf"(?<=[^\W_])[{HYPHENS}{CUT}{OTHER_CUT}]\n(?=[^\W_])|(?<=[^\W_])[{CUT}{OTHER_CUT}](?=[^\W_])")
LAST_CUT = re.compile(rf"(?<=[^\W_])[{CUT}{OTHER_CUT}]")
SOFT_LINE_END = re.compile(rf"{SOFT_HYPHEN}\n?")
WORD = re.compile(rf"[^\W\d_]+(?:[{HYPHENS}'’][^\W\d_]+)*")
CUT_WORD = re.compile(
    rf"[^\W\d_]+(?:[{HYPHENS}{MAYBE_HYPHEN}][^\W\d_]+)*{MAYBE_HYPHEN}[^\W\d_]+(?:[{HYPHENS}][^\W\d_]+)*"
)
INITIAL = re.compile(rf"(?<![^\W_])([^\W\d_]){MAYBE_SPACE}([^\W\d_]+)")

# An initial is at least this much taller than the text it begins, and the text begins at most this many of its heights away.
TALLER, NEAR = 1.7, 1.5
MOST_INITIALS = 40
INITIAL_LETTERS = re.compile(r"[«“\"‘'(]? ?[^\W\d_]['’]?")
# Letters that are words by themselves, in either language.
WORDS_OF_ONE_LETTER = set("AIOYÀÔ")


class Letter(NamedTuple):
    """A character, its box in points, and whether PDFium made it up (line ends, spaces between far letters)."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    is_made_up: bool = False

    @property
    def height(self) -> float:
        return self.top - self.bottom


@dataclass
class Line:
    letters: list[Letter] = field(default_factory=list)
    before: str = ""

    @property
    def text(self) -> str:
        return self.before + "".join(letter.text for letter in self.letters)

    @property
    def first(self) -> Letter | None:
        return next((letter for letter in self.letters if letter.text.strip()), None)


class Found(NamedTuple):
    """A page's text, and the other spelling of each word in it that the end of a line had cut."""

    text: str
    other_forms: str


def marked_text(letters: Iterable[Letter]) -> str:
    """The text of LETTERS (see `letters_of`), with marks for `settled`."""
    lines = _with_initials_joined(_lines(letters))
    return _without_line_ends("\n".join(line.text for line in lines))


def letters_of(page: PdfPage, textpage: PdfTextPage) -> list[Letter]:
    """What stands on the visible page: a letter is where its middle is, and what lies beyond the crop box is not printed.

    The edge of the sheet itself cuts nothing: a line that runs over it is a slip of whoever set it, and is part of the text.
    """
    left, bottom, right, top = page.get_bbox()
    is_cropped = (left, bottom, right, top) != tuple(page.get_mediabox())
    box, found = raw.FS_RECTF(), []
    for place in range(min(textpage.count_chars(), MOST_TEXT)):
        raw.FPDFText_GetLooseCharBox(textpage, place, box)
        made_up = bool(raw.FPDFText_IsGenerated(textpage, place))
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        if made_up or not is_cropped or (left <= x <= right and bottom <= y <= top):
            text = chr(raw.FPDFText_GetUnicode(textpage, place))
            found.append(Letter(text, box.left, box.bottom, box.right, box.top, made_up))
    return found


def _lines(letters: Iterable[Letter]) -> list[Line]:
    """Empty ones are kept: what PDFium sets apart stays apart."""
    lines = [Line()]
    for letter in letters:
        if letter.text == "\n":
            lines.append(Line())
        elif letter.text != "\r":
            lines[-1].letters.append(letter)
    return lines


def _with_initials_joined(lines: list[Line]) -> list[Line]:
    """Each large initial before the line that it begins, wherever in the file it was drawn."""
    plain = [part for line in lines for part in _parted(line)]
    initials = [line for line in plain if _is_initial(line)][:MOST_INITIALS]
    gone = {id(line) for line in initials if _joined(line, plain)}
    return [line for line in plain if id(line) not in gone]


def _parted(line: Line) -> list[Line]:
    """An initial that PDFium took into one of the lines beside it becomes a line of its own."""
    seen: list[Letter] = []
    for place, letter in enumerate(line.letters):
        if seen and letter.text.strip() and seen[0].height >= TALLER * letter.height > 0:
            initial = Line(line.letters[:place])
            return [initial, Line(line.letters[place:])] if _is_initial(initial) else [line]
        if letter.text.strip():
            seen.append(letter)
        if len(seen) > 3:
            break
    return [line]


def _is_initial(line: Line) -> bool:
    text = line.text.strip()
    return not line.before and bool(INITIAL_LETTERS.fullmatch(text)) and any(letter.isupper() for letter in text)


def _joined(initial: Line, lines: list[Line]) -> bool:
    """Whether one of LINES begins beside the INITIAL; it then has its letters before its own."""
    drawn = [letter for letter in initial.letters if letter.text.strip()]
    last = drawn[-1]
    beside = [line for line in lines if line is not initial and not line.before and _begins_beside(line, last)]
    if not beside:
        return False
    line = max(beside, key=lambda line: line.first.top if line.first else 0)
    begins = line.text.lstrip()
    if not _goes_on(initial.text.strip(), begins):
        return False
    typed_space = initial.letters[-1].text == " " and not initial.letters[-1].is_made_up
    typed_space = typed_space or (line.letters[0].text == " " and not line.letters[0].is_made_up)
    line.before = _before(initial.text.strip(), begins, typed_space=typed_space)
    while line.letters and not line.letters[0].text.strip():
        line.letters.pop(0)
    return True


def _begins_beside(line: Line, last: Letter) -> bool:
    first = line.first
    if first is None or last.height < TALLER * first.height:
        return False
    middle = (first.top + first.bottom) / 2
    reaches = last.bottom - first.height / 2 <= middle <= last.top + first.height / 2
    return reaches and -first.height / 2 <= first.left - last.right <= NEAR * first.height


def _goes_on(initial: str, begins: str) -> bool:
    """A word goes on in small letters, or all in capitals; "B" beside "Baker" is a heading of a list."""
    if initial.endswith(("'", "’")) or not begins[:1].isalpha() or begins[0].islower():
        return True
    word = re.match(r"[^\W\d_]+", begins)
    return bool(word and word.group().isupper())


def _before(initial: str, begins: str, *, typed_space: bool) -> str:
    if typed_space and initial[-1] in WORDS_OF_ONE_LETTER:
        return initial + " "
    uncertain = initial[-1] in WORDS_OF_ONE_LETTER and begins[:1].isalpha()
    return initial + (MAYBE_SPACE if uncertain else "")


def _without_line_ends(text: str) -> str:
    """One kind of line end, whole words, composed accents, nothing that cannot be seen."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    whole = LINE_END.sub(_whole, SOFT_LINE_END.sub("", lines))
    whole = LAST_CUT.sub("-", whole).replace(OTHER_CUT, "")
    printable = "".join(letter if letter >= " " or letter == "\n" else " " for letter in whole)
    composed = unicodedata.normalize("NFC", printable)
    return "\n".join(line.rstrip() for line in composed.split("\n")).strip()


def _whole(found: re.Match[str]) -> str:
    """Before a capital or a figure, or behind one, the hyphen is the word's own: Bélanger-Roy, COVID-19, 2025-2026."""
    text = found.string
    before, after = text[found.start() - 1], text[found.end()]
    return MAYBE_HYPHEN if before.isalpha() and after.isalpha() and after.islower() else "-"


def typed(text: str) -> str:
    """A title as one would have typed it, whose words no issue vouches for."""
    return settled(_without_line_ends(text), Counter()).text


def words_of(marked: Iterable[str]) -> Counter[str]:
    """How often each word stands whole somewhere in an issue, in small letters."""
    return Counter(
        word.lower()
        for text in marked
        for word in WORD.findall(re.sub(rf"\S*[{MAYBE_HYPHEN}{MAYBE_SPACE}]\S*", " ", text))
    )


def settled(marked: str, words: Counter[str]) -> Found:
    """MARKED text without its marks, as WORDS of the whole issue have it."""
    others: dict[str, None] = {}

    def spelled(found: re.Match[str]) -> str:
        chosen, other = _spellings(found.group(), words)
        others[other] = None
        return chosen

    text = CUT_WORD.sub(spelled, INITIAL.sub(lambda found: _begun(found[1], found[2], words), marked))
    return Found(text.replace(MAYBE_HYPHEN, "-").replace(MAYBE_SPACE, ""), "\n".join(others))


def _spellings(cut: str, words: Counter[str]) -> tuple[str, str]:
    """(as shown, the other one). Joined, unless the issue has it with its hyphen, or has both halves and never the whole."""
    joined, parted = cut.replace(MAYBE_HYPHEN, ""), cut.replace(MAYBE_HYPHEN, "-")
    if words[joined.lower()]:
        return joined, parted
    halves = cut.lower().split(MAYBE_HYPHEN)
    if words[parted.lower()] or all(len(half) > 2 and words[half] for half in halves):
        return parted, joined
    return joined, parted


def _begun(initial: str, rest: str, words: Counter[str]) -> str:
    """ "A" before "new" is a word, before "mbassador" it is not."""
    apart = words[rest.lower()] > words[(initial + rest).lower()]
    return f"{initial} {rest}" if apart else initial + rest
