"""The text of a printed page: cut words whole, initials with their words, nothing from beyond the page's edge."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from magazine import extraction
from magazine.page_text import Found, Letter, marked_text, settled, typed, words_of
from tests.factories.pdf_structures import written
from tests.factories.samples import CASES, needs_cases

SIZE, WIDTH = 12.0, 6.0


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("diplo\u00ad\r\nmate", "diplomate"),
        ("diplo\ufffe\r\nmate", "diplomate"),
        ("diplo\x02mate", "diplomate"),
        ("diplo-\r\nmate", "diplomate"),
        ("diplo\u2010\nmate", "diplomate"),
        ("Trois-\r\nRivières", "Trois-Rivières"),
        ("Bélanger\x02Roy", "Bélanger-Roy"),
        ("Bélanger\ufffeRoy", "Bélanger-Roy"),
        ("Saint-\nÉtienne", "Saint-Étienne"),
        ("COVID\x0219", "COVID-19"),
        ("FS\ufffe\r\n02", "FS-02"),
        ("1990-\r\n2026", "1990-2026"),
        ("1960\x02era", "1960-era"),
        ("G7-\nled", "G7-led"),
        ("co\u00adopé\u00adration", "coopération"),
        ("e\u0301te\u0301", "été"),
        ("a \x02\x00 b", "a    b"),
        ("rega\x02", "rega-"),
        ("one -\ntwo", "one -\ntwo"),
        ("  tail   \n\n", "tail"),
        ("", ""),
    ],
)
def test_text_is_as_one_would_have_typed_it(raw: str, text: str) -> None:
    assert typed(raw) == text


def settle(raw: str, *others: str) -> Found:
    texts = [marked(raw), *map(marked, others)]
    return settled(texts[0], words_of(texts))


def marked(raw: str) -> str:
    return marked_text(Letter(letter, 0, 0, 1, 1, letter in "\r\n") for letter in raw)


def test_a_cut_word_is_found_in_both_forms() -> None:
    assert settle("le sous\x02ministre et la diplo\x02mate") == (
        "le sousministre et la diplomate",
        "sous-ministre\ndiplo-mate",
    )


def test_the_issue_knows_whether_a_hyphen_was_the_words_own() -> None:
    assert settle("le sous\x02ministre", "Le sous-ministre.") == ("le sous-ministre", "sousministre")
    assert settle("le sous\x02ministre", "Le sous comité, un ministre.") == ("le sous-ministre", "sousministre")
    assert settle("ten pro\x02gram and", "a program, a gram of pro") == ("ten program and", "pro-gram")


def test_a_word_cut_twice() -> None:
    assert settle("vice\x02sous\x02ministre") == ("vicesousministre", "vice-sous-ministre")


def run(text: str, x: float, y: float, size: float = SIZE, *, made_up: str = "\r\n") -> list[Letter]:
    """TEXT from X on, each letter half as wide as its size."""
    return [
        Letter(letter, x + place * size / 2, y, x + (place + 1) * size / 2, y + size, letter in made_up)
        for place, letter in enumerate(text)
    ]


BODY = [
    *run("iplomats of the service are\n", 100, 100),
    *run("the first to arrive in the\n", 100, 86),
    *run("capital.\n", 80, 72),
]
CAP = run("D", 80, 84, 30)


@pytest.mark.parametrize(
    "letters",
    [
        [*CAP, *run("\r\n", 95, 84), *BODY],
        [*BODY, *CAP],
        [*BODY[:28], *CAP, *run(" ", 95, 84, made_up=" "), *BODY[28:]],
        [*run("Elsewhere.\n", 300, 100), *CAP, *run("\n", 95, 84), *BODY],
        [*run("D", 80, 100, 30), *run("\n", 95, 100), *BODY],
    ],
    ids=["before", "behind", "within a line", "after another column", "raised"],
)
def test_an_initial_joins_its_word_wherever_it_is_drawn(letters: list[Letter]) -> None:
    text = typed_from(letters)

    assert "Diplomats of the service are\nthe first to arrive in the\ncapital." in text
    assert text.count("D") == 1


def typed_from(letters: list[Letter], *others: str) -> str:
    first = marked_text(letters)
    return settled(first, words_of([first, *others])).text


@pytest.mark.parametrize(
    ("initial", "begins", "text"),
    [
        ("L’", "ambassade de", "L’ambassade de"),
        ("L’", "Afrique est", "L’Afrique est"),
        ("« L", "e ministre", "« Le ministre"),
        ("“D", "ear colleagues", "“Dear colleagues"),
        ("É", "lodie écrit", "Élodie écrit"),
        ("D", "IPLOMATS of the", "DIPLOMATS of the"),
        ("D", "’Ottawa à Paris", "D’Ottawa à Paris"),
        ("A", "mbassadors are", "Ambassadors are"),
    ],
)
def test_initials_of_every_kind(initial: str, begins: str, text: str) -> None:
    letters = [*run(initial, 80, 84, 30), *run("\n", 110, 84), *run(begins, 80 + len(initial) * 15 + 4, 100)]

    assert typed_from(letters) == text


def test_a_letter_that_is_a_word_stays_one() -> None:
    new = run("new posting", 98, 100)

    assert typed_from([*run("A ", 80, 84, 30), *run("\n", 110, 84), *new]) == "A new posting"
    assert typed_from([*run("A", 80, 84, 30), *run("\n", 95, 84), *new], "the new one") == "A new posting"


@pytest.mark.parametrize(
    ("initial", "begins"),
    [
        (run("B", 80, 84, 30), run("Baker, John", 98, 100)),
        (run("D", 80, 84, 30), run("far away", 200, 100)),
        (run("D", 80, 84, 30), run("below", 98, 40)),
        (run("D", 80, 84, 14), run("iplomats", 98, 86)),
        (run("7", 80, 84, 30), run("days", 98, 100)),
        (run("d", 80, 84, 30), run("ays", 98, 100)),
        (run("FS", 80, 84, 30), run("officers", 114, 100)),
    ],
    ids=["a heading of a list", "far", "below", "not larger", "a figure", "small", "two letters"],
)
def test_what_is_no_initial(initial: list[Letter], begins: list[Letter]) -> None:
    letters = [*initial, *run("\n", 95, 84), *begins]

    assert typed_from(letters) == f"{''.join(a.text for a in initial)}\n{''.join(a.text for a in begins)}"


def test_a_page_full_of_single_letters_costs_little() -> None:
    letters = [letter for place in range(3_000) for letter in run("A\n", 80, place * 20, 30)]

    assert marked_text(letters).count("A") == 3_000


# --- whole files ----------------------------------------------------------------------------------------------------
def page_pdf(*lines: tuple[str, float, float, float], boxes: str = "", labels: str = "", turned: int = 0) -> bytes:
    """Each line is (text, x, y, size)."""
    body = "\n".join(f"BT /F1 {size:g} Tf {x:g} {y:g} Td ({text}) Tj ET" for text, x, y, size in lines).encode("cp1252")
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {boxes} /Rotate {turned} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
    return written(
        {
            1: f"<< /Type /Catalog /Pages 2 0 R {labels} >>".encode(),
            2: b"<< /Type /Pages /Count 2 /Kids [3 0 R 3 0 R] >>",
            3: page.encode(),
            4: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
        }
    )


def pages(tmp_path: Path, content: bytes) -> list[dict[str, Any]]:
    path = tmp_path / "issue.pdf"
    path.write_bytes(content)
    found: list[dict[str, Any]] = extraction.extract(str(path), str(tmp_path))["pages"]
    return found


@pytest.mark.parametrize("turned", [0, 90, 180])
def test_nothing_from_beyond_the_crop_box(tmp_path: Path, turned: int) -> None:
    lines = [
        ("Slug of the printer", 60, 820, 8),
        ("The article.", 72, 600, 12),
        ("Left", 5, 400, 12),
        ("Low", 72, 20, 12),
        ("Off", 700, 400, 12),
    ]

    found = pages(tmp_path, page_pdf(*lines, boxes="/CropBox [50 50 545 790]", turned=turned))

    assert found[0]["text"] == "The article."


@pytest.mark.parametrize("boxes", ["", "/CropBox [0 0 595 842]"])
def test_a_line_that_runs_over_the_sheet_is_text(tmp_path: Path, boxes: str) -> None:
    content = page_pdf(("The article runs on", 540, 600, 12), boxes=boxes)

    assert pages(tmp_path, content)[0]["text"] == "The article runs on"


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ("", ["", ""]),
        ("/PageLabels << /Nums [0 << /S /r >>] >>", ["i", "ii"]),
        ("/PageLabels << /Nums [0 << /P (Cover) >> 1 << /S /D /St 57 >>] >>", ["Cover", "57"]),
        ("/PageLabels << /Nums [0 << /S /A /P (A-) >>] >>", ["A-A", "A-B"]),
        (
            "/PageLabels << /Nums [0 << /P (A label that has no end at all) >>] >>",
            ["A label that has no ", "A label that has no "],
        ),
    ],
)
def test_what_the_document_calls_its_pages(tmp_path: Path, labels: str, found: list[str]) -> None:
    assert [page["label"] for page in pages(tmp_path, page_pdf(("x", 72, 600, 12), labels=labels))] == found


@needs_cases
@pytest.mark.parametrize(
    ("name", "there", "gone"),
    [
        ("pdf-04-drop-cap", ["Diplomats of the service"], ["D\niplomats"]),
        ("pdf-07-cropbox", ["A visible paragraph of the article."], ["PRINTERSLUG", "proofreader"]),
        ("pdf-11-owner-password", ["The following text of the magazine"], []),
        (
            "pdf-22-names-at-line-end",
            ["Bélanger-Roy", "Jean-Pierre Côté", "Saint-Jean", "2025-2026", "COVID-19"],
            ["BélangerRoy", "COVID19"],
        ),
    ],
)
def test_cases(tmp_path: Path, name: str, there: list[str], gone: list[str]) -> None:
    found = extraction.extract(str(CASES / f"{name}.pdf"), str(tmp_path))["pages"][0]

    assert [words for words in there if words not in found["text"]] == []
    assert [words for words in gone if words in found["text"]] == []
    assert Counter(found["other_forms"].split()) == Counter(
        ["sous-ministre", "sous-secrétaire"] if name.startswith("pdf-22") else []
    )
