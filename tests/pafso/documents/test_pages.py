"""PDFs re-made: a picture of each page, and of its text what can be seen there."""

from pathlib import Path

import pytest
from PIL import Image

from pafso.documents import pages
from pafso.documents.page_words import Letter, typed
from pafso.files.inspection.errors import Unreadable
from tests import available
from tests.factories import pdf_structures, pdfs
from tests.factories.pdf_writer import Page, Type, write
from tests.factories.readers_copies import pdf_taken

LETTERS = pdf_structures.LETTERS.decode()


def with_annotation(words: str, drawn: bytes = b"1 0 0 rg 0 0 128 22 re f") -> bytes:
    """A page with an annotation that has an appearance of its own: a red box."""
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 128 22] /Resources << >> /Length %d >>\nstream\n%s\nendstream"
        % (len(drawn), drawn)
    )
    return pdf_structures.letter(
        annotation=f"/Rect [300 300 428 322] /AP << /N 10 0 R >> {words}", catalogue="", objects={10: form}
    ).replace(b"/Rect [72 690 200 712] ", b"")


def is_red_there(folder: Path) -> bool:
    with Image.open(folder / "p1.webp") as picture:
        red, green, blue = picture.convert("RGB").getpixel((round(364 * 1280 / 612), round((792 - 311) * 1280 / 612)))
    return red > 200 and green < 90 and blue < 90


def test_each_page_is_a_picture_with_its_text(tmp_path: Path) -> None:
    taken = pdf_taken(pdfs.pdf(["First page.", "Second page,\nof two lines."]), tmp_path)

    assert (taken["html"], taken["notes"]) == ("", [])
    assert taken["pictures"] == [
        {"file": "p1.webp", "width": 1280, "height": 1657, "text": "First page."},
        {"file": "p2.webp", "width": 1280, "height": 1657, "text": "Second page,\nof two lines."},
    ]
    for number in (1, 2):
        with Image.open(tmp_path / f"p{number}.webp") as picture:
            assert (picture.format, picture.size, picture.getexif(), picture.info.get("icc_profile")) == (
                "WEBP",
                (1280, 1657),
                {},
                None,
            )
        assert (tmp_path / f"p{number}.webp").stat().st_size < 20_000


@pytest.mark.parametrize(
    ("size", "made"), [((792.0, 612.0), (1280, 990)), ((100.0, 3000.0), (87, 2600)), ((20.0, 20.0), (1280, 1280))]
)
def test_no_page_costs_more_than_another(tmp_path: Path, size: tuple[float, float], made: tuple[int, int]) -> None:
    page = Page(size=size)

    taken = pdf_taken(write([page], title="x"), tmp_path)

    assert (taken["pictures"][0]["width"], taken["pictures"][0]["height"]) == made


def test_a_page_that_lies_on_its_side_has_its_text_too(tmp_path: Path) -> None:
    taken = pdf_taken(pdf_structures.letter(page="/Rotate 90", annotation="/Subtype /Link"), tmp_path)

    assert (taken["pictures"][0]["width"], taken["pictures"][0]["text"], taken["notes"]) == (1280, LETTERS, [])


@pytest.mark.parametrize(
    ("words", "is_drawn", "notes"),
    [
        ("/Subtype /Stamp /F 4", True, ["laid_over"]),
        ("/Subtype /Ink /F 4", True, ["laid_over"]),
        ("/Subtype /FreeText /F 4 /DA (/F1 9 Tf)", True, ["laid_over"]),
        ("/Subtype /Stamp /F 2", False, ["remarks"]),
        ("/Subtype /Stamp /F 36", False, ["remarks"]),
        ("/Subtype /Stamp /F 0", False, ["remarks"]),
        ("/Subtype /Text /F 4 /Contents (x)", False, ["remarks"]),
        ("/Subtype /Highlight /F 4", False, ["remarks"]),
        ("/Subtype /Link /F 4", False, []),
        ("/Subtype /Popup /F 4 /Contents (x) /Open true", False, []),
    ],
)
def test_what_lies_over_a_page(tmp_path: Path, words: str, is_drawn: bool, notes: list[str]) -> None:
    taken = pdf_taken(with_annotation(words).replace(b"/F 4 /Rect", b"/Rect", 1), tmp_path)

    assert (is_red_there(tmp_path), taken["notes"]) == (is_drawn, notes)
    assert taken["pictures"][0]["text"] == LETTERS


