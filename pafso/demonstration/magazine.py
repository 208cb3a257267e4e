"""Sets a demonstration issue of bout de papier: a drawn cover, a table of contents, articles in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from pafso.demonstration import pictures
from pafso.demonstration.articles import AUTUMN, SPRING, Piece
from pafso.demonstration.pdf import LETTER, Page, Type, paragraphs, wrap, write
from pafso.demonstration.widths import width_of

WIDTH, HEIGHT = LETTER
MARGIN, GUTTER = 54.0, 22.0
FOOT = 60.0
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2
ACCENT = (0.60, 0.11, 0.14)
WHITE = (1.0, 1.0, 1.0)
GREY = (0.42, 0.43, 0.46)

MASTHEAD = Type("Times-Bold", 58, 60, WHITE)
TITLE = Type("Times-Bold", 27, 30)
BYLINE = Type("Times-Italic", 12, 16, GREY)
LABEL = Type("Helvetica-Bold", 8.5, 12, ACCENT)
FOLIO = Type("Helvetica", 8, 10, GREY)
BODY = Type("Times-Roman", 12.6, 17.4)
LISTED = Type("Times-Roman", 13, 18)


@dataclass(frozen=True)
class Issue:
    """What the cover says. `seed` chooses the pictures."""

    volume: int
    number: int
    date_en: str
    date_fr: str
    seed: int
    pieces: tuple[Piece, ...]

    @property
    def title(self) -> str:
        return f"bout de papier, Vol. {self.volume} No. {self.number}"


ISSUES = (
    Issue(38, 1, "Spring 2026", "Printemps 2026", 3, SPRING),
    Issue(38, 2, "Autumn 2026", "Automne 2026", 6, AUTUMN),
)


def issue_pdf(issue: Issue) -> bytes:
    """The whole issue, seven or eight pages, with an outline that leads to each article."""
    articles: list[tuple[Piece, list[Page]]] = [
        (piece, _article(piece, issue.seed + place)) for place, piece in enumerate(issue.pieces)
    ]
    starts = []
    number = 3
    for piece, pages in articles:
        starts.append((piece, number))
        number += len(pages)
    pages = [_cover(issue), _contents(issue, starts), *(page for _, pages in articles for page in pages)]
    for folio, page in enumerate(pages[1:], start=2):
        page.line(MARGIN, 30, f"{folio}   {issue.title}", FOLIO)
    outline = [(piece.title, start) for piece, start in starts]
    return write(pages, title=issue.title, language="en-CA", outline=outline)


def _cover(issue: Issue) -> Page:
    page = Page()
    size = (1224, 1584)
    page.picture(_jpeg(issue.seed, size), size, 0, 0, WIDTH, HEIGHT)
    page.line(MARGIN - 10, HEIGHT - 92, "bout de papier", MASTHEAD)
    page.box(MARGIN - 8, HEIGHT - 108, 84, 4, ACCENT)
    small = Type("Helvetica", 9.5, 13, WHITE)
    page.line(MARGIN - 8, HEIGHT - 128, "Canada’s Magazine of Diplomacy and Foreign Service", small)
    page.line(MARGIN - 8, HEIGHT - 142, "La revue canadienne de la diplomatie et du service extérieur", small)
    page.box(0, 0, WIDTH, 122, (0.07, 0.08, 0.12))
    headline = Type("Times-Roman", 17, 23, WHITE)
    for line, piece in enumerate(issue.pieces[1:4]):
        page.line(MARGIN - 8, 86 - line * 23, piece.title, headline)
    dated = f"Vol. {issue.volume}  No. {issue.number}   {issue.date_en} / {issue.date_fr}"
    page.line(WIDTH - MARGIN - width_of(dated, small.font, small.size), 20, dated, small)
    return page


def _contents(issue: Issue, starts: Sequence[tuple[Piece, int]]) -> Page:
    page = Page()
    y = HEIGHT - 96
    page.line(MARGIN, y, "In this issue / Dans ce numéro", TITLE)
    page.box(MARGIN, y - 16, WIDTH - 2 * MARGIN, 1, ACCENT)
    for piece, start in starts:
        y -= 62
        page.line(MARGIN, y + 18, piece.section.upper(), LABEL)
        page.line(MARGIN, y, piece.title, LISTED)
        page.line(MARGIN, y - 16, piece.author, BYLINE)
        page.line(WIDTH - MARGIN - 14, y, str(start), LISTED)
    size = (1600, 700)
    page.picture(_jpeg(issue.seed + 11, size), size, MARGIN, 62, WIDTH - 2 * MARGIN, 220)
    return page


def _article(piece: Piece, seed: int) -> list[Page]:
    """Title and picture on the first page, two columns, as many pages as the text needs."""
    rest = paragraphs(piece.texts, COLUMN, BODY)
    first = Page()
    top = _opening(first, piece, seed)
    pages = [first]
    while rest:
        # Two columns of one height when the rest fits, two full ones when it does not.
        bottom = max(FOOT, top - BODY.leading * (len(rest) // 2))
        for x in (MARGIN, MARGIN + COLUMN + GUTTER):
            rest = pages[-1].column(x, top, COLUMN, bottom, _without_gap(rest), BODY)
        top = HEIGHT - 72
        if rest:
            pages.append(Page())
    return pages


def _opening(page: Page, piece: Piece, seed: int) -> float:
    """Returns the height at which the text begins."""
    size = (1500, 640)
    page.picture(_jpeg(seed * 7 + 2, size), size, MARGIN, HEIGHT - 280, WIDTH - 2 * MARGIN, 215)
    y = HEIGHT - 308
    page.line(MARGIN, y, piece.section.upper(), LABEL)
    for line in wrap(piece.title, WIDTH - 2 * MARGIN, TITLE):
        y -= TITLE.leading
        page.line(MARGIN, y, line, TITLE)
    page.line(MARGIN, y - 20, piece.author, BYLINE)
    page.box(MARGIN, y - 32, 40, 2, ACCENT)
    return y - 58


def _without_gap(lines: list[str]) -> list[str]:
    """A column does not begin with the space between two paragraphs."""
    return lines[1:] if lines and not lines[0] else lines


def _jpeg(seed: int, size: pictures.Size) -> bytes:
    target = BytesIO()
    pictures.draw(seed, size).save(target, "JPEG", quality=82)
    return target.getvalue()
