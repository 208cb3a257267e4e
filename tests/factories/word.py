"""Word documents part by part, as Word, LibreOffice and Google write them, so that a test can add exactly one thing."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import quoteattr

from tests.factories import pictures

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp15="http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = {
    "document": f"{MAIN}.document.main+xml",
    "settings": f"{MAIN}.settings+xml",
    "webSettings": f"{MAIN}.webSettings+xml",
    "styles": f"{MAIN}.styles+xml",
    "numbering": f"{MAIN}.numbering+xml",
    "header1": f"{MAIN}.header+xml",
    "footer1": f"{MAIN}.footer+xml",
    "footnotes": f"{MAIN}.footnotes+xml",
    "endnotes": f"{MAIN}.endnotes+xml",
    "comments": f"{MAIN}.comments+xml",
    "glossary/document": f"{MAIN}.document.glossary+xml",
}
ROOTS = {
    "header1": "hdr",
    "footer1": "ftr",
    "glossary/document": "glossaryDocument",
}
PARAGRAPH = "<w:p><w:r><w:t>I have worked with her for six years, in Nairobi and in Ottawa.</w:t></w:r></w:p>"


@dataclass(frozen=True)
class Relation:
    """A relationship of a part, as its attributes stand in the file."""

    kind: str
    target: str
    external: bool = True
    identity: str = "rId900"

    def written(self, *, prefix: str = "") -> str:
        kind = self.kind if ":" in self.kind else f"{OFFICE}/{self.kind}"
        mode = ' TargetMode="External"' if self.external else ""
        return f"<{prefix}Relationship Id={quoteattr(self.identity)} Type={quoteattr(kind)} Target={quoteattr(self.target)}{mode}/>"


def relations(*links: Relation, prefix: str = "") -> str:
    space = f"xmlns{':' + prefix.rstrip(':') if prefix else ''}"
    address = "http://schemas.openxmlformats.org/package/2006/relationships"
    inner = "".join(link.written(prefix=prefix) for link in links)
    return f'{HEAD}<{prefix}Relationships {space}="{address}">{inner}</{prefix}Relationships>'


@dataclass
class Letter:
    """`inside` are the elements of each part of TYPES, `links` its relationships, `more` whole parts as they are."""

    inside: dict[str, str] = field(default_factory=dict)
    links: dict[str, Sequence[Relation]] = field(default_factory=dict)
    more: dict[str, bytes | str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    main: str = "word/document.xml"
    main_type: str = TYPES["document"]

    def parts(self) -> dict[str, bytes | str]:
        used = {"document", "settings", *self.inside, *self.links}
        parts: dict[str, bytes | str] = {"_rels/.rels": relations(Relation("officeDocument", self.main, False, "rId1"))}
        overrides = dict(self.types)
        for name in sorted(used):
            path = self.main if name == "document" else f"word/{name}.xml"
            parts[path] = _part(name, self.inside.get(name, ""))
            overrides[path] = self.main_type if name == "document" else TYPES[name]
            links = list(self.links.get(name, ()))
            if name == "document":
                links += [
                    Relation(_kind(other), f"/word/{other}.xml", False, f"part{place}")
                    for place, other in enumerate(sorted(used - {"document"}))
                ]
            if links:
                folder, _, file = path.rpartition("/")
                parts[f"{folder}/_rels/{file}.rels"] = relations(*links)
        parts = {"[Content_Types].xml": content_types(overrides, self.defaults), **parts}
        return {**parts, **self.more}

    def written(self, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
        return package(self.parts(), compression)


def package(parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def content_types(overrides: Mapping[str, str], defaults: Mapping[str, str] | None = None) -> str:
    known = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
        "jpeg": "image/jpeg",
        "svg": "image/svg+xml",
        **(defaults or {}),
    }
    extensions = "".join(f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in known.items())
    names = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'{HEAD}<Types xmlns="{space}">{extensions}{names}</Types>'


def _kind(name: str) -> str:
    return "glossaryDocument" if name.startswith("glossary") else name.rstrip("1")


def _part(name: str, inside: str) -> str:
    root = ROOTS.get(name, name)
    body = f"<w:body>{inside or PARAGRAPH}<w:sectPr/></w:body>" if name == "document" else inside
    return f"{HEAD}<w:{root} {NAMESPACES}>{body}</w:{root}>"


# --- what stands in a part ------------------------------------------------------------------------------------------
def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def field_of(*pieces: str, result: str = "", element: str = "instrText") -> str:
    """A field whose instruction is cut into PIECES, each in a run of its own; a piece that is a field is put in as it is."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    inner = "".join(
        piece if piece.startswith("<w:r>") else f'<w:r><w:{element} xml:space="preserve">{piece}</w:{element}></w:r>'
        for piece in pieces
    )
    return mark.format("begin") + inner + mark.format("separate") + (result or run("1")) + mark.format("end")


