"""Search over the text of every published issue, in either language, with accents or without.

The index is the database's own (FTS5 on SQLite, a tsvector under GIN on PostgreSQL; see migration 0002) over stems that
we make (stems.py). A page is stemmed in its language, a question in both.

Hits are ordered by rank, and rank has no key to continue from: at most MOST_HITS pages are ranked, and whoever wants
another adds a word. So no search counts, skips or sorts more than that.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from .models import Page
from .paragraphs import reflowed
from .stems import ALGORITHMS, APOSTROPHES, CHAIN, ELISIONS, FIGURES, WORD, Token, is_common, joined_words, stem

LONGEST_QUESTION = 200
MOST_TERMS = 12
MOST_HITS = 200
HITS_ON_A_PAGE = 20
EXCERPT, LEAD = 260, 60
PIECES = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”|([^\s"«»“”]+)')

FTS5 = """
SELECT page.id FROM magazine_page_index
JOIN magazine_page page ON page.id = magazine_page_index.rowid
JOIN magazine_issue issue ON issue.id = page.issue_id
WHERE magazine_page_index MATCH %s AND issue.state = 'published' AND NOT EXISTS (
  SELECT 1 FROM magazine_hiddenpage hidden WHERE hidden.issue_id = page.issue_id AND hidden.number = page.number
)
ORDER BY bm25(magazine_page_index), page.id DESC LIMIT %s
"""
# The words first, whatever the planner believes: before its first ANALYZE it would ask the index once for each issue.
TSVECTOR = """
WITH found AS MATERIALIZED (
  SELECT page.id, page.issue_id, ts_rank(page.vector, question, 1) AS rank
  FROM magazine_page page, CAST(%s AS tsquery) question WHERE page.vector @@ question AND NOT EXISTS (
    SELECT 1 FROM magazine_hiddenpage hidden WHERE hidden.issue_id = page.issue_id AND hidden.number = page.number
  )
)
SELECT found.id FROM found JOIN magazine_issue issue ON issue.id = found.issue_id
WHERE issue.state = 'published' ORDER BY found.rank DESC, found.id DESC LIMIT %s
"""
SETTLE = ["SELECT gin_clean_pending_list('magazine_page_vector')", "ANALYZE magazine_page"]

# A word or a phrase, as the stems that it may have: ("diplomat",) in one language or the other; ("o", "connor") or ("oconnor",).
Term = tuple[tuple[str, ...], ...]
# The same in words, before they are cut to their stems.
Ways = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Question:
    """What was asked, understood. `problem` says why it cannot be answered, `cut` that it was too long."""

    text: str
    terms: tuple[Term, ...] = ()
    problem: Any = ""
    cut: bool = False

    @property
    def stems(self) -> frozenset[str]:
        """Those worth marking: of words that are joined no single letter."""
        return frozenset(word for term in self.terms for way in term for word in way if len(way) == 1 or len(word) > 1)


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `marked` when it is a word that was looked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Hit:
    """A page that was found, and the place in it that shows why."""

    page: Page
    excerpt: list[Piece]


@dataclass(frozen=True)
class Results:
    """One page of hits. `loose`: no page has all of the words, these have some. `capped`: there are more than we rank."""

    hits: list[Hit]
    number: int = 1
    has_next: bool = False
    loose: bool = False
    capped: bool = False


def understand(text: str) -> Question:
    """The question in TEXT, whatever it holds: quotes make phrases, everything else that is not a word is passed over."""
    plain = " ".join(
        "".join(" " if unicodedata.category(c) == "Cc" else c for c in text[: LONGEST_QUESTION * 50]).split()
    )
    cut = len(plain) > LONGEST_QUESTION
    plain = plain[:LONGEST_QUESTION]
    if not plain:
        return Question("", problem=_("Enter a word or two to search for."))
    asked = list(_asked(plain))
    if not asked:
        return Question(plain, problem=_("Enter at least one word to search for."), cut=cut)
    rare = [ways for ways in asked if not all(is_common(word) for words in ways for word in words)]
    if not rare:
        return Question(plain, problem=_("Nearly every page has these words. Add a less common one."), cut=cut)
    terms = dict.fromkeys(_term(ways) for ways in rare)
    return Question(plain, tuple(terms)[:MOST_TERMS], cut=cut or len(terms) > MOST_TERMS)


def find(question: Question, number: int = 1) -> Results:
    """Page NUMBER of the hits (20 each, at most 200 in all), in two queries; three when no page has all the words."""
    if not question.terms:
        return Results([])
    ranked, loose = _ranked(question.terms, all_of_them=True), False
    if not ranked and len(question.terms) > 1:
        ranked, loose = _ranked(question.terms, all_of_them=False), True
    start = (number - 1) * HITS_ON_A_PAGE
    shown = ranked[:MOST_HITS][start : start + HITS_ON_A_PAGE]
    pages = Page.objects.filter(pk__in=shown).select_related("issue").defer("stems").in_bulk() if shown else {}
    hits = [Hit(pages[key], excerpt(pages[key], question)) for key in shown if key in pages]
    has_next = len(ranked[:MOST_HITS]) > start + HITS_ON_A_PAGE
    return Results(hits, number, has_next, loose, capped=len(ranked) > MOST_HITS)


def excerpt(page: Page, question: Question) -> list[Piece]:
    """About EXCERPT letters of the page around the place with most of the words."""
    text = page.text
    places = _places(text, page.language, question.stems)
    start = max(0, _densest(places, EXCERPT - LEAD) - LEAD) if places else 0
    if start:
        start = text.find(" ", start) + 1
    end = len(text) if len(text) <= start + EXCERPT else text.rfind(" ", start + EXCERPT // 2, start + EXCERPT)
    if end == -1:  # no space in half an excerpt: cut where it falls
        end = start + EXCERPT
    pieces = _marked(text, [place for place in places if start <= place.start and place.end <= end], start, end)
    flat = [Piece(re.sub(r"\s+", " ", piece.text), piece.marked) for piece in pieces]
    return [*([Piece("… ")] if start else []), *flat, *([Piece(" …")] if end < len(text) else [])]


def highlighted(page: Page, question: Question) -> list[Piece]:
    """The whole text of the page in paragraphs, with the words marked."""
    text = reflowed(page.text)
    return list(_marked(text, _places(text, page.language, question.stems), 0, len(text)))


def settle() -> None:
    """After thousands of pages at once: put into PostgreSQL's index what it has only noted, as its vacuum would later."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in SETTLE:
                cursor.execute(statement)


