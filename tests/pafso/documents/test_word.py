"""Word documents re-made: the words, tables, notes and pictures of what people send; and what is said of the rest."""

import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from pafso.documents import word
from pafso.documents.cleaning import clean
from pafso.files.inspection.errors import Unreadable
from tests.factories import pictures
from tests.factories.readers_copies import word_taken
from tests.factories.word import (
    NAMESPACES,
    PAGE,
    PICTURE,
    Letter,
    Relation,
    drawing,
    field_of,
    innocent,
    link,
    package,
    paragraph,
    run,
)

SENTENCE = "I have worked with her for six years, in Nairobi and in Ottawa."
OUTLINE = '<a:blip r:embed="rId10"/>'


def read(letter: Letter | bytes, folder: Path) -> tuple[str, list[str]]:
    """(the clean HTML, the notes)."""
    taken = word_taken(letter, folder)
    return clean(taken["html"]), taken["notes"]


def body(*elements: str) -> Letter:
    return Letter({"document": "".join(elements)})


@pytest.mark.parametrize("name", sorted(innocent()))
def test_whatever_people_send_is_read(tmp_path: Path, name: str) -> None:
    html, notes = read(innocent()[name], tmp_path)

    shown = {
        "header and footer": ["headers"], "letterhead": ["headers"], "footnotes and comments": ["comments"],
        "dates and names": ["properties"], "svg": ["pictures"], "tracked changes": ["tracked_changes"],
    }.get(name, [])  # fmt: skip
    assert notes == shown
    empty = {"link within", "svg", "tracked changes"}
    assert bool(re.sub("<(?!img)[^>]*>", "", html).strip()) == (name not in empty)


def test_headings_lists_tables_and_emphasis_stay(tmp_path: Path) -> None:
    def of(style: str, text: str) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'

    bold = "<w:p><w:r><w:rPr><w:b/><w:i/></w:rPr><w:t>Bold</w:t></w:r><w:r><w:cr/><w:t>next</w:t></w:r></w:p>"
    listed = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>' + run("One") + "</w:p>"
    table = f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph(run("A"))}</w:tc></w:tr></w:tbl>'
    letter = body(of("Heading1", "Title"), of("Heading2", "Part"), bold, listed, table)
    letter.inside["styles"] = (
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style><w:style/>'
    )
    letter.inside["numbering"] = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num/>'
    )

    html, notes = read(letter, tmp_path)

    assert notes == []
    assert html == (
        "<h3>Title</h3><h4>Part</h4><p><strong><em>Bold</em></strong><br>next</p><ul><li>One</li></ul>"
        '<table><tbody><tr><td colspan="2"><p>A</p></td></tr></tbody></table>'
    )


def test_tracked_changes_are_taken_as_accepted_and_said(tmp_path: Path) -> None:
    author = 'w:id="1" w:author="Reviewer" w:date="2026-03-01T10:00:00Z"'
    struck = f"<w:del {author}><w:r><w:delText>never</w:delText></w:r></w:del>"
    added = f"<w:ins {author}>{run('always')}</w:ins>"
    end = f"<w:p><w:pPr><w:rPr><w:del {author}/></w:rPr></w:pPr>{run('joined ')}</w:p>{paragraph(run('up'))}"
    row = f"<w:tbl><w:tr><w:trPr><w:ins {author}/></w:trPr><w:tc>{paragraph(run('new row'))}</w:tc></w:tr></w:tbl>"

    for inside, words in ((struck + added, "always"), (added, "always"), (struck + run("kept"), "kept")):
        html, notes = read(body(paragraph(inside)), tmp_path)
        assert (html, notes) == (f"<p>{words}</p>", ["tracked_changes"])
    assert read(body(end), tmp_path) == ("<p>joined up</p>", ["tracked_changes"])
    html, notes = read(body(row), tmp_path)
    assert "new row" in html and notes == ["tracked_changes"]


@pytest.mark.parametrize(
    ("properties", "is_shown"),
    [
        ("<w:vanish/>", False),
        ('<w:vanish w:val="true"/>', False),
        ('<w:vanish w:val="0"/>', True),
        ('<w:vanish w:val="off"/><w:rStyle w:val="Unseen"/>', True),
        ('<w:rStyle w:val="Unseen"/>', False),
        ('<w:rStyle w:val="SeenAgain"/>', True),
        ('<w:rStyle w:val="Circle"/>', True),
        ('<w:rStyle w:val="Nowhere"/>', True),
    ],
)
def test_hidden_text(tmp_path: Path, properties: str, is_shown: bool) -> None:
    letter = body(paragraph(run("Seen "), f"<w:r><w:rPr>{properties}</w:rPr><w:t>secret</w:t></w:r>"))
    letter.inside["styles"] = (
        '<w:style w:type="character" w:styleId="Unseen"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="SeenAgain"><w:basedOn w:val="Unseen"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Circle"><w:basedOn w:val="Circle"/></w:style>'
    )

    html, notes = read(letter, tmp_path)

    assert ("secret" in html) == is_shown
    assert notes == ([] if is_shown else ["hidden_text"])