def simple_field(instruction: str) -> str:
    return f"<w:fldSimple w:instr={quoteattr(instruction)}>{run('1')}</w:fldSimple>"


def link(identity: str, text: str = "our page") -> str:
    return f'<w:hyperlink r:id="{identity}" w:history="1">{run(text)}</w:hyperlink>'


def drawing(blip: str, *, click: str = "") -> str:
    clicked = f'<a:hlinkClick r:id="{click}"/>' if click else ""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="1" name="Crest">{clicked}</wp:docPr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f"{blip}</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


PICTURE = Relation("image", "media/image1.png", False, "rId10")
PAGE = Relation("hyperlink", "https://www.pafso.ca/page?a=1&b=2", identity="rId11")
MAIL = Relation("hyperlink", "mailto:bureau@pafso.example?subject=Lettre%20d%27appui", identity="rId12")
TEMPLATE = "file:///C:\\Users\\amelie\\AppData\\Roaming\\Microsoft\\Templates\\Normal.dotm"
ATTACHED = '<w:attachedTemplate r:id="rId900"/>'


def _template(target: str) -> Letter:
    return Letter({"settings": ATTACHED}, {"settings": [Relation("attachedTemplate", target)]})


def _with_picture(where: str, *more: Relation, inside: str = "") -> Letter:
    return Letter(
        {where: inside or paragraph(drawing('<a:blip r:embed="rId10"/>'))},
        {where: [PICTURE, *more]},
        {"word/media/image1.png": pictures.png()},
    )


