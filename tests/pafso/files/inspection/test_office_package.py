"""Word letters that reach out when they are opened: over part, encoding, relationship and target; and letters that do not."""

import itertools
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pafso.files.inspection.errors import Unreadable
from pafso.files.inspection.office_package import WORD, inspect_package
from tests.factories import pictures, word
from tests.factories.word import Letter, Relation, drawing, field_of, link, paragraph, relations, simple_field

INNOCENT = word.innocent()

# As bytes of the relationships part of a part, and under which name in the package.
Written = tuple[str, bytes]
SPELLINGS: dict[str, Callable[[str, str], Written]] = {
    "utf-8": lambda name, text: (name, text.encode()),
    "utf-8 with a mark": lambda name, text: (name, text.encode("utf-8-sig")),
    "utf-16": lambda name, text: (name, text.replace("UTF-8", "UTF-16").encode("utf-16")),
    "utf-16 big": lambda name, text: (name, ("\ufeff" + text.replace("UTF-8", "UTF-16")).encode("utf-16-be")),
    "entities": lambda name, text: (name, _entities(text).encode()),
    "another case": lambda name, text: (name.upper(), text.encode()),
    "percent": lambda name, text: (name.replace("rels", "%72els"), text.encode()),
    "no declaration": lambda name, text: (name, b"\n " + text.partition("?>")[2].encode()),
}
PARTS = ["document", "settings", "webSettings", "header1", "footnotes", "comments", "glossary/document"]
TARGETS = [
    "\\\\host.example\\share\\x",
    "file://host.example/share/x.dotm",
    "file:////host.example/x.dotm",
    "file:///\\\\host.example\\x.dotm",
    "file:/host.example/x.dotm",
    "//host.example/x",
    "http://host.example/x.png",
    "HTTPS://host.example/x.dotm",
    "ftp://host.example/x",
    "smb://host.example/x",
    "\\\\host.example@80\\dav\\x",
    "file:///net/host.example/x.dotm",
    "\\\\host.example",
    "%5C%5Chost.example%5Cx.dotm",
    "%255C%255Chost.example%255Cx.dotm",
    "file:///Users/../net/host.example/x.dotm",
    "file:///Users/%2E%2E/net/host.example/x.dotm",
]
LOADED = ["attachedTemplate", "image", "video", "subDocument", "frame", "transform", "customXml", "mailMergeSource"]
LOADED += ["oleObject", "aFChunk", "http://vendor.example/anything"]


def _entities(text: str) -> str:
    """Every letter of a target as a number."""
    before, mark, rest = text.partition('Target="')
    target, quote, after = rest.partition('"')
    return before + mark + "".join(f"&#x{ord(letter):x};" for letter in target) + quote + after


def verdict(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    try:
        inspect_package(str(path), WORD)
    except Unreadable as error:
        return error.code
    return "taken"


@pytest.fixture
def judged(tmp_path: Path) -> Callable[[bytes], str]:
    return lambda content: verdict(tmp_path / "letter.docx", content)


@pytest.mark.parametrize("name", INNOCENT)
def test_an_innocent_letter_is_taken(judged: Callable[[bytes], str], name: str) -> None:
    assert judged(INNOCENT[name]) == "taken"


@pytest.mark.req("R33")
@pytest.mark.parametrize("part", PARTS)
def test_no_part_reaches_out_however_it_is_written(judged: Callable[[bytes], str], part: str) -> None:
    """A third of all combinations for each part; over the parts every one of them comes up twice."""
    taken = []
    every = itertools.product(SPELLINGS.items(), LOADED, TARGETS)
    for (spelling, write), kind, target in itertools.islice(every, PARTS.index(part) % 3, None, 3):
        folder, _, file = f"word/{part}.xml".rpartition("/")
        name, content = write(f"{folder}/_rels/{file}.rels", relations(Relation(kind, target)))
        if judged(Letter({part: ""}, more={name: content}).written()) in {"taken", "damaged", "wrong_type"}:
            taken.append((spelling, kind, target))

    assert taken == []


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("attachedTemplate", "outside_template"),
        ("image", "outside_picture"),
        ("video", "outside_picture"),
        ("transform", "outside_data"),
        ("oleObject", "active_content"),
        ("aFChunk", "outside_data"),
        ("hyperlink", "outside_link"),
    ],
)
def test_it_is_said_what_was_found(judged: Callable[[bytes], str], kind: str, code: str) -> None:
    assert judged(Letter(links={"document": [Relation(kind, "\\\\host\\share\\x")]}).written()) == code


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    "target",
    [
        "file:///C:/Windows/x.exe",
        "\\\\host\\share",
        "ms-word:ofe|u|http://x",
        "javascript:alert(1)",
        "x.docx",
        "ftp://x/y",
        "http:\\\\x",
    ],
)
def test_a_link_leads_to_a_page_or_an_address(judged: Callable[[bytes], str], target: str) -> None:
    letter = Letter({"document": paragraph(link("rId900"))}, {"document": [Relation("hyperlink", target)]})

    assert judged(letter.written()) == "outside_link"


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (paragraph(drawing('<a:blip r:link="rId900"/>')), "outside_picture"),
        (paragraph(drawing('<a:blip r:embed="rId900"/>')), "outside_picture"),
        ('<w:r><w:pict><v:shape><v:imagedata r:id="rId900"/></v:shape></w:pict></w:r>', "outside_picture"),
        ('<w:r><w:pict><v:rect><v:fill r:id="rId900"/></v:rect></w:pict></w:r>', "outside_picture"),
    ],
)
def test_a_link_that_something_loads_is_none(judged: Callable[[bytes], str], inside: str, code: str) -> None:
    letter = Letter({"document": inside}, {"document": [Relation("hyperlink", "https://host.example/x.png")]})

    assert judged(letter.written()) == code


