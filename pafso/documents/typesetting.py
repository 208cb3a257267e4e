"""Sets a PDF with typst. Runs in the sandbox, where nothing of Django is; words reach typst as data, never as its source.

`sandbox.run("pafso.documents.typesetting:set_pdf", folder, "paper.typ", words, limits=LIMITS)`, through `paper.pdf`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst

from pafso.files.confinement import FONT_FOLDERS

NAME = "set.pdf"
NOT_DISPLAYED = re.compile(r"the text `?\"(.+?)\"`? could not be displayed", re.DOTALL)
CODE_POINT = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
LETTERS = b'#set document(title: "x")\n#sys.inputs.letters.clusters().join(linebreak())'
MOST_LETTERS = 40


def set_pdf(folder: str, template: str, words: dict[str, object]) -> dict[str, str]:
    """Write `set.pdf` into FOLDER, in which TEMPLATE and the pictures that it may show lie, and nothing else that typst may read.

    The PDF is tagged, by PDF/UA-1. Returns {"file": its name}, or {"letters": those of WORDS that no font here can show}.
    """
    place, lacking = Path(folder), ""
    for fonts in _choices():
        lacking = _compile(place / template, fonts, {"words": json.dumps(words)}, root=place, output=place / NAME)
        if not lacking:
            return {"file": NAME}
    return {"letters": lacking + _also_lacking(words, lacking)}


def _choices() -> list[list[str]]:
    """Typst's own fonts alone; then with those of the system, since looking through them takes longer than setting a page."""
    installed = [folder for folder in FONT_FOLDERS if Path(folder).is_dir()]
    return [[], installed] if installed else [[]]


def _compile(source: Path | bytes, fonts: list[str], inputs: dict[str, str], **places: Path) -> str:
    """Nothing, or the first letters that FONTS lack. Raises TypstError for whatever else is wrong."""
    options: Any = {"ignore_system_fonts": True, "pdf_standards": "ua-1", "sys_inputs": inputs}
    try:
        typst.compile(source, font_paths=fonts, **options, **places)
    except typst.TypstError as error:
        found = NOT_DISPLAYED.search(str(error))
        if found is None:
            raise
        return CODE_POINT.sub(lambda code: chr(int(code[1], 16)), found[1])
    return ""


def _also_lacking(words: object, first: str) -> str:
    """Typst names the first that it misses: it is asked again without that one, until it misses none."""
    missing: dict[str, None] = {}
    letters = dict.fromkeys(letter for text in _texts(words) for letter in text if not " " <= letter <= "~")
    lacking = first
    while lacking and len(missing) < MOST_LETTERS:
        letters = dict.fromkeys(letter for letter in letters if letter not in lacking)
        lacking = _compile(LETTERS, _choices()[-1], {"letters": "".join(letters)})
        missing |= dict.fromkeys(lacking)
    return "".join(missing)


def _texts(words: object) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict | list):
        for each in words.values() if isinstance(words, dict) else words:
            yield from _texts(each)
