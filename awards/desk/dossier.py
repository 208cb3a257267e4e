"""The words of a dossier on paper: the case, who puts it forward, the letters with who wrote them. Only data, never typst's source."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from django.utils.translation import gettext as _

from awards.models import Letter, Nomination
from awards.received import received_in_words
from pafso.clock import ottawa_day
from pafso.documents.models import PDF, CopyPicture, ReadersCopy
from pafso.documents.sentences import problem_sentence, sentences
from pafso.localized import language_in_use
from pafso.text.dates import day_in_words

from . import table

ASSOCIATION = {
    "en": "Professional Association of Foreign Service Officers (PAFSO)",
    "fr": "Association professionnelle des agents du Service extérieur (APASE)",
}
Words = dict[str, object]
BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "blockquote", "tr"}


@dataclass
class Dossier:
    """What typst gets; NAMES and TEXTS are in it once more, for the sentence that says whose letters no font has."""

    words: Words
    names: list[str]
    texts: dict[str, str] = field(default_factory=dict)
    pictures: list[CopyPicture] = field(default_factory=list)

    def without_text_of_pages(self) -> bool:
        """Leave out the words that stand in pictures anyhow; whether there were any."""
        letters: list[Words] = self.words["letters"]  # type: ignore[assignment]
        had = any(letter["pages"] for letter in letters)
        for letter in letters:
            letter["pages"] = []
        return had


def dossier_of(nomination: Nomination, *, asked_by: str, digest: str) -> Dossier:
    """All that is in the dossier of NOMINATION now, in the language in use; passages keep their own."""
    letters = list(nomination.letters.arrived().select_related("file").order_by("sent_at", "pk"))
    copies = _copies_of(letters)
    names = [nomination.nominee_name, nomination.nominator.name, *(letter.full_name for letter in letters), asked_by]
    texts = {nomination.nominator.name: nomination.case}
    pictures: list[CopyPicture] = []
    shown = [_scan(nomination, pictures)] if nomination.scan_id else []
    for letter in letters:
        copy = copies.get(letter.file_id or 0)
        found = list(copy.pictures.select_related("file")) if copy is not None and copy.is_ready else []
        shown.append(_letter(letter, copy, found))
        texts[letter.full_name] = "\n".join([letter.text, copy.html if copy else ""])
        pictures += found
    language, today = language_in_use(), ottawa_day()
    words: Words = {
        "language": language,
        "association": ASSOCIATION[language],
        "title": _("Dossier %(code)s") % {"code": nomination.code},
        "cycle": str(nomination.cycle),
        "day": [today.year, today.month, today.day],
        "made": _("Made for %(name)s on %(day)s. Confidential.") % {"name": asked_by, "day": day_in_words(today)},
        "page": _("Page"),
        "facts": _facts(nomination, digest),
        "case": {"heading": _("The case"), "language": nomination.language, "blocks": _blocks(nomination.case)},
        "letters": shown,
        "not_kept": _("Not kept from the file"),
        "text_of_pages": _("Text of these pages"),
    }
    return Dossier(words, names, texts, pictures)


def picture_name(picture: CopyPicture) -> str:
    return f"copy-{picture.pk}{Path(picture.file.key).suffix or '.webp'}"


def _facts(nomination: Nomination, digest: str) -> list[list[str]]:
    said = [
        (_("Code"), nomination.code),
        (_("Nominee"), nomination.nominee_name),
        (_("Position"), nomination.nominee_position),
        (_("Mission"), nomination.nominee_mission),
        (_("Members of the group"), "; ".join(each.name for each in nomination.group)),
        (_("Nominator"), nomination.nominator.name),
        (_("Co-nominators"), "; ".join(nomination.co_nominators.joined().values_list("name", flat=True))),
        (_("Received"), received_in_words(nomination.submitted_at, on_paper=nomination.on_paper)),
        (_("How it came"), _("On paper or by post") if nomination.on_paper else ""),
        (_("Letters"), table.letters_in_words(nomination)),
        (_("SHA-256 of the frozen dossier"), digest),
    ]
    return [[name, value] for name, value in said if value]


def _letter(letter: Letter, copy: ReadersCopy | None, pictures: list[CopyPicture]) -> Words:
    by = [
        (_("Full name"), letter.full_name),
        (_("Postal address"), letter.address),
        (_("Telephone"), letter.telephone),
        (_("Email address"), letter.contact_email),
        (_("Received"), received_in_words(letter.sent_at, on_paper=letter.on_paper)),
        (_("How it came"), _("On paper or by post") if letter.on_paper else ""),
    ]
    return {
        "heading": _("Letter from %(name)s") % {"name": letter.full_name or letter.name},
        "facts": [[name, value] for name, value in by if value],
        "language": letter.language or "en",
        "blocks": [*_blocks(letter.text), *_blocks_of_copy(copy)],
        "notes": _notes(letter, copy),
        "not_kept": [str(each) for each in sentences(copy.notes)] if copy is not None and copy.is_ready else [],
        "pictures": [_picture(each) for each in pictures],
        "pages": _text_of_pages(copy, pictures),
        "pages_alone": _are_pages(copy) and not letter.text,
    }


def _scan(nomination: Nomination, pictures: list[CopyPicture]) -> Words:
    """The pages of a nomination on paper, before its letters; their PICTURES are put with the others."""
    copy = ReadersCopy.objects.filter(original=nomination.scan_id).first()
    found = list(copy.pictures.select_related("file")) if copy is not None and copy.is_ready else []
    pictures += found
    return {
        "heading": _("The nomination as it came on paper"),
        "facts": [],
        "language": nomination.language,
        "blocks": [],
        "notes": [] if found else [_("Its scan cannot be shown here: open it on the page of the nomination.")],
        "not_kept": [],
        "pictures": [_picture(each) for each in found],
        "pages": _text_of_pages(copy, found),
        "pages_alone": True,
    }


def _text_of_pages(copy: ReadersCopy | None, pictures: list[CopyPicture]) -> list[str]:
    """What search and copying find of pages that are pictures; without what no font of anybody's has."""
    if not _are_pages(copy):
        return []
    return [block for picture in pictures for block in _blocks(_printable(picture.text))]


