"""Words as the index knows them: without case or accents, cut to their stem, plain letters and figures on every database.

PostgreSQL and SQLite each have their own idea of a word and of French. Neither is asked: both store and compare what is
made here, so that they find the same pages.
"""

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import Stemmer

from pafso.text.folding import folded

LONGEST_WORD = 40
_WORD = r"(?:[^\W_]|[\u0300-\u036f])+"
WORD = re.compile(_WORD)
# What people write as several words or as one: O’Connor, e-mail, FS-02, U.S.
COMPOUND = re.compile(rf"{_WORD}(?:[-.'’‘ʼ\u2010\u2011]{_WORD})+")
CHAIN = re.compile(rf"{_WORD}(?:[-.'’‘ʼ\u2010\u2011]{_WORD})*")
FIGURES = re.compile(r"(?<=[^\W\d_])(?=\d)")
# Before an apostrophe they are no part of the word: l’œuvre, qu’elle, jusqu’ici.
ELISIONS = frozenset(["l", "d", "c", "j", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"])
APOSTROPHES = "'’‘ʼ"
ALGORITHMS = {"en": "english", "fr": "french"}

ENGLISH = frozenset(
    {
        "the", "and", "of", "to", "in", "that", "is", "was", "for", "with", "by", "from", "at", "this", "which",
        "has", "have", "had", "were", "are", "his", "her", "their", "not", "be", "been", "it", "its", "but", "they",
        "we", "you", "who", "would", "there", "than", "into", "our", "your", "what", "when", "will",
    }
)  # fmt: skip
FRENCH = frozenset(
    {
        "le", "la", "les", "de", "des", "du", "et", "un", "une", "est", "que", "qui", "dans", "pour", "par", "sur",
        "avec", "au", "aux", "ce", "cette", "ces", "ses", "sont", "nous", "vous", "pas", "plus", "ont", "il",
        "elle", "ils", "elles", "leur", "leurs", "mais", "ou", "où", "sans", "comme", "être", "était", "l", "d",
        "qu", "n", "c", "j",
    }
)  # fmt: skip
# Judged with their accents: « thé », « été » and « dés » are words that people look for.
TOO_COMMON = ENGLISH | FRENCH | frozenset(["a", "à", "as", "on", "or", "an", "en", "y", "se", "sa", "son", "i"])

_of_this_thread = threading.local()


class Token(NamedTuple):
    """One word of a text: where it stands, and its stem."""

    start: int
    end: int
    stem: str


def tokens(text: str, language: str) -> Iterator[Token]:
    """The words of TEXT, in order."""
    for match in WORD.finditer(text):
        cut = stem(match.group(), language or "en")
        if cut:
            yield Token(match.start(), match.end(), cut)


def stems_of(text: str, language: str) -> str:
    """What goes into the index for TEXT: its stems with a space between them, in the order of the words; after them, where no phrase
    is broken by it, what hyphens, dots and apostrophes join, as one word."""
    joined = dict.fromkeys(
        stem("".join(words), language or "en")
        for match in COMPOUND.finditer(text)
        if len(words := joined_words(match.group())) > 1
    )
    return " ".join([*(token.stem for token in tokens(text, language)), *joined])


def joined_words(compound: str) -> list[str]:
    """The words of COMPOUND that may be written as one: without what French elides and English adds ("l’œuvre", "Canada’s")."""
    words = WORD.findall(compound)
    if words[0] in ELISIONS and compound[len(words[0])] in APOSTROPHES:
        words = words[1:]
    if len(words) > 1 and words[-1].lower() == "s" and compound[-2] in APOSTROPHES:
        words = words[:-1]
    return words


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Accents go before the stemmer sees the word: whoever types « ete » is looking for « été »."""
    plain = plain_letters(word)[:LONGEST_WORD]
    # PostgreSQL would take "1e5x" for a number and a word: behind a letter a figure is nothing but a figure.
    return "n" + plain if plain[:1].isdigit() else _stemmer(language).stemWord(plain)


def plain_letters(word: str) -> str:
    """WORD in small letters without accents; a letter that ASCII does not have becomes its number."""
    letters = "".join(letter for letter in folded(word) if letter.isalnum())
    return letters.encode("ascii", "backslashreplace").decode().replace("\\", "").lower()


def language_of(text: str) -> str:
    """ "en" or "fr", by which language's little words there are more of; "" where there are none."""
    words = [word.casefold() for word in WORD.findall(text[:20_000])]
    english = sum(word in ENGLISH for word in words)
    french = sum(word in FRENCH for word in words)
    if english == french:
        return ""
    return "en" if english > french else "fr"


def is_common(word: str) -> bool:
    """Whether nearly every page has the word. Judged with its accents: « thé » is not “the”."""
    return word.casefold() in TOO_COMMON or (len(word) == 1 and not word.isdigit())


def _stemmer(language: str) -> Any:
    """A stemmer keeps its working memory inside: each thread needs its own."""
    name = ALGORITHMS[language]
    if not hasattr(_of_this_thread, name):
        setattr(_of_this_thread, name, Stemmer.Stemmer(name, 0))
    return getattr(_of_this_thread, name)
