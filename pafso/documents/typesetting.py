"""Sets a PDF with typst. Runs in the sandbox, where nothing of Django is; words reach typst as data, never as its source.

`sandbox.run("pafso.documents.typesetting:set_pdf", folder, "paper.typ", words, limits=LIMITS)`, through `paper.pdf`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import typst

from pafso.files.confinement import FONT_FOLDERS

NAME = "set.pdf"
NOT_DISPLAYED = re.compile(r"the text `?\"(.+?)\"`? could not be displayed", re.DOTALL)
CODE_POINT = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
LETTERS = '#set document(title: "x")\n#sys.inputs.letters.clusters().join(linebreak())'
MOST_LETTERS = 40


def set_pdf(folder: str, template: str, words: dict[str, object]) -> dict[str, str]:
    """Write `set.pdf` into FOLDER, in which TEMPLATE and the pictures that it may show lie, and nothing else that typst may read.

    The PDF is tagged, by PDF/UA-1. Returns {"file": its name}, or {"letters": those of WORDS that no font here can show}.
    """
    place, lacking = Path(folder), ""
    for fonts in _choices():
        lacking = _compile(place / template, fonts, {"words": json.dumps(words)})
        if not lacking:
            return {"file": NAME}
    return {"letters": lacking + _also_lacking(place / "letters.typ", words, lacking)}


def _choices() -> list[list[Path]]:
    """Typst's own fonts alone; then with those of the system, since looking through them takes longer than setting a page."""
    installed = [Path(folder) for folder in FONT_FOLDERS if Path(folder).is_dir()]
    return [[], installed] if installed else [[]]


def _compile(source: Path, fonts: list[Path], inputs: dict[str, str]) -> str:
    """Nothing, and the PDF beside SOURCE; or the first letters that FONTS lack. Raises TypstError for whatever else is wrong."""
    place = source.parent
    compiler = typst.Compiler(source, root=place, font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs)
    try:
        compiler.compile(output=place / NAME, format="pdf", pdf_standards="ua-1")
    except typst.TypstError as error:
        found = NOT_DISPLAYED.search(str(error))
        if found is None:
            raise
        return CODE_POINT.sub(lambda code: chr(int(code[1], 16)), found[1])
    return ""


def _also_lacking(source: Path, words: dict[str, object], first: str) -> str:
    """Typst names the first that it misses: it is asked again without that one, until it misses none."""
    source.write_text(LETTERS, encoding="utf-8")
    missing: dict[str, None] = {}
    letters = dict.fromkeys(letter for text in _texts(words) for letter in text if not " " <= letter <= "~")
    lacking = first
    while lacking and len(missing) < MOST_LETTERS:
        letters = dict.fromkeys(letter for letter in letters if letter not in lacking)
        lacking = _compile(source, _choices()[-1], {"letters": "".join(letters)})
        missing |= dict.fromkeys(lacking)
    return "".join(missing)


def _texts(words: object) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict | list):
        for each in words.values() if isinstance(words, dict) else words:
            yield from _texts(each)
