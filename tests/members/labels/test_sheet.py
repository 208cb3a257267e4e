"""The sheets of labels: 3 by 10 on US Letter, every letter of every line on its own label, whatever it is."""

import shutil
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import typst

from members.labels.letters import SHOWN, can_show
from members.labels.tasks import LIMITS, TEMPLATE
from pafso.documents import paper
from pafso.documents.typesetting import NAME, set_pdf

INCH = 72
ELODIE = ["Élodie Bélanger-Roy", "12, rue de l’Église", "Montréal (Québec)  H2X 1Y4"]
LUKASZ = ["Łukasz Đorđević", "ul. Świętokrzyska 31/33", "00-049 Warszawa", "POLAND"]
HUGE = [f"{n}" + "W" * 59 for n in range(6)]
LONG_NAME = "Somebody " + "With One More Name " * 7
LONGEST = [LONG_NAME[:150], *HUGE, "DEMOCRATIC REPUBLIC OF THE CONGO"]


def text_of(page: Any) -> str:
    return " ".join(page.get_textpage().get_text_range().replace("\u200b", "").split())


def boxes(page: Any, word: str) -> list[tuple[float, float, float, float]]:
    """Where WORD stands: left, bottom, right, top in points."""
    text = page.get_textpage()
    searched, found = text.search(word), []
    while place := searched.get_next():
        rectangles = [text.get_charbox(n) for n in range(place[0], sum(place))]
        lefts, bottoms, rights, tops = zip(*rectangles, strict=True)
        found.append((min(lefts), min(bottoms), max(rights), max(tops)))
    return found


def made(folder: Path, labels: list[list[str]]) -> Any:
    shutil.copyfile(TEMPLATE, folder / TEMPLATE.name)
    words = {"labels": labels, "language": "fr", "title": "Étiquettes"}
    assert set_pdf(str(folder), TEMPLATE.name, words) == {"file": NAME}
    return pypdfium2.PdfDocument(folder / NAME)


def test_labels_stand_three_across_and_ten_down_on_letter(tmp_path: Path) -> None:
    pdf = made(tmp_path, [[f"Person{n:03}", "1 Elm"] for n in range(65)])

    assert [page.get_size() for page in pdf] == [(8.5 * INCH, 11 * INCH)] * 3
    assert [text_of(page).count("Person") for page in pdf] == [30, 30, 5]
    for n in (0, 1, 2, 3, 29):
        row, column = divmod(n, 3)
        ((left, bottom, right, top),) = boxes(pdf[0], f"Person{n:03}")
        edge = (0.1875 + column * 2.75) * INCH
        assert edge < left and right < edge + 2.625 * INCH
        assert (10.5 - row - 1) * INCH < bottom and top < (10.5 - row) * INCH


def test_accents_of_french_and_of_others_are_on_paper(tmp_path: Path) -> None:
    pdf = made(tmp_path, [ELODIE, LUKASZ])

    words = text_of(pdf[0])

    for line in (*ELODIE, *LUKASZ):
        assert " ".join(line.split()) in words


def test_nothing_of_the_longest_address_is_cut(tmp_path: Path) -> None:
    pdf = made(tmp_path, [LONGEST] * 31)

    together = text_of(pdf[0]).replace(" ", "")

    for line in LONGEST:
        assert together.count(line.replace(" ", "")) == 30
    text = pdf[0].get_textpage()
    for n in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(n)
        if right > left:
            column = int((left / INCH - 0.1875) // 2.75)
            edge = (0.1875 + column * 2.75) * INCH
            assert edge <= left and right <= edge + 2.625 * INCH
            assert int(10.5 - bottom / INCH) == int(10.5 - top / INCH)


def test_words_are_data_and_never_source(tmp_path: Path) -> None:
    pdf = made(tmp_path, [["#panic()", "*bold* $x$ \\ ] #sys.inputs", '"quoted"']])

    assert text_of(pdf[0]) == '#panic() *bold* $x$ \\ ] #sys.inputs "quoted"'


def test_without_labels_there_is_an_empty_sheet(tmp_path: Path) -> None:
    assert text_of(made(tmp_path, [])[0]) == ""


@pytest.mark.req("R33")
def test_fifteen_hundred_are_set_in_the_sandbox() -> None:
    words = {"labels": [ELODIE, LUKASZ, LONGEST] * 500, "language": "en", "title": "Labels"}

    made = paper.pdf(TEMPLATE, words, limits=LIMITS)

    assert len(pypdfium2.PdfDocument(made)) == 50


def test_every_letter_that_we_say_the_font_has_it_has() -> None:
    """PDF/A refuses a letter without a shape."""
    letters = "".join(chr(n) for first, last in SHOWN for n in range(first, last + 1) if chr(n).isprintable())
    source = b'#set text(font: "Libertinus Serif", fallback: false)\n#sys.inputs.letters'

    typst.compile(source, ignore_system_fonts=True, sys_inputs={"letters": letters}, pdf_standards="a-2b")

    with pytest.raises(Exception, match="could not be displayed"):
        typst.compile(source, ignore_system_fonts=True, sys_inputs={"letters": "漢"}, pdf_standards="a-2b")


@pytest.mark.parametrize("text", ["حي السلام", "北京市", "서울", "नई दिल्ली", "🏠 1 Elm", "1 Elm\u0000"])
def test_other_letters_are_known(text: str) -> None:
    assert not can_show(text)
    assert can_show("\n".join([*ELODIE, *LUKASZ, "Ελλάδα", "ул. Тверская, № 5", "Đường Lê Lợi"]))
