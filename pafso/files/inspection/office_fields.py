"""Which fields of a Word document are harmless: those that say something about the document itself.

A field's instruction may be cut over many runs, and other fields may stand in it; what a field is must be written out at its
beginning. The names are those of ECMA-376 part 1, 17.16.5. What is not listed fetches, or is not known.
"""

import re

from .errors import Unreadable
from .office_links import is_plain

PLAIN = frozenset(
    {
        "=", "ADDIN", "ADDRESSBLOCK", "ADVANCE", "ASK", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "BARCODE",
        "BIBLIOGRAPHY", "BIDIOUTLINE", "CITATION", "COMMENTS", "COMPARE", "CREATEDATE", "DATE", "DISPLAYBARCODE",
        "DOCPROPERTY", "DOCVARIABLE", "EDITTIME", "EQ", "FILENAME", "FILESIZE", "FILLIN", "FORMCHECKBOX",
        "FORMDROPDOWN", "FORMTEXT", "FTNREF", "GOTOBUTTON", "GREETINGLINE", "HYPERLINK", "IF", "INDEX", "INFO",
        "KEYWORDS", "LASTSAVEDBY", "LISTNUM", "MACROBUTTON", "MERGEBARCODE", "MERGEFIELD", "MERGEREC", "MERGESEQ",
        "NEXT", "NEXTIF", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF", "PRINTDATE", "PRIVATE",
        "QUOTE", "REF", "REVNUM", "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "SET", "SHAPE", "SKIPIF", "STYLEREF",
        "SUBJECT", "SYMBOL", "TA", "TC", "TEMPLATE", "TIME", "TITLE", "TOA", "TOC", "USERADDRESS", "USERINITIALS",
        "USERNAME", "XE",
    }
)  # fmt: skip
# Where another field stands within an instruction.
NESTED = "\0"
NAME = re.compile(r"\s*(?:(=)|([A-Za-z]+)(?=[\s\"\\]|$))")
WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)', re.DOTALL)
WITH_ARGUMENT = {"\\l", "\\o", "\\t", "\\s", "\\*", "\\@", "\\#"}


class Fields:
    """The fields of one part, in order: those that are open, each with its instruction so far."""

    def __init__(self) -> None:
        self.listening = False
        self.open: list[list[str] | None] = []
        self.stray: list[str] = []

    def mark(self, kind: str) -> None:
        """Begin, separator (from here on it is the result) or end of a field."""
        if kind == "begin":
            if self.open and self.open[-1] is not None:
                self.open[-1].append(NESTED)
            self.open.append([])
        elif self.open:
            instruction = self.open.pop()
            if instruction is not None:
                judge("".join(instruction))
            if kind != "end":
                self.open.append(None)

    @property
    def is_instructing(self) -> bool:
        """Before the separator: what stands here as plain text is a part of the instruction, too."""
        return bool(self.open) and self.open[-1] is not None

    def instruct(self, text: str) -> None:
        place = self.open[-1] if self.open else self.stray
        (self.stray if place is None else place).append(text)

    def whole(self, instruction: str) -> None:
        judge(instruction)

    def finish(self) -> None:
        """What was never closed, and what stood outside of any field."""
        for instruction in self.open:
            if instruction is not None:
                judge("".join(instruction))
        if stray := "".join(self.stray).strip():
            judge(stray)


def judge(instruction: str) -> None:
    """Raises Unreadable: outside_picture, outside_link, outside_field. An empty instruction does nothing."""
    if not instruction.strip():
        return
    found = NAME.match(instruction)
    name = (found.group(1) or found.group(2)).upper() if found else ""
    if name == "INCLUDEPICTURE":
        raise Unreadable("outside_picture")
    if found is None or name not in PLAIN:
        raise Unreadable("outside_field")
    if name == "HYPERLINK":
        _judge_targets(instruction[found.end() :])


def _judge_targets(rest: str) -> None:
    words = iter([quoted or bare for quoted, bare in WORD.findall(rest)])
    for word in words:
        if word.lower() in WITH_ARGUMENT:
            next(words, "")
        elif not re.fullmatch(r"\\[a-zA-Z*]", word) and not is_plain(word):
            raise Unreadable("outside_link")
    if NESTED in rest:
        raise Unreadable("outside_link")