def test_a_completed_field_is_in_the_picture(tmp_path: Path) -> None:
    content = with_annotation("/Subtype /Widget /FT /Tx /T (name) /V (Amelie) /F 4").replace(b"/F 4 /Rect", b"/Rect", 1)
    content = content.replace(b"/Outlines 7 0 R ", b"/AcroForm << /Fields [6 0 R] >> /Outlines 7 0 R ")
    # The table of objects has moved: written anew.
    taken = pdf_taken(_moved(content), tmp_path)

    assert (is_red_there(tmp_path), taken["notes"]) == (True, ["laid_over"])


def _moved(content: bytes) -> bytes:
    return pdfs.saved_again(content)


def test_text_under_a_scan_is_read(tmp_path: Path) -> None:
    """What a machine read of a scan lies there invisibly; it is seen in the picture."""
    page = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET BT 3 Tr /F1 12 Tf 72 700 Td (%s) Tj ET" % (
        pdf_structures.LETTERS,
        b"machine",
    )
    objects = {4: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page)}

    taken = pdf_taken(pdf_structures.letter(objects=objects, annotation="/Subtype /Link"), tmp_path)

    assert "machine" in taken["pictures"][0]["text"].replace("\n", "") or LETTERS in taken["pictures"][0]["text"]
    assert taken["notes"] == []


def test_one_unseen_letter_is_no_reason_to_say_so(tmp_path: Path) -> None:
    page = b"BT /F1 12 Tf 72 700 Td (Seen) Tj ET 1 1 1 rg BT /F1 12 Tf 72 600 Td (ab) Tj ET"
    objects = {4: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page)}

    taken = pdf_taken(pdf_structures.letter(objects=objects, annotation="/Subtype /Link"), tmp_path)

    assert (taken["pictures"][0]["text"], taken["notes"]) == ("Seen", [])


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdfs.pdf(["One"] * 3), "too_many_pages"),
        (b"no PDF", "damaged"),
        (pdfs.pdf()[:300], "damaged"),
        (pdfs.encrypted(), "encrypted"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        pdf_taken(content, tmp_path, most_pages=2)

    assert refused.value.code == code


def test_a_page_that_pdfium_cannot_draw_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise pages.pypdfium2.PdfiumError("no page")

    monkeypatch.setattr(pages, "_drawn", broken)
    with pytest.raises(Unreadable) as refused:
        pdf_taken(pdfs.pdf(), tmp_path)

    assert refused.value.code == "damaged"


def test_a_photograph_of_a_page_gives_way_until_it_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.factories.pictures import jpeg

    page = Page()
    page.picture(jpeg((1200, 1550)), (1200, 1550), 0, 0, 612, 792)
    content = write([page], title="Scan")
    pdf_taken(content, tmp_path)
    at_ease = (tmp_path / "p1.webp").stat().st_size
    monkeypatch.setattr(pages, "PAGE_BYTES", at_ease - 1)

    pdf_taken(content, tmp_path)

    assert 0 < (tmp_path / "p1.webp").stat().st_size < at_ease


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("One\r\ntwo\rthree", "One\ntwo\nthree"),
        ("diplo\x02\nmate, Bélanger\ufffe\nRoy, end\x02", "diplomate, Bélanger-Roy, end-"),
        ("e\u0301te\u0301 oﬃce", "été office"),
        ("a\u200bb\u202ec\x00\ue000d", "abcd"),
        ("  a   b  \n\n\n\n c", "a b\n\nc"),
        ("", ""),
    ],
)
def test_text_as_one_would_have_typed_it(text: str, read: str) -> None:
    assert typed(Letter(letter, True) for letter in text) == read


def test_letters_that_are_not_seen_are_not_read() -> None:
    assert typed([Letter("a", True), Letter("b", False), Letter("c", True)]) == "ac"


@pytest.mark.samples
@pytest.mark.parametrize("path", sorted((available.SAMPLES / "pdf").glob("*.pdf")), ids=lambda path: path.name)
def test_samples(path: Path, tmp_path: Path) -> None:
    if path.name == "libreoffice-writer-password.pdf":
        with pytest.raises(Unreadable):
            pages.take(str(path), str(tmp_path), 40)
        return

    taken = pages.take(str(path), str(tmp_path), 40)

    assert taken["pictures"]
    for picture in taken["pictures"]:
        assert 0 < (tmp_path / picture["file"]).stat().st_size < 250_000
    assert any(picture["text"] for picture in taken["pictures"])


def test_the_size_of_type_is_no_reason_to_be_unseen(tmp_path: Path) -> None:
    page = Page()
    page.line(72, 700, "Small print, and a full stop.", Type(4))

    taken = pdf_taken(write([page], title="x"), tmp_path)

    assert (taken["pictures"][0]["text"], taken["notes"]) == ("Small print, and a full stop.", [])
