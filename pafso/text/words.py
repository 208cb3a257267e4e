"""Finds rows by what the words of a name begin with, without regard to accents or case: answered by an index on PostgreSQL.

"O’Connor" is found by "connor", "oconnor" and "o'connor", and so is "OConnor" by each of the last two: what hyphens, dots and
apostrophes join is known as its words and as one. The index is over an expression of the column, so that no second copy of a name
has to be written, corrected or erased. On SQLite, which serves a developer's machine, the few names are read through.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from .folding import ACCENTS, APOSTROPHES, DASHES, HIDDEN, LETTERS, PAIRS, folded

# Whoever changes these, the folding or EXPRESSION makes the indexes again (pafso/indexes.py): PostgreSQL uses an index for its own
# expression only.
JOINERS = "-.'_@·"
PARTERS = '/&,()\\"«»“”:;+'
CHUNKS = re.compile("[\\s" + re.escape(PARTERS) + "]+")
BETWEEN = re.compile(r"[\W_]+")
FIGURES = re.compile(r"(?<=[^\W\d_])(?=\d)")


def expression(column: str) -> str:
    """The words of COLUMN as PostgreSQL indexes them: each by itself, and those that are joined as one."""
    # Dashes and apostrophes before NFKD takes them apart.
    marks = "''" * len(APOSTROPHES) + "-" * len(DASHES)
    plain = f"normalize(translate({column}, '{APOSTROPHES}{DASHES}', '{marks}'), NFKD)"
    plain = f"regexp_replace({plain}, '[{ACCENTS}{HIDDEN}]+', '', 'g')"
    for pair, letters in PAIRS.items():
        plain = (
            f"replace(replace({plain}, '{pair}', '{letters}'), '{pair.upper() if pair != 'ß' else 'ẞ'}', '{letters}')"
        )
    found = "".join(letter + letter.upper() for letter in LETTERS if letter not in "ıς") + "ıς"
    made = "".join(plain_letter * 2 for letter, plain_letter in LETTERS.items() if letter not in "ıς") + "iσ"
    joiners, parters = JOINERS.replace("'", "''"), PARTERS
    parted = f"translate({plain}, '{found}{joiners}{parters}', '{made}{' ' * len(JOINERS + PARTERS)}')"
    joined = f"translate({plain}, '{found}{parters}{joiners}', '{made}{' ' * len(PARTERS)}')"
    return f"to_tsvector('simple', {parted} || ' ' || {joined})"


class HasWords(Func):
    """PostgreSQL's index over the words of a column; takes the column and what is wanted of it."""

    output_field = BooleanField()

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[object]]:
        (column, given), (wanted, values) = (compiler.compile(each) for each in self.get_source_expressions())
        # The column stands in its expression twice: what a key of JSON needs, too.
        return f"{expression(column)} @@ to_tsquery('simple', {wanted})", [*given, *given, *values]


def words_of(term: str) -> list[list[str]]:
    """``"L’Œuvre d’Élise"`` → ``[["l", "oeuvre"], ["d", "elise"]]``: the words, those together that something joins."""
    chunks = (BETWEEN.split(chunk) for chunk in CHUNKS.split(folded(term.replace("\0", " "))))
    return [words for chunk in chunks if (words := [word for word in chunk if word])]


def has_words(column: str, term: str) -> Q:
    """Each word of TERM begins some word in COLUMN; nothing for a TERM without words."""
    chunks = words_of(term)
    if not chunks:
        return Q(pk__in=[])
    if connection.vendor == "postgresql":
        return Q(HasWords(F(column), Value(" & ".join(_wanted(words) for words in chunks))))
    condition = Q()
    for words in chunks:
        condition &= _any_of(Q((f"{column}__regex", _pattern("".join(words)))), column, _apart(words))
    return condition


def _apart(words: list[str]) -> list[str]:
    """The words of a chunk one by one: those of "o'connor" as they stand, "fs02" before its figures; none of a plain word."""
    pieces = [piece for word in words for piece in FIGURES.split(word)]
    return pieces if len(pieces) > 1 else []


def _wanted(words: list[str]) -> str:
    # Each word in quotes is one word; they hold letters and figures only.
    joined, apart = f"'{''.join(words)}':*", " & ".join(f"'{word}':*" for word in _apart(words))
    return f"({joined} | ({apart}))" if apart else joined


def _any_of(joined: Q, column: str, apart: list[str]) -> Q:
    condition = Q()
    for word in apart:
        condition &= Q((f"{column}__regex", _pattern(word)))
    return joined | condition if apart else joined


def _variants() -> Iterator[tuple[str, str]]:
    for code in (
        *range(0x30, 0x5B),
        *range(0xC0, 0x250),
        *range(0x370, 0x400),
        *range(0x1E00, 0x2000),
        *range(0xFF10, 0xFF5B),
    ):
        yield folded(chr(code)), chr(code)


VARIANTS: dict[str, str] = defaultdict(str)
for _plain, _other in _variants():
    VARIANTS[_plain] += _other
_PAIR = re.compile("(s{2,}|" + "|".join(sorted(set(PAIRS.values()) - {"ss"})) + ")")


def _pattern(word: str) -> str:
    """A pattern for WORD at the beginning of a word as people write it, with accents or without, whatever joins its letters."""
    between = f"[{re.escape(JOINERS + APOSTROPHES + DASHES)}－＇．{ACCENTS}{HIDDEN}]*"
    pieces = (_piece(piece, between) for piece in _PAIR.split(word) if piece)
    return rf"(?:^|[\W_]){between.join(pieces)}"


def _piece(piece: str, between: str) -> str:
    if set(piece) == {"s"} and len(piece) > 1:  # any two of them may be one ß
        return f"(?:[s{VARIANTS['s']}{VARIANTS['ss']}]{between}){{{(len(piece) + 1) // 2},{len(piece)}}}"
    letters = between.join(_letter(letter) for letter in piece)
    return f"(?:{letters}|[{VARIANTS[piece]}])" if piece in PAIRS.values() else letters


def _letter(letter: str) -> str:
    return f"[{letter}{VARIANTS[letter]}]" if letter in VARIANTS else re.escape(letter)


@dataclass(frozen=True)
class Found:
    """The keys of the rows that a search found; ``is_cut`` says that there are more, so that the term should say more."""

    keys: list[int]
    is_cut: bool


def first_keys(rows: QuerySet[Model], most: int, column: str = "pk") -> list[int]:
    """The COLUMN of any MOST of ROWS. A LIMIT alone would lead PostgreSQL to read the table until it has met so many, since it
    cannot know how rare the beginning of a word is: the index finds them first, and the limit ends the reading."""
    try:
        statement, values = rows.order_by().values(column).query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        found = f"WITH found AS MATERIALIZED ({statement}) SELECT * FROM found LIMIT {most:d}"  # noqa: S608  (Django wrote it)
        cursor.execute(found, values)
        return [key for (key,) in cursor.fetchall()]


def found_in(lists: Iterable[QuerySet[Model]], most: int) -> Found:
    """What any of LISTS finds, MOST of each at most: small queries, each answered by an index of its own.

    One query with a condition of several parts would read the whole table: no index serves an OR over two tables.
    """
    keys = [first_keys(rows, most + 1) for rows in lists]
    return Found(sorted({pk for each in keys for pk in each[:most]}), any(len(each) > most for each in keys))