@pytest.mark.req("R33")
def test_a_template_by_way_of_a_link(judged: Callable[[bytes], str]) -> None:
    letter = Letter({"settings": word.ATTACHED}, {"settings": [Relation("hyperlink", "https://host.example/t.dotm")]})

    assert judged(letter.written()) == "outside_template"


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    "name", ["word/_rels/anything.xml.rels", "word/links.xml", "customXml/item1.xml", "media/image1.png"]
)
def test_relationships_under_another_name(judged: Callable[[bytes], str], name: str) -> None:
    letter = Letter({"settings": word.ATTACHED}, more={name: relations(Relation("attachedTemplate", "\\\\h\\t.dotm"))})

    assert judged(letter.written()) == "outside_template"


@pytest.mark.req("R33")
def test_a_main_part_under_another_name(judged: Callable[[bytes], str]) -> None:
    letter = Letter(links={"document": [Relation("image", "http://h/x.png")]}, main="brief/lettre.xml")

    assert judged(letter.written()) == "outside_picture"


@pytest.mark.req("R33")
def test_a_target_within_the_package_that_leads_out(judged: Callable[[bytes], str]) -> None:
    letter = Letter(links={"document": [Relation("image", "file://host/x.png", external=False)]})

    assert judged(letter.written()) == "outside_picture"


