"""The issues that the demonstration sets are real: our own reader reads every word of them."""

from pathlib import Path
from typing import Any

import pytest

from magazine import extraction
from magazine.demonstration.issues import ISSUES
from magazine.demonstration.typeset import issue_pdf, paragraphs, title_of
from pafso.files.inspection import document


def read(folder: Path, issue: dict[str, Any]) -> dict[str, Any]:
    path = folder / "issue.pdf"
    path.write_bytes(issue_pdf(issue))
    assert document.inspect_document(str(path), ["pdf"], 20)["pages"] >= 6
    return extraction.extract(str(path), str(folder))


@pytest.mark.parametrize("issue", ISSUES, ids=title_of)
def test_an_issue_reads_well(tmp_path: Path, issue: dict[str, Any]) -> None:
    found = read(tmp_path, issue)

    assert found["title"] == title_of(issue)
    assert [entry["title"] for entry in found["outline"]] == [piece["title"] for piece in issue["pieces"]]
    assert [entry["page"] for entry in found["outline"]] == [3, 4, 5, 6]
    for number, piece in enumerate(issue["pieces"], start=3):
        text = found["pages"][number - 1]["text"].replace("\n", " ")
        assert [part for part in [piece["author"], *paragraphs(piece)] if part not in text] == []
    assert {piece["language"] for piece in issue["pieces"]} == {"en", "fr"}


def test_a_long_article_goes_over_the_page(tmp_path: Path) -> None:
    piece, after = ISSUES[0]["pieces"][1:3]
    long = {**piece, "text": "\n\n".join([piece["text"]] * 4)}

    found = read(tmp_path, {**ISSUES[0], "pieces": [long, after]})

    assert [entry["page"] for entry in found["outline"]] == [3, 6]
    first, second, third = (page["text"].replace("\n", " ") for page in found["pages"][2:5])
    assert all(paragraphs(piece)[0] in text for text in (first, second))
    assert paragraphs(piece)[-1] in third


def test_words_are_never_read_as_source(tmp_path: Path) -> None:
    title = 'The #panic("x") of $1 and "two" \\ *stars*'
    odd = {**ISSUES[0]["pieces"][1], "title": title}

    found = read(tmp_path, {**ISSUES[0], "pieces": [odd, *ISSUES[0]["pieces"][2:], odd]})

    assert [entry["title"] for entry in found["outline"]][::3] == [title, title]
    assert title in found["pages"][2]["text"].replace("\n", " ")


def test_a_compound_word_keeps_its_hyphen(tmp_path: Path) -> None:
    words = " ".join(["Trois-Rivières, dix-neuf, écrivez-nous, là-bas, vice-consul"] * 12)
    compound = {**ISSUES[0]["pieces"][0], "text": words}

    found = read(tmp_path, {**ISSUES[0], "pieces": [compound, *ISSUES[0]["pieces"][1:]]})

    assert words in found["pages"][2]["text"].replace("\n", " ")
