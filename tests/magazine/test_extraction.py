"""An issue taken apart: text as one would search it, small pages, a cover, an outline, within limits."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from magazine import extraction, page_text
from magazine.demonstration.issues import ISSUES
from magazine.demonstration.typeset import issue_pdf
from pafso.files import sandbox
from pafso.files.inspection.errors import Unreadable
from tests.factories import pdfs
from tests.factories.pdf_writer import Page, Type, write
from tests.factories.samples import PDFS

FRENCH = "L’ambassadrice reçut, à l’aube, une lettre où l’on déplorait déjà l’hiver ; naïve espérance, œuvre inachevée."


def extract(tmp_path: Path, content: bytes, most_pages: int = 20) -> dict[str, Any]:
    path = tmp_path / "issue.pdf"
    path.write_bytes(content)
    return extraction.extract(str(path), str(tmp_path), most_pages)


def test_text_outline_title_and_pictures(tmp_path: Path) -> None:
    content = pdfs.pdf(
        ["One page.", FRENCH, "Three."],
        title="bout de papier – été",
        outline=[("Œuvres choisies", 2), ("The end", 3)],
        language="fr-CA",
    )

    found = extract(tmp_path, content)

    assert found["title"] == "bout de papier – été"
    assert found["outline"] == [{"title": "Œuvres choisies", "page": 2}, {"title": "The end", "page": 3}]
    assert [page["number"] for page in found["pages"]] == [1, 2, 3]
    assert found["pages"][1]["text"].replace("\n", " ") == FRENCH
    said = {"number": 1, "label": "", "text": "One page.", "other_forms": ""}
    assert found["pages"][0] == said | {"width": 1000, "height": 1295, "image": "p1.webp"}


def test_page_pictures_are_as_wide_as_said_and_small(tmp_path: Path) -> None:
    found = extract(tmp_path, issue_pdf(ISSUES[0]))

    for page in found["pages"]:
        with Image.open(tmp_path / page["image"]) as picture:
            assert (picture.format, picture.size) == ("WEBP", (page["width"], page["height"]))
        assert (tmp_path / page["image"]).stat().st_size <= 90_000
    with Image.open(tmp_path / "cover.webp") as cover:
        assert cover.size == (480, 622)


def test_a_page_of_text_stays_black_on_white(tmp_path: Path) -> None:
    extract(tmp_path, pdfs.pdf(["Text. " * 300]))

    with Image.open(tmp_path / "p1.webp") as picture:
        darkest, lightest = picture.convert("L").getextrema()
    assert darkest < 60
    assert lightest == 255


def test_a_ribbon_of_a_page_costs_no_more_than_another(tmp_path: Path) -> None:
    ribbon = Page(size=(72, 14_000))
    ribbon.line(10, 7000, "tall", Type())

    found = extract(tmp_path, write([ribbon], title="Ribbon"))

    assert found["pages"][0]["height"] <= 2_000
    assert found["pages"][0]["width"] >= 10


def test_a_page_without_text_has_a_picture(tmp_path: Path) -> None:
    page = Page()
    page.box(100, 100, 300, 300, (0.5, 0, 0))

    found = extract(tmp_path, write([page], title=""))

    assert found["title"] == ""
    assert found["outline"] == []
    assert found["pages"][0]["text"] == ""
    assert (tmp_path / "p1.webp").exists()


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "damaged"),
        (b"words", "damaged"),
        (pdfs.pdf(["x"] * 4)[:-200], "damaged"),
        (pdfs.with_a_lost_page(), "damaged"),
        (pdfs.encrypted(), "encrypted"),
        (pdfs.pdf(["x"] * 21), "too_many_pages"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        extract(tmp_path, content)

    assert caught.value.code == code
    assert [path.name for path in tmp_path.iterdir()] == ["issue.pdf"]


def test_a_page_without_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_text, "MOST_TEXT", 50)

    assert len(extract(tmp_path, pdfs.pdf(["words " * 100]))["pages"][0]["text"]) <= 50


def test_a_scan_loses_sharpness_before_it_grows(tmp_path: Path) -> None:
    noise, page = BytesIO(), Page()
    Image.effect_noise((1400, 1800), 120).convert("RGB").save(noise, "JPEG", quality=90)
    page.picture(noise.getvalue(), (1400, 1800), 0, 0, *page.size)

    found = extract(tmp_path, write([page], title="Scan"))

    # Pure noise cannot be made small; the last and smallest try is what is kept.
    best = BytesIO()
    with Image.open(tmp_path / "p1.webp") as picture:
        picture.save(best, "WEBP", quality=extraction.QUALITIES[0])
    assert found["pages"][0]["width"] == 1000
    assert (tmp_path / "p1.webp").stat().st_size < len(best.getvalue())


def test_dense_text_falls_back_to_the_other_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "PAGE_BYTES", 100)

    extract(tmp_path, pdfs.pdf(["A page of text."]))

    assert b"VP8 " in (tmp_path / "p1.webp").read_bytes()[:40]


def test_an_outline_without_end_or_goal_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "MOST_OUTLINE", 2)
    content = pdfs.pdf(["x"], outline=[("", 1), ("One", 1), ("Two", 1), ("Three", 1)])

    found = extract(tmp_path, content)

    assert found["outline"] == [{"title": "One", "page": 1}, {"title": "Two", "page": 1}]


@pytest.mark.req("R33")
def test_a_long_issue_does_not_need_more_memory_than_a_short_one(tmp_path: Path) -> None:
    peaks = []
    for count in (2, 30):
        path = tmp_path / f"{count}.pdf"
        path.write_bytes(pdfs.pdf([FRENCH] * count))
        folder = tmp_path / str(count)
        folder.mkdir()
        measured = "tests.pafso.files.misbehaving:peak_memory_of"
        found = sandbox.run(
            measured, "magazine.extraction:extract", str(path), str(folder), 400, limits=extraction.LIMITS
        )
        assert len(found["result"]["pages"]) == count
        peaks.append(found["peak"])

    assert peaks[1] < peaks[0] + 15_000_000


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "pages", "outline", "words"),
    [
        ("revue-fr", 12, 12, "œuvre inachevée"),
        ("pdflatex-outline", 4, 9, "Contents"),
        ("7.2-t25-pass-b", 1, 0, "First Name"),
        ("base64image", 1, 0, "PDF Annotator"),
    ],
)
def test_real_documents(tmp_path: Path, name: str, pages: int, outline: int, words: str) -> None:
    found = extraction.extract(str(PDFS[name]), str(tmp_path))

    assert len(found["pages"]) == pages
    assert len(found["outline"]) == outline
    assert words in found["pages"][0]["text"]
    assert all((tmp_path / page["image"]).stat().st_size <= 90_000 for page in found["pages"])


@pytest.mark.samples
@pytest.mark.req("R33")
def test_a_real_password(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        extraction.extract(str(PDFS["libreoffice-writer-password"]), str(tmp_path))

    assert caught.value.code == "encrypted"