FETCHING = [
    *("DDE Excel sheet", 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"', 'INCLUDETEXT "\\\\\\\\h\\\\x.docx"'),
    *(
        "IMPORT http://h/x.gif",
        'LINK Excel.Sheet.12 "\\\\\\\\h\\\\x.xlsx"',
        'DATABASE \\d "\\\\\\\\h\\\\x"',
        "RD \\\\\\\\h\\\\x",
    ),
    *("AUTOTEXT Gruss", "EMBED Package", "CONTROL Forms.HTML", "INCLUDE x", "PRINT 27", "Undreamt of"),
]


def _ways(instruction: str) -> dict[str, str]:
    name, space, rest = instruction.partition(" ")
    quoted = rest.replace("&", "&amp;").replace('"', "&quot;")
    return {
        "whole": field_of(f" {instruction} "),
        "small": field_of(f"\t{name.lower()} {rest}"),
        "cut": field_of(*(f"{name}{space}{rest}")),
        "simple": simple_field(f" {instruction}"),
        "deleted": field_of(instruction, element="delInstrText"),
        "within": field_of(' IF 1 = 1 "', field_of(f" {instruction} "), '" "" '),
        "in a result": field_of(" PAGE ", result=field_of(f" {instruction} ")),
        "left open": f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{quoted and name} {quoted}</w:instrText></w:r>',
        "named by a field": field_of(" ", field_of(f' QUOTE "{name}" '), f" {rest} "),
        "half named by a field": field_of(" PAGE", field_of(f' QUOTE "{name}" '), f" {rest} "),
    }


@pytest.mark.req("R33")
@pytest.mark.parametrize("part", ["document", "header1", "footnotes", "comments", "glossary/document"])
def test_no_field_fetches_however_it_is_cut(judged: Callable[[bytes], str], part: str) -> None:
    taken = [
        (instruction, way)
        for instruction in FETCHING
        for way, inside in _ways(instruction).items()
        if judged(Letter({part: paragraph(inside)}).written()) != "outside_field"
    ]

    assert taken == []


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    ("instruction", "code"),
    [
        (' INCLUDEPICTURE "http://h/x.png" \\d ', "outside_picture"),
        (' HYPERLINK "file://h/x" ', "outside_link"),
        (" HYPERLINK \\\\\\\\h\\\\x ", "outside_link"),
        (' HYPERLINK \\o "tip" "\\\\\\\\h\\\\x" ', "outside_link"),
        (' HYPERLINK \\l "place" "calc.exe" ', "outside_link"),
    ],
)
def test_fields_of_links_and_pictures(judged: Callable[[bytes], str], instruction: str, code: str) -> None:
    for inside in (field_of(instruction), field_of(*instruction), simple_field(instruction)):
        assert judged(Letter({"document": paragraph(inside)}).written()) == code


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    ("part", "inside", "code"),
    [
        ("document", '<w:altChunk r:id="x"/>', "outside_data"),
        ("document", '<w:subDoc r:id="x"/>', "outside_data"),
        ("webSettings", "<w:frameset><w:frame/></w:frameset>", "outside_data"),
        ("settings", "<w:mailMerge><w:connectString w:val='Provider=x'/></w:mailMerge>", "outside_data"),
        ("document", '<w:r><w:object><o:OLEObject Type="Link"/></w:object></w:r>', "active_content"),
        ("document", "<w:r><w:object><w:control/></w:object></w:r>", "active_content"),
        ("document", '<w:pict><v:shape><v:imagedata src="http://h/x.png"/></v:shape></w:pict>', "outside_picture"),
        ("document", '<w:pict><v:shape><v:fill o:href="\\\\h\\x.png"/></v:shape></w:pict>', "outside_picture"),
        ("document", '<w:pict><v:shape href="file://h/x"/></w:pict>', "outside_link"),
        ("document", "<wp15:webVideoPr embeddedHtml='x'/>", "outside_data"),
        ("document", '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="http://h/"/>', "outside_data"),
        (
            "settings",
            '<s:schema xmlns:s="http://schemas.openxmlformats.org/schemaLibrary/2006/main" s:manifestLocation="http://h"/>',
            "outside_data",
        ),
    ],
)
def test_elements_that_load(judged: Callable[[bytes], str], part: str, inside: str, code: str) -> None:
    strict = {
        name: content.replace(word.W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        for name, content in Letter({part: inside}).parts().items()
    }  # type: ignore[union-attr, arg-type]

    assert judged(Letter({part: inside}).written()) == code
    assert judged(word.package(strict)) == code


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    ("svg", "code"),
    [
        ('<image href="http://h/x.png"/>', "outside_picture"),
        ('<image x:href="\\\\h\\x.png"/>', "outside_picture"),
        ("<style>@import 'http://h/x.css';</style>", "outside_picture"),
        ('<rect style="fill:url(http://h/x)"/>', "outside_picture"),
        ('<a href="file://h/x"/>', "outside_link"),
        ("<script/>", "active_content"),
        ('<rect onload="x()"/>', "active_content"),
    ],
)
def test_drawings_that_load(judged: Callable[[bytes], str], svg: str, code: str) -> None:
    part = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">{svg}</svg>'

    for name in ("word/media/image1.svg", "word/media/image1.png"):
        assert judged(Letter(more={name: part}).written()) == code


@pytest.mark.req("R33")
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_a_dtd_is_refused(judged: Callable[[bytes], str], encoding: str) -> None:
    part = relations(Relation("attachedTemplate", "&t;")).replace("&amp;t;", "&t;").replace("UTF-8", encoding)
    head, _, rest = part.partition("\n")
    for name in ("word/_rels/settings.xml.rels", "word/settings.xml", "customXml/item1.xml"):
        content = f'{head}<!DOCTYPE r [<!ENTITY t "http://h/t.dotm">]>{rest}'.encode(encoding)
        assert judged(Letter(more={name: content}).written()) == "hidden_content"


