"""What the demonstration draws is real: photos that pass our own checks, issues that our own reader reads."""

import time
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest

from magazine import extraction
from pafso.demonstration import pdf, pictures
from pafso.demonstration.articles import AUTUMN, SPRING
from pafso.demonstration.magazine import ISSUES, _article, issue_pdf
from pafso.demonstration.widths import width_of
from pafso.files import documents
from pafso.files.kinds import inspect_photo


def test_a_seed_always_draws_the_same_and_another_seed_another() -> None:
    first, again, other = (pictures.draw(seed, (240, 160)).tobytes() for seed in (7, 7, 8))

    assert first == again
    assert first != other


@pytest.mark.parametrize("seed", range(8))
def test_every_scene_is_a_photo_that_passes(seed: int) -> None:
    content = pictures.photograph(seed, (600, 400), taken_at=datetime(2026, 4, 5, 6, 7, 8))

    facts = inspect_photo(BytesIO(content))

    assert (facts.width, facts.height, facts.taken_at) == (600, 400, datetime(2026, 4, 5, 6, 7, 8))
    assert facts.camera


def test_drawing_is_quick() -> None:
    begun = time.process_time()

    pictures.draw(5)

    assert time.process_time() - begun < 1


@pytest.mark.parametrize("issue", ISSUES, ids=lambda issue: issue.title)
def test_an_issue_reads_well(tmp_path: Path, issue) -> None:
    path = tmp_path / "issue.pdf"
    path.write_bytes(issue_pdf(issue))

    assert documents.inspect_document(str(path), ["pdf"], 20)["pages"] >= 6
    found = extraction.extract(str(path), str(tmp_path))

    assert found["title"] == issue.title
    assert [entry["title"] for entry in found["outline"]] == [piece.title for piece in issue.pieces]
    for entry, piece in zip(found["outline"], issue.pieces, strict=True):
        text = found["pages"][entry["page"] - 1]["text"]
        assert piece.author in text
        assert " ".join(piece.texts[0].split()[:4]) in text.replace("\n", " ")


def test_every_word_of_the_articles_is_on_the_pages(tmp_path: Path) -> None:
    path = tmp_path / "issue.pdf"
    path.write_bytes(issue_pdf(ISSUES[0]))

    found = extraction.extract(str(path), str(tmp_path))

    printed = set(" ".join(page["text"] for page in found["pages"]).split())
    for piece in SPRING:
        assert set(" ".join(piece.texts).split()) - printed == set()


def test_a_long_article_goes_over_the_page() -> None:
    long = replace(SPRING[1], text="\n\n".join(SPRING[1].texts * 4))

    assert len(_article(long, 1)) >= 2


def test_both_issues_speak_both_languages() -> None:
    assert {piece.language for piece in SPRING} == {piece.language for piece in AUTUMN} == {"en", "fr"}


def test_lines_are_broken_where_they_end() -> None:
    style = pdf.Type("Helvetica", 10, 12)

    lines = pdf.wrap("one two three averyveryverylongword four", 60, style)

    assert lines == ["one two", "three", "averyveryverylongword", "four"]
    assert width_of("one two", "Helvetica", 10) == pytest.approx(35.02, abs=0.01)
    assert width_of("œ–漢", "Times-Roman", 1000) == 722 + 500 + 500