def innocent() -> dict[str, bytes]:
    """Letters as people send them: each must be taken."""
    contents = paragraph(
        field_of(
            ' TOC \\o "1-3" \\h \\z \\u ',
            result=field_of(' HYPERLINK \\l "_Toc1" ', result=field_of(" PAGEREF _Toc1 \\h ")),
        )
    )
    alternate = (
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx><w:txbxContent>"
        f"{PARAGRAPH}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:shape id='s' style='width:1pt'><v:textbox><w:txbxContent>{PARAGRAPH}</w:txbxContent></v:textbox></v:shape>"
        "</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    watermark = "<w:r><w:pict><v:shape href='https://www.pafso.ca/'><v:imagedata r:id='rId10' o:title='Crest'/></v:shape></w:pict></w:r>"
    sharepoint = (
        f'{HEAD}<ct:schema xmlns:ct="urn:sp" xmlns:xsd="http://www.w3.org/2001/XMLSchema" href="\\\\host\\x">'
        '<xsd:import namespace="http://schemas.microsoft.com/office/2006/documentManagement/types"/><control/><script/></ct:schema>'
    )
    letters = {
        "plain": Letter(),
        "links": Letter({"document": paragraph(link("rId11"), link("rId12"))}, {"document": [PAGE, MAIL]}),
        "link within": Letter({"document": paragraph('<w:hyperlink w:anchor="_Toc1"><w:r/></w:hyperlink>')}),
        "anchor as libreoffice writes it": Letter({"document": paragraph(link("rId1"))}, {"document": [Relation("hyperlink", "#Titre", identity="rId1")]}),
        "picture": _with_picture("document"),
        "picture with a link": _with_picture("document", PAGE, inside=paragraph(drawing('<a:blip r:embed="rId10"/>', click="rId11"))),
        "letterhead": _with_picture("header1", PAGE, inside=paragraph(watermark, link("rId11"))),
        "svg": Letter(
            {"document": paragraph(drawing('<a:blip r:embed="rId10"/>'))},
            {"document": [Relation("image", "media/image1.svg", False, "rId10")]},
            {"word/media/image1.svg": '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><style>.a{fill:url(#g)}</style><use x:href="#g"/><a href="https://www.pafso.ca/"><path/></a></svg>'},
        ),
        "header and footer": Letter({"header1": paragraph(run("Embassy")), "footer1": paragraph(simple_field(" PAGE "), field_of(" NUM", "PAGES ", " \\* MERGEFORMAT"))}),
        "footnotes and comments": Letter({"footnotes": f"<w:footnote>{PARAGRAPH}</w:footnote>", "comments": f"<w:comment>{PARAGRAPH}</w:comment>"}, {"comments": [PAGE]}),
        "table and list": Letter({"document": f"<w:tbl><w:tr><w:tc>{PARAGRAPH}</w:tc></w:tr></w:tbl>", "numbering": "<w:abstractNum/>", "styles": "<w:style/>"}),
        "contents": Letter({"document": contents}),
        "dates and names": Letter({"document": paragraph(*(field_of(f" {name} ") for name in ('DATE \\@ "d MMMM yyyy"', "AUTHOR", "FILENAME \\p", "SEQ Figure", "REF _Ref1 \\h", "STYLEREF 1", 'IF 1 = 1 "a" "b"', "= 1 + 2")))}),
        "link field": Letter({"document": paragraph(field_of(' HYPERLINK "https://www.paf', 'so.ca/" \\o "Our page" '), field_of(' HYPERLINK "mailto:a@b.example" '))}),
        "condition on a page": Letter({"footer1": paragraph(field_of(" IF ", field_of(" PAGE "), ' = 1 "" "2" '))}),
        "content controls": Letter({"document": f"<w:sdt><w:sdtPr><w:date/><w:dataBinding/></w:sdtPr><w:sdtContent>{PARAGRAPH}</w:sdtContent></w:sdt>{paragraph(field_of(' MACROBUTTON NoMacro [Click here] '), field_of(' FORMTEXT '))}"}),
        "shape twice": Letter({"document": paragraph(f"<w:r>{alternate}</w:r>")}),
        "template of the writer": _template(TEMPLATE),
        "template on a drive": _template("file:///H:\\Templates\\Embassy%20letter.dotx"),
        "template on a mac": _template("file:///Users/amelie/Library/Group%20Containers/UBF8T346G9.Office/Normal.dotm"),
        "template by name": _template("Normal.dotm"),
        "custom xml of sharepoint": Letter(more={"customXml/item1.xml": sharepoint, "customXml/_rels/item1.xml.rels": relations(Relation("customXmlProps", "itemProps1.xml", False))}),
        "another main part": Letter(main="word/document2.xml"),
        "zotero": Letter({"document": paragraph(field_of(' ADDIN ZOTERO_ITEM CSL_CITATION {"uris":["http://zotero.org/u"]} '))}),
        "tracked changes": Letter({"document": paragraph(f"<w:del>{field_of(' PAGE ', element='delInstrText')}</w:del>")}),
        "utf-16": Letter(more={"word/document.xml": _part("document", "").replace("UTF-8", "UTF-16").encode("utf-16")}),
        "strict": Letter({"document": paragraph(link("rId11"))}, {"document": [Relation("http://purl.oclc.org/ooxml/officeDocument/relationships/hyperlink", "https://www.pafso.ca/", identity="rId11")]}),
    }  # fmt: skip
    return {name: letter.written() for name, letter in letters.items()} | {
        "stored": Letter().written(zipfile.ZIP_STORED)
    }
