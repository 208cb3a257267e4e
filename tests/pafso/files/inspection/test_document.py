"""Letters and issues: what opens, what is refused and why, with everything opened in the sandbox."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pafso.files import sandbox
from pafso.files.inspection import document
from pafso.files.inspection.errors import Unreadable
from pafso.files.inspection.pdf_names import names_in
from tests.factories import pdfs, pictures
from tests.factories.samples import PDFS

BOTH = ("pdf", "docx")


def inspect(tmp_path: Path, content: bytes, kinds: tuple[str, ...] = BOTH, most_pages: int = 5) -> dict:
    path = tmp_path / "document"
    path.write_bytes(content)
    return document.inspect_document(str(path), kinds, most_pages)


def refusal(tmp_path: Path, content: bytes, **options: object) -> str:
    with pytest.raises(Unreadable) as caught:
        inspect(tmp_path, content, **options)  # type: ignore[arg-type]
    return caught.value.code


def test_a_pdf_tells_its_pages(tmp_path: Path) -> None:
    found = inspect(tmp_path, pdfs.pdf(["One.", "Deux, à l’été.", "Three."]))

    assert found == {"media_type": "application/pdf", "pages": 3}


def test_a_docx_has_no_pages(tmp_path: Path) -> None:
    assert inspect(tmp_path, pdfs.docx()) == {"media_type": document.DOCX_TYPE, "pages": None}


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    "made",
    [
        pdfs.scripted,
        pdfs.disguised_script,
        pdfs.named_script,
        pdfs.hidden_script,
        pdfs.launching,
        pdfs.with_attachment,
        pdfs.with_xfa,
    ],
)
def test_what_acts_is_refused(tmp_path: Path, made: Callable[[], bytes]) -> None:
    assert refusal(tmp_path, made()) == "active_content"


def test_the_hidden_script_is_not_in_the_plain_bytes() -> None:
    assert b"JavaScript" not in pdfs.hidden_script()


def test_speaking_of_scripts_is_no_script(tmp_path: Path) -> None:
    assert inspect(tmp_path, pdfs.speaking_of_scripts())["pages"] == 1


@pytest.mark.req("R33")
@pytest.mark.parametrize("password", [b"secret", b""])
def test_a_password_is_refused_even_an_empty_one(tmp_path: Path, password: bytes) -> None:
    assert refusal(tmp_path, pdfs.encrypted(password)) == "encrypted"


@pytest.mark.req("R33")
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_part_of_a_pdf_is_refused(tmp_path: Path, share: float) -> None:
    whole = pdfs.pdf(["A page of text."] * 4)

    assert refusal(tmp_path, whole[: int(len(whole) * share)]) == "damaged"


@pytest.mark.req("R33")
@pytest.mark.parametrize("made", [pdfs.shifted, pdfs.without_pages, pdfs.with_a_lost_page])
def test_a_pdf_in_need_of_repair_is_refused(tmp_path: Path, made: Callable[[], bytes]) -> None:
    assert refusal(tmp_path, made()) == "damaged"


def test_a_pdf_without_its_last_line_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, pdfs.pdf().replace(b"%%EOF\n", b"")) == "damaged"


def test_too_many_pages(tmp_path: Path) -> None:
    assert inspect(tmp_path, pdfs.pdf(["x"] * 5))["pages"] == 5
    assert refusal(tmp_path, pdfs.pdf(["x"] * 6)) == "too_many_pages"


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    "content",
    [
        b"just text",
        b"%!PS-Adobe-3.0",
        b"<html></html>",
        b"PK\x03\x04 no archive",
        pictures.png(),
        pdfs.old_office(),
    ],
)
def test_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content, kinds=("pdf",)) == "wrong_type"


def test_a_kind_that_was_not_asked_for_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, pdfs.docx(), kinds=("pdf",)) == "wrong_type"
    assert refusal(tmp_path, pdfs.pdf(), kinds=("docx",)) == "wrong_type"


def test_an_archive_of_another_kind_is_no_docx(tmp_path: Path) -> None:
    spreadsheet = pdfs.docx().replace(b"word/document.xml", b"xl/worksheet1.xml")

    assert refusal(tmp_path, spreadsheet) == "wrong_type"


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    "content",
    [
        pdfs.docx({"word/vbaProject.bin": b"macro"}),
        pdfs.docx(macros=True),
        pdfs.docx({"word/embeddings/oleObject1.bin": b"object"}),
        pdfs.docx({"word/activeX/activeX1.xml": b"control"}),
        pdfs.docx({"word/_rels/settings.xml.rels": b'<Relationship Target="https://x.example/t.dotm"/>'}),
    ],
)
def test_a_docx_that_acts_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content) == "active_content"


def test_a_template_on_the_writers_own_disk_is_no_harm(tmp_path: Path) -> None:
    content = pdfs.docx({"word/_rels/settings.xml.rels": b'<Relationship Target="file:///C:/Letter.dotx"/>'})

    assert inspect(tmp_path, content)["pages"] is None


@pytest.mark.req("R33")
def test_a_zip_bomb_is_refused_quickly(tmp_path: Path) -> None:
    content = pdfs.zip_bomb()
    begun = time.process_time()

    assert refusal(tmp_path, content) == "bomb"
    assert time.process_time() - begun < 1


def test_a_zip_whose_catalogue_lies_is_refused(tmp_path: Path) -> None:
    honest = pdfs.docx({"word/media/a.bmp": bytes(5000)})
    size = (5000).to_bytes(4, "little")

    assert refusal(tmp_path, honest.replace(size, (50).to_bytes(4, "little"))) == "damaged"


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, pdfs.docx({f"word/p{n}.xml": b"" for n in range(2_100)})) == "bomb"


def test_a_catalogue_that_is_too_long_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_CATALOGUE_BYTES", 50)

    assert refusal(tmp_path, pdfs.docx()) == "bomb"


@pytest.mark.parametrize("share", [0.3, 0.8, 0.97])
def test_part_of_a_docx_is_refused(tmp_path: Path, share: float) -> None:
    whole = pdfs.docx({"word/media/image1.png": pictures.png()})

    assert refusal(tmp_path, whole[: int(len(whole) * share)]) == "damaged"


def test_a_docx_with_a_hole_is_refused(tmp_path: Path) -> None:
    whole = pdfs.docx({"word/media/image1.png": pictures.png_noise()})

    assert refusal(tmp_path, whole[:100] + whole[-22:]) == "damaged"
    assert refusal(tmp_path, whole[:2000] + b"\xff" * 40 + whole[2040:]) == "damaged"


def test_a_docx_packed_in_an_unknown_way_is_refused(tmp_path: Path) -> None:
    whole = bytearray(pdfs.docx())
    whole[8], whole[whole.find(b"PK\x01\x02") + 10] = 97, 97

    assert refusal(tmp_path, bytes(whole)) == "damaged"


def test_a_docx_with_a_password_on_a_part_is_encrypted(tmp_path: Path) -> None:
    whole = bytearray(pdfs.docx())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = whole.find(signature)
        while place >= 0:
            whole[place + at] |= 1
            place = whole.find(signature, place + 4)

    assert refusal(tmp_path, bytes(whole)) == "encrypted"


@pytest.mark.req("R33")
def test_an_encrypted_word_container(tmp_path: Path) -> None:
    assert refusal(tmp_path, pdfs.old_office(encrypted=True)) == "encrypted"
    assert refusal(tmp_path, pdfs.old_office()) == "wrong_type"


def test_names_are_found_between_streams_and_strings() -> None:
    written = (
        b"%PDF-1.7\r\n1 0 obj\r\n<</A<</Length 3>>/Length 10/S(\\) /Not (nor /This) /Either)>>stream\r\n"
        b"/Hidden ((\r\nendstream\r\nendobj\r\n2 0 obj\r\n<</Seen/Launch>>\r\nendobj\r\n"
    )

    assert list(names_in(written)) == ["A", "Length", "Length", "S", "Seen", "Launch"]


@pytest.mark.req("R33")
def test_inspection_runs_in_the_sandbox(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdfs.scripted())

    with pytest.raises(Unreadable) as caught:
        sandbox.run("pafso.files.inspection.document:inspect_document", str(path), ["pdf"], 5)

    assert caught.value.code == "active_content"


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "pages"), [("7.2-t25-pass-b", 1), ("base64image", 1), ("pdflatex-outline", 4), ("revue-fr", 12)]
)
def test_real_documents_pass(name: str, pages: int) -> None:
    assert document.inspect_document(str(PDFS[name]), ["pdf"], 40)["pages"] == pages


@pytest.mark.samples
@pytest.mark.parametrize("cut", [30, 600, 20_000])
def test_real_documents_cut_short_are_refused(tmp_path: Path, cut: int) -> None:
    for name in ("7.2-t25-pass-b", "base64image", "pdflatex-outline", "revue-fr"):
        assert refusal(tmp_path, PDFS[name].read_bytes()[:-cut]) == "damaged"


@pytest.mark.samples
def test_a_real_password_is_found(tmp_path: Path) -> None:
    assert refusal(tmp_path, PDFS["libreoffice-writer-password"].read_bytes()) == "encrypted"