def page_asked(text: str) -> int:
    """The page of hits that an address asks for; the first, for whatever is not a small number."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= 3 else 1


def _asked(text: str) -> Iterator[Ways]:
    """Each word by itself, the words between quotes together; each in all the ways in which it may be written."""
    for match in PIECES.finditer(text):
        quoted = next((group for group in match.groups()[:3] if group), "")
        if quoted and (words := _with_stems(WORD.findall(quoted))):
            yield (words,)
        elif not quoted:
            yield from (ways for chain in CHAIN.findall(match.group()) if (ways := _ways(chain)))


def _ways(chain: str) -> Ways:
    """How a CHAIN of words may stand in a text: "O’Connor" also as one word, "FS02" also as two, "l’œuvre" without its article."""
    words = _with_stems(WORD.findall(chain))
    if len(words) > 1:
        bare = words[1:] if words[0].lower() in ELISIONS and chain[len(words[0])] in APOSTROPHES else words
        return (bare, ("".join(words),))
    if words and len(pieces := tuple(FIGURES.split(words[0]))) > 1:
        return (words, pieces)
    return (words,) if words else ()


def _with_stems(words: list[str]) -> tuple[str, ...]:
    return tuple(word for word in words if stem(word, "en"))


def _term(ways: Ways) -> Term:
    stems = (tuple(stem(word, language) for word in words) for words in ways for language in ALGORITHMS)
    return tuple(dict.fromkeys(stems))


def _ranked(terms: tuple[Term, ...], *, all_of_them: bool) -> list[int]:
    """The ids of the pages, the best first; one more than are shown, to know whether there are more."""
    if connection.vendor == "sqlite":
        statement, expression = FTS5, _for_fts5(terms, all_of_them)
    else:
        statement, expression = TSVECTOR, _for_tsquery(terms, all_of_them)
    with connection.cursor() as cursor:
        cursor.execute(statement, [expression, MOST_HITS + 1])
        return [row[0] for row in cursor.fetchall()]


def _for_fts5(terms: tuple[Term, ...], all_of_them: bool) -> str:
    ways = ("(" + " OR ".join('"' + " ".join(way) + '"' for way in term) + ")" for term in terms)
    return (" AND " if all_of_them else " OR ").join(ways)


def _for_tsquery(terms: tuple[Term, ...], all_of_them: bool) -> str:
    ways = ("(" + " | ".join("(" + " <-> ".join(way) + ")" for way in term) + ")" for term in terms)
    return (" & " if all_of_them else " | ").join(ways)


def _places(text: str, language: str, wanted: frozenset[str]) -> list[Token]:
    """Where the wanted words stand. Twenty pages are gone through for each answer: nothing is made for other words."""
    language = language or "en"
    places: list[Token] = []
    for match in CHAIN.finditer(text):
        words = joined_words(match.group())
        if len(words) > 1 and (cut := stem("".join(words), language)) in wanted:
            places.append(Token(match.start(), match.end(), cut))
            continue
        for word in WORD.finditer(text, *match.span()):
            if (cut := stem(word.group(), language)) in wanted:
                places.append(Token(word.start(), word.end(), cut))
    return places


def _densest(places: list[Token], width: int) -> int:
    """Where to begin so that WIDTH letters hold the most different words; the earliest such place."""
    best, most, first = places[0].start, 0, 0
    for last, place in enumerate(places):
        while place.end - places[first].start > width and first < last:
            first += 1
        different = len({token.stem for token in places[first : last + 1]})
        if different > most:
            best, most = places[first].start, different
    return best


def _marked(text: str, places: list[Token], start: int, end: int) -> Iterator[Piece]:
    """TEXT from START to END in pieces, each word at PLACES a piece of its own."""
    done = start
    for place in places:
        if place.start > done:
            yield Piece(text[done : place.start])
        yield Piece(text[place.start : place.end], marked=True)
        done = place.end
    if done < end:
        yield Piece(text[done:end])
