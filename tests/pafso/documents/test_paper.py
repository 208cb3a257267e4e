"""PDFs out: tagged, of words that are only data, and never with an empty box for a letter."""

import time
from pathlib import Path

import pypdfium2
import pytest
from django.utils import translation

from pafso.documents import paper, typesetting
from pafso.files import confinement, tempdirs
from pafso.files.sandbox import SandboxFailure
from tests.factories.fonts import font_for
from tests.factories.pictures import webp

SOURCE = """#let words = json(bytes(sys.inputs.words))
#set document(title: words.title)
#set text(lang: "en")
= #words.title
#words.text
"""
# Of no script, and in no font but the one that a test makes.
NOBODYS = "\U0010fffd"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "page.typ"
    path.write_text(SOURCE)
    return path


def words_in(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def test_a_page_is_tagged_and_says_its_title(template: Path) -> None:
    made = paper.pdf(template, {"title": "Dossier", "text": "A case."})

    assert words_in(made) == "Dossier A case."
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert b"/MarkInfo" in made and b"/StructTreeRoot" in made


def test_a_page_costs_little_once_the_child_is_warm(template: Path) -> None:
    words = {"title": "Dossier", "text": "A case."}
    paper.pdf(template, words)

    took = []
    for _ in range(5):
        begun = time.perf_counter()
        paper.pdf(template, words)
        took.append(time.perf_counter() - begun)

    assert min(took) < 0.25


@pytest.mark.req("R28")
@pytest.mark.parametrize(
    "text", ["#panic()", '#import("/etc/passwd") ]', "*bold* $x$ \\ // end", '"quoted" \\u{41} {{ }}']
)
def test_words_are_data(template: Path, text: str) -> None:
    assert words_in(paper.pdf(template, {"title": "T", "text": text})) == f"T {text}"


@pytest.mark.req("R33")
@pytest.mark.parametrize("path", ["../page.typ", "/etc/passwd", "page2.typ"])
def test_a_template_reads_nothing_beside_itself(template: Path, path: str) -> None:
    (template.parent / "page2.typ").write_text("secret")
    template.write_text(SOURCE + f'#read("{path}")')

    with pytest.raises(SandboxFailure) as broken:
        paper.pdf(template, {"title": "T", "text": "x"})

    assert broken.value.reason == "error"


def test_pictures_stand_beside_the_template(template: Path, tmp_path: Path) -> None:
    picture = tmp_path / "made.webp"
    picture.write_bytes(webp((40, 30)))
    template.write_text(SOURCE + '#image("one.webp", alt: "A seal")')

    made = paper.pdf(template, {"title": "T", "text": "x"}, pictures={"one.webp": picture})

    assert b"/Subtype/Image" in made.replace(b" ", b"")


def test_nothing_is_left_behind(template: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempdirs.tempfile, "tempdir", str(room))

    paper.pdf(template, {"title": "T", "text": "x"})
    with pytest.raises(paper.NoFontShows):
        paper.pdf(template, {"title": "T", "text": NOBODYS})

    assert list(room.iterdir()) == []


def test_a_letter_without_a_font_is_named_with_the_people(template: Path) -> None:
    words = {"title": f"Jane {NOBODYS}", "text": f"Once {NOBODYS}, said Alix."}
    names = ["Alix Roy", f"Jane {NOBODYS}"]

    with pytest.raises(paper.NoFontShows) as refused:
        paper.pdf(template, words, names=names, texts={"Alix Roy": words["text"], "Chidi": "Nothing of it."})

    assert (refused.value.letters, refused.value.code) == (NOBODYS, "letters")
    assert refused.value.whose == (f"Jane {NOBODYS}", "Alix Roy")


@pytest.mark.parametrize(
    ("letters", "names", "texts", "english", "french"),
    [
        (
            "王", ["Wang 王"], {},
            "No font here can show 王 in the name of Wang 王. Install the package fonts-noto-cjk.",
            "Aucune police installée ici n’affiche 王 dans le nom de Wang 王. Installez le paquet fonts-noto-cjk.",
        ),
        (
            "ኢ한", ["ኢት"], {"Ana": "한"},
            "No font here can show ኢ 한 in the name of ኢት, in what Ana wrote. Install the packages fonts-noto-cjk, fonts-noto-core.",
            "Aucune police installée ici n’affiche ኢ 한 dans le nom de ኢት, dans le texte de Ana. Installez les paquets fonts-noto-cjk, fonts-noto-core.",
        ),
        (
            "\x01", ["Wang"], {},
            "No font here can show U+0001. Install the package fonts-noto-core.",
            "Aucune police installée ici n’affiche U+0001. Installez le paquet fonts-noto-core.",
        ),
    ],
)  # fmt: skip
def test_the_sentence(letters: str, names: list[str], texts: dict[str, str], english: str, french: str) -> None:
    error = paper.NoFontShows(letters, names=names, texts=texts)

    assert str(error) == english
    with translation.override("fr"):
        assert str(error) == french


def test_every_letter_that_is_missing_is_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "FONT_FOLDERS", ())
    (tmp_path / "page.typ").write_text(SOURCE)
    words = {"title": "王", "text": "漢 字 王 Élodie", "people": [{"name": "한"}]}

    found = typesetting.set_pdf(str(tmp_path), "page.typ", words)

    assert sorted(found["letters"]) == sorted("王漢字한")


def test_a_template_that_is_wrong_is_no_missing_letter(tmp_path: Path) -> None:
    (tmp_path / "page.typ").write_text("#panic()")

    with pytest.raises(RuntimeError, match="panicked"):
        typesetting.set_pdf(str(tmp_path), "page.typ", {})


def test_a_font_that_was_installed_shows_the_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts, work = tmp_path / "fonts", tmp_path / "work"
    fonts.mkdir()
    work.mkdir()
    (work / "page.typ").write_text(SOURCE)
    words: dict[str, object] = {"title": "T", "text": f"Wang {NOBODYS}"}
    monkeypatch.setattr(typesetting, "FONT_FOLDERS", (str(fonts), "/nowhere"))
    assert typesetting.set_pdf(str(work), "page.typ", words) == {"letters": NOBODYS}

    (fonts / "one.ttf").write_bytes(font_for(NOBODYS))

    assert typesetting.set_pdf(str(work), "page.typ", words) == {"file": "set.pdf"}
    assert NOBODYS in words_in((work / "set.pdf").read_bytes())


def test_the_child_may_read_the_fonts_of_the_system_and_not_write_them() -> None:
    """What is in code() is opened for reading alone."""
    there = [folder for folder in confinement.FONT_FOLDERS if Path(folder).is_dir()]

    assert set(there) <= set(confinement.code())


def test_the_letters_of_both_languages_need_no_other_font(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "FONT_FOLDERS", ())
    letters = "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆàâäçéèêëîïôöùûüÿœæ «»“”’…–—° 1 500 $ Łukasz Đorđević Ελλάδα Тверская № Đường"

    found = typesetting.set_pdf(str(template.parent), template.name, {"title": "T", "text": letters})

    assert found == {"file": "set.pdf"}