def test_a_hidden_row_is_left_out(tmp_path: Path) -> None:
    cells = [f"<w:tc>{paragraph(run(word))}</w:tc>" for word in ("secret", "seen")]
    table = f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr>{cells[0]}</w:tr><w:tr>{cells[1]}</w:tr></w:tbl>"

    html, notes = read(body(table), tmp_path)

    assert ("secret" in html, "seen" in html, notes) == (False, True, ["hidden_text"])


def test_notes_lead_there_and_back(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="5"/></w:r>'
    lost = '<w:r><w:footnoteReference w:id="9"/><w:footnoteReference/></w:r>'
    letter = body(paragraph(run("A claim."), mark, lost))
    letter.inside["footnotes"] = (
        f'<w:footnote w:id="0" w:type="separator">{paragraph()}</w:footnote><w:footnote w:id="2">{paragraph(run("Source."))}</w:footnote>'
    )
    letter.inside["endnotes"] = f'<w:endnote w:id="5">{paragraph(run("At the end."))}</w:endnote>'

    html, notes = read(letter, tmp_path)

    assert notes == []
    assert '<a href="#copy-footnote-2" id="copy-footnote-ref-2" rel="noopener noreferrer nofollow">[1]</a>' in html
    assert '<li id="copy-footnote-2"><p>Source.' in html and "At the end." in html
    assert 'href="#copy-footnote-ref-2"' in html


def test_a_link_keeps_its_words_and_a_way_outside_only(tmp_path: Path) -> None:
    inner = Relation("hyperlink", "part.xml", False, "rId7")
    letter = body(paragraph(link("rId11"), link("rId7", "inside"), link("rId404", "lost")))
    letter.links["document"] = [PAGE, inner]

    html, _notes = read(letter, tmp_path)

    address = '<a href="https://www.pafso.ca/page?a=1&amp;b=2" rel="noopener noreferrer nofollow">our page</a>'
    assert html == f"<p>{address}insidelost</p>"


def test_what_mammoth_does_not_know_keeps_its_words(tmp_path: Path) -> None:
    math = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>a+b</m:t></m:r></m:oMath>'
    ruby = f"<w:r><w:ruby><w:rubyBase>{run('base')}</w:rubyBase></w:ruby></w:r>"
    strange = f"<w:strange><w:stranger>{run('unknown')}</w:stranger></w:strange>"
    simple = f'<w:fldSimple w:instr=" AUTHOR ">{run("signed")}</w:fldSimple>'
    box = (
        f"<w:r><mc:AlternateContent {NAMESPACES}><mc:Choice Requires='wps'><w:drawing><wp:inline><wps:wsp><wps:txbx><w:txbxContent>"
        f"{paragraph(run('boxed'))}</w:txbxContent></wps:txbx></wps:wsp></wp:inline></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )
    nothing = "<w:r><mc:AlternateContent/></w:r>"

    html, notes = read(body(paragraph(math, ruby, strange, simple, nothing), paragraph(box)), tmp_path)

    assert [word for word in ("a+b", "base", "unknown", "signed", "boxed") if html.count(word) != 1] == []
    assert notes == ["equations"]


def test_charts_and_diagrams_are_said(tmp_path: Path) -> None:
    chart = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="d"/><a:graphic><a:graphicData><c:chart '
        'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )

    assert read(body(paragraph(run("See."), chart)), tmp_path) == ("<p>See.</p>", ["drawings"])


def test_a_page_number_in_a_footer_is_no_loss(tmp_path: Path) -> None:
    footer = paragraph(run("Page "), field_of(" PAGE ", result=run("2")), run(" sur "), field_of(" NUMPAGES "))

    assert read(Letter({"footer1": footer}), tmp_path)[1] == []


# --- pictures -------------------------------------------------------------------------------------------------------
def with_picture(content: bytes, *, drawn: str = "", times: int = 1) -> Letter:
    picture = drawn or drawing(OUTLINE).replace('name="Crest"', 'name="Crest" descr="Our crest"')
    return Letter(
        {"document": paragraph(*[picture] * times)},
        {"document": [PICTURE]},
        {"word/media/image1.png": content},
    )


@pytest.mark.req("R31")
def test_a_picture_is_made_anew_upright_and_bare(tmp_path: Path) -> None:
    drawn = drawing(OUTLINE).replace('cx="9525"', f'cx="{60 * 9525}"').replace('"Crest"', '"Crest" descr="Our crest"')

    taken = word_taken(with_picture(pictures.jpeg((60, 40), orientation=6), drawn=drawn), tmp_path)

    made = tmp_path / taken["pictures"][0]["file"]
    with Image.open(made) as picture:
        assert (picture.format, picture.size) == ("WEBP", (60, 40))
        assert set(picture.info) & {"exif", "xmp", "icc_profile", "comment"} == set()
        assert pictures.looks_upright(picture.convert("RGB"), tolerance=60)
    assert pictures.CANARY not in made.read_bytes()
    assert taken["html"] == '<p><img alt="Our crest" height="40" src="1" width="60" /></p>'


def test_a_picture_is_as_wide_as_it_is_shown(tmp_path: Path) -> None:
    wide = drawing(OUTLINE).replace('cx="9525"', f'cx="{200 * 9525}"')

    taken = word_taken(with_picture(pictures.jpeg((900, 600)), drawn=wide), tmp_path)

    assert (taken["pictures"][0]["width"], taken["pictures"][0]["height"]) == (400, 267)
    assert 'height="134" src="1" width="200"' in taken["html"] or 'height="133" src="1" width="200"' in taken["html"]


@pytest.mark.parametrize("description", ["C:\\Users\\amelie\\crest.png", "/home/amelie/crest", "scan 3.jpeg"])
def test_the_name_of_a_file_is_no_description(tmp_path: Path, description: str) -> None:
    drawn = drawing(OUTLINE).replace('name="Crest"', f'name="Crest" descr="{description}"')

    taken = word_taken(with_picture(pictures.png(), drawn=drawn), tmp_path)

    assert taken["pictures"][0]["text"] == "" and 'alt=""' in taken["html"]


def test_a_picture_shown_twice_is_kept_once(tmp_path: Path) -> None:
    taken = word_taken(with_picture(pictures.png(), times=3), tmp_path)

    assert len(taken["pictures"]) == 1 and taken["html"].count("<img") == 3


@pytest.mark.parametrize("content", [b"\x01\x00\x00\x00 an old metafile", b"", pictures.bomb(9_000)])
def test_a_picture_that_cannot_be_shown_is_said(tmp_path: Path, content: bytes) -> None:
    taken = word_taken(with_picture(content), tmp_path)

    assert (taken["pictures"], taken["notes"]) == ([], ["pictures"])


def test_the_sixty_first_picture_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MOST_PICTURES", 0)

    assert word_taken(with_picture(pictures.png()), tmp_path)["notes"] == ["pictures"]


def test_an_old_picture_of_vml_is_shown(tmp_path: Path) -> None:
    old = "<w:r><w:pict><v:shape><v:imagedata r:id='rId10' o:title='Our crest'/></v:shape></w:pict></w:r>"

    taken = word_taken(with_picture(pictures.png(size=(30, 20)), drawn=old), tmp_path)

    assert taken["html"] == '<img alt="" height="20" src="1" width="30" />'


# --- what cannot be read --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "content",
    [
        b"no archive",
        package({"a.xml": "<a/>"}),
        package({**Letter().parts(), "word/document.xml": "<w:document"}),
        package({**Letter().parts(), "word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    ],
)
def test_a_broken_file_is_unreadable(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        word_taken(content, tmp_path)

    assert refused.value.code == "damaged"


def test_a_document_of_millions_of_letters_is_too_complex(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "LONGEST_HTML", 20)

    with pytest.raises(Unreadable) as refused:
        word_taken(Letter(), tmp_path)

    assert refused.value.code == "too_complex"


def test_the_bare_package_has_nothing_else(tmp_path: Path) -> None:
    from pafso.documents.word_package import bare_package
    from tests.factories.readers_copies import planted_docx

    (tmp_path / "o").write_bytes(planted_docx("wren")[0])

    with zipfile.ZipFile(bare_package(str(tmp_path / "o")).package) as archive:
        assert sorted(archive.namelist()) == [
            "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/_rels/footnotes.xml.rels",
            "word/document.xml", "word/footnotes.xml", "word/media/document-0", "word/styles.xml",
        ]  # fmt: skip