def _are_pages(copy: ReadersCopy | None) -> bool:
    """Of a PDF; a Word document has its words, and pictures among them."""
    return copy is not None and copy.original.media_type == PDF


def _printable(text: str) -> str:
    return "".join(
        letter for letter in text if letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cf", "Co", "Cs"}
    )


def _picture(picture: CopyPicture) -> Words:
    return {"name": picture_name(picture), "alt": picture.text[:4000] or _("A picture without a description")}


def _notes(letter: Letter, copy: ReadersCopy | None) -> list[str]:
    """What a reader of paper must know of a letter that came as a file."""
    if letter.file_id is None:
        return []
    if copy is None or not (copy.is_ready or copy.is_failed):
        return [
            _("This letter came as a file. Its copy was not ready when this was made: open the letter on its page.")
        ]
    if copy.is_failed:
        return [_("This letter came as a file that cannot be shown here."), str(problem_sentence(copy.problem))]
    return []


def _copies_of(letters: list[Letter]) -> dict[int, ReadersCopy]:
    files = [letter.file_id for letter in letters if letter.file_id]
    copies = ReadersCopy.objects.filter(original__in=files).select_related("original")
    return {copy.original_id: copy for copy in copies}


def _blocks(text: str) -> list[str]:
    """Paragraphs, as people type them."""
    return [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]


def _blocks_of_copy(copy: ReadersCopy | None) -> list[str]:
    """Of a Word document the paragraphs; the pages of a PDF are pictures with their text."""
    if copy is None or not copy.is_ready or copy.original.media_type == PDF:
        return []
    reader = _Paragraphs()
    reader.feed(copy.html)
    return list(reader.paragraphs())


class _Paragraphs(HTMLParser):
    """The words of clean HTML, block by block."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.blocks.append("• " if tag == "li" else "")
        elif tag == "br":
            self.blocks[-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data

    def paragraphs(self) -> Iterator[str]:
        return (block.strip() for block in self.blocks if block.strip(" •\n"))
