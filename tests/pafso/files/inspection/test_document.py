"""Letters and issues: what opens, what is refused and why, with everything opened in the sandbox."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pafso.files import sandbox
from pafso.files.inspection import document, office_package
from pafso.files.inspection.errors import Unreadable
from tests.factories import pdfs, pictures
from tests.factories.pdf_structures import letter
from tests.factories.rollfiles import xlsx_of
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
def test_a_password_is_refused_and_an_owners_alone_is_none(tmp_path: Path) -> None:
    assert refusal(tmp_path, pdfs.encrypted(b"secret")) == "encrypted"
    assert inspect(tmp_path, pdfs.encrypted(b""))["pages"] == 1


@pytest.mark.req("R33")
def test_what_an_owner_locked_is_judged_like_any_other(tmp_path: Path) -> None:
    """Strings are encrypted too: where a link leads is read without the lock."""
    content = pdfs.encrypted(b"", pdfs.pdf_with("/OpenAction << /S /URI /URI (http://h/) >>"))

    assert refusal(tmp_path, content) == "outside_action"


@pytest.mark.req("R33")
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_part_of_a_pdf_is_refused(tmp_path: Path, share: float) -> None:
    whole = pdfs.pdf(["A page of text."] * 4)

    assert refusal(tmp_path, whole[: int(len(whole) * share)]) == "damaged"


@pytest.mark.req("R33")
@pytest.mark.parametrize("made", [lambda: pdfs.shifted(2_000), pdfs.without_pages, pdfs.with_a_lost_page])
def test_a_pdf_in_need_of_repair_is_refused(tmp_path: Path, made: Callable[[], bytes]) -> None:
    assert refusal(tmp_path, made()) == "damaged"


def test_a_pdf_without_its_last_line_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, pdfs.pdf().replace(b"%%EOF\n", b"")) == "damaged"


WHOLE = {
    "plain": pdfs.pdf(["One.", "Two."]),
    "packed": letter(packed=True),
    "saved twice": pdfs.saved_again(pdfs.pdf(["One.", "Two."])),
}


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("padding", [b"\0", b"\0" * 1_000, b"\0" * 70_000, b"\r\n \n", b"\0\n" * 4_096])
def test_what_a_disk_puts_behind_is_no_damage(tmp_path: Path, name: str, padding: bytes) -> None:
    assert inspect(tmp_path, WHOLE[name] + padding) == inspect(tmp_path, WHOLE[name])


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("by", [-40, -3, -1, 1, 2, 17, 40])
def test_an_offset_that_is_off_by_a_few_is_no_damage(tmp_path: Path, name: str, by: int) -> None:
    moved = re.sub(rb"(?<=startxref\n)\d+", lambda at: str(int(at[0]) + by).encode(), WHOLE[name])

    assert moved != WHOLE[name]
    assert inspect(tmp_path, moved) == inspect(tmp_path, WHOLE[name])


@pytest.mark.parametrize("by", [1, 5, 40])
@pytest.mark.parametrize("name", ["plain", "saved twice"])
def test_a_table_that_is_off_by_a_few_is_no_damage(tmp_path: Path, name: str, by: int) -> None:
    moved = WHOLE[name].replace(b"1 0 obj", b" " * by + b"1 0 obj", 1)

    assert inspect(tmp_path, moved) == inspect(tmp_path, WHOLE[name])


@pytest.mark.req("R33")
def test_an_object_that_is_not_near_its_place_is_damage(tmp_path: Path) -> None:
    moved = pdfs.shifted(5).replace(b"\n3 0 obj", b"\n7 0 obj", 1)

    assert refusal(tmp_path, moved) == "damaged"
    assert refusal(tmp_path, re.sub(rb"(?<=startxref\n)\d+", b"5", WHOLE["plain"])) == "damaged"


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
    assert refusal(tmp_path, xlsx_of({"number": 1})) == "wrong_type"


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    "content",
    [
        pdfs.docx({"word/vbaProject.bin": b"macro"}),
        pdfs.docx(macros=True),
        pdfs.docx({"word/embeddings/oleObject1.bin": b"object"}),
        pdfs.docx({"word/activeX/activeX1.xml": b"control"}),
    ],
)
def test_a_docx_that_acts_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content) == "active_content"


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
    monkeypatch.setattr(office_package, "MOST_CATALOGUE_BYTES", 50)

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
