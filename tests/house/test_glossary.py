"""One word for one thing, in each language: what the glossary of docs/design.md says *not* to write stands nowhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROW = re.compile(
    r"^\| (?P<english>[^|]*) \| (?P<french>[^|]*) \| (?P<language>en|fr): `(?P<pattern>.+)` \| (?P<where>[^|]*) \| (?P<bad>[^|]*) \|$",
    re.MULTILINE,
)
# Sentences in which the word is right: by the language and a piece of the sentence. The number may only fall.
RIGHT = {
    "en": [
        "The law requires us to prove when",
        "email program", "spreadsheet program", "up-to-date program", "MS-DOS program", "a file, a program or a network",
    ],
    "fr": ["à un fichier, à un programme ou à un réseau"],
}  # fmt: skip
MOST_RIGHT = 7


@dataclass(frozen=True)
class Row:
    """One line of the glossary; ``where`` are the files that it is about, "everywhere" or a pattern of paths."""

    english: str
    french: str
    language: str
    pattern: str
    where: str
    bad: str

    def finds(self, text: str) -> bool:
        return re.search(self.pattern.replace("¦", "|"), text) is not None

    def is_about(self, files: list[str]) -> bool:
        return self.where == "everywhere" or any(fnmatch(file, self.where) for file in files)


ROWS = [Row(**found.groupdict()) for found in ROW.finditer((ROOT / "docs/design.md").read_text())]


def sentences() -> Iterator[tuple[str, str, list[str]]]:
    """(language, sentence, files in which it stands) of all catalogues."""
    for path in sorted(ROOT.glob("*/locale/fr/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            files = [f"{file}" for file, _line in entry.occurrences]
            for text in filter(None, (entry.msgid, entry.msgid_plural)):
                yield "en", text, files
            for text in filter(None, (entry.msgstr, *entry.msgstr_plural.values())):
                yield "fr", text, files


def is_right(language: str, sentence: str) -> bool:
    return any(piece in sentence for piece in RIGHT[language])


def test_the_glossary_is_there() -> None:
    table = (ROOT / "docs/design.md").read_text().partition("### Glossary")[2]

    assert len(ROWS) == table.count("| en: `") + table.count("| fr: `") >= 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.language}-{row.pattern}")
def test_what_is_not_said_is_seen(row: Row) -> None:
    assert row.finds(row.bad)


def test_nobody_says_it() -> None:
    found = [
        f"{row.language}: not {row.pattern!r} but {row.english} / {row.french}: {sentence}"
        for language, sentence, files in sentences()
        for row in ROWS
        if row.language == language and row.finds(sentence) and row.is_about(files) and not is_right(language, sentence)
    ]

    assert found == []


def test_an_exception_is_one() -> None:
    """Each is needed by a sentence that there is, and there are no more of them than there were."""
    all_of = list(sentences())
    idle = [
        (language, piece)
        for language, pieces in RIGHT.items()
        for piece in pieces
        if not any(
            of == language and piece in sentence and any(row.language == of and row.finds(sentence) for row in ROWS)
            for of, sentence, _files in all_of
        )
    ]
    count = sum(len(pieces) for pieces in RIGHT.values())
    print(f"{count} sentences may say what the glossary does not")

    assert idle == []
    assert count <= MOST_RIGHT
