"""Two wordings of one text compared word by word: plain values in, plain values out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeVar

# Comparing costs the product of both lengths (0.3 s for this many pairs): longer passages are compared line by line first.
MOST_PAIRS = 600_000
# So many of the words that stayed are shown before and after a change.
BESIDE = 15
# A word with the blanks before it, or the end of a line.
PIECES = re.compile(r"\n|[^\S\n]*\S+|[^\S\n]+")

Kind = Literal["same", "removed", "added", "left_out"]
Run = tuple[Kind, list[str]]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went or came; ``left_out`` stands for a long run that stayed."""

    kind: Kind
    text: str

    @property
    def blanks(self) -> str:
        """What stands before its first word: no part of what is struck through or underlined."""
        return self.text[: len(self.text) - len(self.words)]

    @property
    def words(self) -> str:
        return self.text.lstrip(" \t")


def one_line_end(text: str) -> str:
    """A browser sends other line ends than we have written: that alone is no change."""
    return text.replace("\r\n", "\n")


def difference(before: str, after: str) -> list[Piece]:
    """What became of BEFORE on its way to AFTER: without the added pieces it is BEFORE, without the removed ones AFTER.

    How many blanks stand between two words is not compared.
    """
    old, new = (PIECES.findall(one_line_end(text)) for text in (before, after))
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    middle = _by_word(old[start : len(old) - end], new[start : len(new) - end])
    first, last = (_both(old[:start], new[:start]), _both(old[len(old) - end :], new[len(new) - end :]))
    return _joined([("same", first), *middle, ("same", last)])


def shortened(pieces: list[Piece]) -> list[Piece]:
    """The same with what is far from any change left out."""
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        words = PIECES.findall(piece.text)
        head = 0 if place == 0 else BESIDE
        tail = 0 if place == len(pieces) - 1 else BESIDE
        if piece.kind != "same" or len(words) <= head + tail + BESIDE:
            found.append(piece)
            continue
        before, after = "".join(words[:head]), "".join(words[len(words) - tail :])
        parts = [Piece("same", before), Piece("left_out", ""), Piece("same", after)]
        found += [part for part in parts if part.text or part.kind == "left_out"]
    return found


def _key(piece: str) -> str:
    return piece.strip() or piece[-1:]


def _both(old: list[str], new: list[str]) -> list[str]:
    """Words that stayed, with the blanks of whichever has them: the first word of a text has none before it."""
    return [max(pair, key=len) for pair in zip(old, new, strict=True)]


def _shared(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if _key(one) != _key(other):
            break
        count += 1
    return count


def _by_word(old: list[str], new: list[str]) -> Iterator[Run]:
    if len(old) * len(new) > MOST_PAIRS:
        yield from _by_line(old, new)
        return
    for is_equal, before, after in _opcodes(old, new, [_key(piece) for piece in old], [_key(piece) for piece in new]):
        if is_equal:
            yield "same", _both(before, after)
        else:
            yield "removed", before
            yield "added", after


def _by_line(old: list[str], new: list[str]) -> Iterator[Run]:
    """Whole lines first, then word by word what stands in the place of what."""
    before, after = _lines(old), _lines(new)
    keys = [[tuple(_key(piece) for piece in line) for line in lines] for lines in (before, after)]
    for is_equal, gone, come in _opcodes(before, after, *keys):
        removed, added = ([piece for line in lines for piece in line] for lines in (gone, come))
        if is_equal:
            yield "same", _both(removed, added)
        elif len(removed) * len(added) > MOST_PAIRS:
            yield "removed", removed
            yield "added", added
        else:
            yield from _by_word(removed, added)


def _lines(pieces: list[str]) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    for piece in pieces:
        lines[-1].append(piece)
        if piece == "\n":
            lines.append([])
    return [line for line in lines if line]


def _opcodes(
    old: list[Item], new: list[Item], old_keys: Sequence[object], new_keys: Sequence[object]
) -> Iterator[tuple[bool, list[Item], list[Item]]]:
    for verb, one, other, first, last in SequenceMatcher(None, old_keys, new_keys, autojunk=False).get_opcodes():
        yield verb == "equal", old[one:other], new[first:last]


def _joined(runs: list[Run]) -> list[Piece]:
    """Neighbours of one kind as one piece, what went before what came, nothing empty."""
    pieces: list[Piece] = []
    waiting: dict[Kind, str] = {}
    for kind, words in runs:
        text = "".join(words)
        if not text:
            continue
        if kind == "same":
            pieces += [Piece(each, waiting[each]) for each in ("removed", "added") if each in waiting]
            waiting = {}
            if pieces and pieces[-1].kind == "same":
                text = pieces.pop().text + text
            pieces.append(Piece("same", text))
        else:
            waiting[kind] = waiting.get(kind, "") + text
    return pieces + [Piece(each, waiting[each]) for each in ("removed", "added") if each in waiting]