@pytest.mark.req("R33")
@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "latin-1", "utf-32"])
def test_an_encoding_that_not_all_read_alike_is_refused(judged: Callable[[bytes], str], encoding: str) -> None:
    content = relations(Relation("attachedTemplate", "http://h/t.dotm")).replace("UTF-8", encoding).encode(encoding)

    assert judged(Letter(more={"word/_rels/settings.xml.rels": content}).written()) in {"hidden_content", "damaged"}


@pytest.mark.req("R33")
def test_two_parts_of_one_name(judged: Callable[[bytes], str]) -> None:
    for other in ("word/Document.xml", "word\\document.xml", "word/document%2Exml", "word/x.xml/[0].piece"):
        assert judged(Letter(more={other: "<x/>"}).written()) == "hidden_content"


@pytest.mark.req("R33")
def test_a_style_sheet_of_elsewhere(judged: Callable[[bytes], str]) -> None:
    part = '<?xml-stylesheet href="http://h/x.xsl"?><x/>'

    assert judged(Letter(more={"customXml/item1.xml": part}).written()) == "outside_data"


@pytest.mark.req("R33")
@pytest.mark.parametrize("content", [Letter().written(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)])
def test_a_package_within_the_package(judged: Callable[[bytes], str], content: bytes) -> None:
    assert judged(Letter(more={"word/media/image1.png": content}).written()) == "active_content"


@pytest.mark.parametrize(
    "letter",
    [
        Letter(main_type="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
        Letter(more={"_rels/.rels": relations()}),
        Letter(more={"_rels/.rels": relations(Relation("officeDocument", "word/elsewhere.xml", False))}),
    ],
)
def test_what_the_package_does_not_call_a_letter(judged: Callable[[bytes], str], letter: Letter) -> None:
    assert judged(letter.written()) == "wrong_type"


def test_a_part_that_is_no_xml_is_damaged(judged: Callable[[bytes], str]) -> None:
    for part in ("<w:document", "", "words"):
        assert judged(Letter(more={"word/styles.xml": part}).written()) == "damaged"


def test_pictures_are_read_to_their_checksum(judged: Callable[[bytes], str]) -> None:
    whole = Letter(more={"word/media/image1.png": pictures.png_noise()}).written(zipfile.ZIP_STORED)
    place = whole.index(b"\x89PNG") + 90

    assert judged(whole[:place] + b"\xff\xfe\xfd" + whole[place + 3 :]) == "damaged"


FOREIGN_END = '<w:fldChar xmlns:x="urn:x" x:fldCharType="end" w:fldCharType="begin"/>'
SHADOWED = [
    '<w:p><w:fldSimple xmlns:x="urn:x" x:instr="PAGE" w:instr="DDEAUTO c:/x.exe y"/></w:p>',
    f"<w:p><w:r>{FOREIGN_END}</w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
]


@pytest.mark.req("R33")
@pytest.mark.parametrize("inside", SHADOWED)
def test_an_attribute_of_a_foreign_name_hides_none_of_words(judged: Callable[[bytes], str], inside: str) -> None:
    assert judged(Letter({"document": inside}).written()) in {"hidden_content", "outside_field"}


@pytest.mark.req("R33")
def test_an_instruction_that_stands_in_plain_text(judged: Callable[[bytes], str]) -> None:
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    begin, separate, end = marks
    inside = f"<w:p>{begin}{word.run('DDEAUTO c:/x.exe y')}{separate}{word.run('1')}{end}</w:p>"
    assert judged(Letter({"document": inside}).written()) == "outside_field"
    result = f"<w:p>{begin}<w:r><w:instrText>PAGE</w:instrText></w:r>{separate}{word.run('DDEAUTO')}{end}</w:p>"
    assert judged(Letter({"document": result}).written()) == "taken"


@pytest.mark.req("R33")
def test_a_picture_by_way_of_a_link_and_an_old_attribute(judged: Callable[[bytes], str]) -> None:
    inside = '<w:p><w:r><w:pict><v:shape><v:imagedata o:relid="rId900"/></v:shape></w:pict></w:r></w:p>'
    letter = Letter({"document": inside}, {"document": [Relation("hyperlink", "https://host.example/x.png")]})
    assert judged(letter.written()) == "outside_picture"
