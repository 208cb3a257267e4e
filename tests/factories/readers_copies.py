"""Letters that came as files, with a word planted wherever a file can hold one that is not for its readers."""

import zlib
from pathlib import Path

from pafso.documents import pages, word
from pafso.documents.models import DOCX, PDF, ReadersCopy
from pafso.files import uploads
from pafso.files.models import StoredFile
from tests.factories import pdf_structures, pictures
from tests.factories import word as parts
from tests.factories.word import Letter, Relation, paragraph, run

# What a reader sees, in its order; and everything else, by where it stands.
KEPT = ("Visible opening.", "Inserted words.", "The footnote speaks.", "Moved here.", "Last line.")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CORE = "application/vnd.openxmlformats-package.core-properties+xml"
APP = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def stored(content: bytes, media_type: str = DOCX, name: str = "") -> StoredFile:
    file = uploads.keep_made(content, media_type)
    StoredFile.objects.filter(pk=file.pk).update(given_name=name)
    file.refresh_from_db()
    return file


def make_copy(content: bytes = b"", media_type: str = DOCX) -> ReadersCopy:
    return ReadersCopy.objects.create(original=stored(content or parts.Letter().written(), media_type))


def word_taken(letter: Letter | bytes, folder: Path) -> word.Taken:
    """What the child makes of a letter, without the child."""
    path = folder / "original"
    path.write_bytes(letter if isinstance(letter, bytes) else letter.written())
    return word.take(str(path), str(folder))


def pdf_taken(content: bytes, folder: Path, most_pages: int = 40) -> pages.Taken:
    path = folder / "original"
    path.write_bytes(content)
    return pages.take(str(path), str(folder), most_pages)


def _by(author: str) -> str:
    return f'w:id="7" w:author="{author}" w:date="2026-03-01T10:00:00Z"'


def planted_docx(mark: str) -> tuple[bytes, set[str]]:
    """(a DOCX with KEPT on its pages, the words planted elsewhere); each word begins with MARK."""
    planted: dict[str, str] = {}

    def word_at(place: str) -> str:
        return planted.setdefault(place, f"{mark}{len(planted):02}x")

    picture = parts.drawing('<a:blip r:embed="rId10"/>').replace(
        'name="Crest"',
        f'name="{word_at("name of a picture")}" descr="C:\\\\{word_at("file of a picture")}.png" title="{word_at("title of a picture")}"',
    )
    body = [
        paragraph(f'<w:bookmarkStart w:id="1" w:name="{word_at("bookmark")}"/>', run("Visible opening."), '<w:bookmarkEnd w:id="1"/>'),
        (f'<w:p w:rsidR="{word_at("rsid")}"><w:ins {_by(word_at("author of an insertion"))}>{run("Inserted words.")}</w:ins>'
        f'<w:del {_by(word_at("author of a deletion"))}><w:r><w:delText>{word_at("deleted")}</w:delText></w:r></w:del></w:p>'),
        f'<w:p><w:r><w:rPr><w:rPrChange {_by(word_at("author of a format"))}><w:rPr/></w:rPrChange><w:vanish/></w:rPr><w:t>{word_at("hidden")}</w:t></w:r></w:p>',
        f'<w:p><w:r><w:rPr><w:rStyle w:val="Unseen"/></w:rPr><w:t>{word_at("hidden by style")}</w:t></w:r></w:p>',
        f'<w:p><w:pPr><w:pStyle w:val="UnseenLines"/></w:pPr>{run(word_at("hidden by the paragraph"))}</w:p>',
        (f'<w:p><w:commentRangeStart w:id="3"/>{run("The next has a note")}<w:commentRangeEnd w:id="3"/><w:r><w:commentReference w:id="3"/></w:r>'
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'),
        f'<w:moveFrom {_by(word_at("author of a move"))}>{paragraph(run(word_at("moved away")))}</w:moveFrom>',
        f'<w:moveTo {_by("x")}>{paragraph(run("Moved here."))}</w:moveTo>',
        (f'<w:tbl><w:tr><w:trPr><w:del {_by(word_at("author of a row"))}/></w:trPr><w:tc>{paragraph(run(word_at("deleted row")))}</w:tc></w:tr>'
        f'<w:tr><w:tc>{paragraph(run("Cell"))}</w:tc><w:tc><w:tcPr><w:cellDel {_by("x")}/></w:tcPr>{paragraph(run(word_at("deleted cell")))}</w:tc></w:tr></w:tbl>'),
        paragraph(parts.field_of(f' FILENAME \\* {word_at("switch")}', result=run(word_at("shown file name"))), parts.field_of(f' HYPERLINK "https://www.pafso.ca/" \\o "{word_at("tip of a link")}" ', result=run("our page"))),
        paragraph(f'<w:fldSimple w:instr=" DOCPROPERTY {word_at("property")} ">{run(word_at("shown property"))}</w:fldSimple>'),
        f'<w:sdt><w:sdtPr><w:alias w:val="{word_at("alias")}"/><w:tag w:val="{word_at("tag")}"/></w:sdtPr><w:sdtContent>{paragraph(run("In a field."))}</w:sdtContent></w:sdt>',
        paragraph(picture),
        paragraph(run("Last line.")),
    ]  # fmt: skip
    comment = f'<w:comment {_by(word_at("author of a comment"))} w:initials="{word_at("initials")}">{paragraph(run(word_at("comment")))}</w:comment>'
    struck = f"<w:del {_by('x')}><w:r><w:delText>{word_at('deleted in a note')}</w:delText></w:r></w:del>"
    footnote = f'<w:footnote w:id="2">{paragraph(run("The footnote speaks."), struck)}</w:footnote>'
    styles = (
        f'<w:style w:type="character" w:styleId="Base"><w:name w:val="{word_at("name of a style")}"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Unseen"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="UnseenLines"><w:rPr><w:vanish w:val="1"/></w:rPr></w:style>'
    )
    more = {
        "docProps/core.xml": f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{word_at("creator")}</dc:creator><dc:title>{word_at("title")}</dc:title><cp:lastModifiedBy>{word_at("last modified by")}</cp:lastModifiedBy></cp:coreProperties>',
        "docProps/app.xml": f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Company>{word_at("company")}</Company><Manager>{word_at("manager")}</Manager></Properties>',
        "docProps/custom.xml": f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"><property name="{word_at("custom name")}">{word_at("custom")}</property></Properties>',
        "customXml/item1.xml": f'{HEAD}<own xmlns="urn:own">{word_at("custom xml")}</own>',
        f"word/media/{word_at('name of the picture’s file')}.jpeg": pictures.jpeg((60, 40)),
    }
    letter = Letter(
        {
            "document": "".join(body), "comments": comment, "footnotes": footnote, "styles": styles,
            "header1": paragraph(run(word_at("header")), parts.field_of(" AUTHOR ", result=run(word_at("author in a header")))),
            "footer1": paragraph(run(word_at("footer"))),
            "settings": f'<w:rsids><w:rsid w:val="{word_at("rsid of the settings")}"/></w:rsids>',
        },
        {"document": [Relation("image", f"media/{word_at('name of the picture’s file')}.jpeg", False, "rId10")]},
        more,
        {"docProps/core.xml": CORE, "docProps/app.xml": APP, "docProps/custom.xml": CUSTOM},
    )  # fmt: skip
    return letter.written(), set(planted.values())


def planted_pdf(mark: str, *, packed: bool) -> tuple[bytes, set[str]]:
    """(a PDF whose page says what `pdf_structures.LETTERS` says, the words planted elsewhere)."""
    planted: dict[str, str] = {}

    def word_at(place: str) -> str:
        return planted.setdefault(place, f"{mark}{len(planted):02}x")

    page = (
        b"BT /F1 12 Tf 72 700 Td (%s) Tj ET\n1 1 1 rg BT /F1 12 Tf 72 600 Td (%s) Tj ET\n0 0 0 rg BT /F1 12 Tf 72 -40 Td (%s) Tj ET\n"
        b"BT /F1 12 Tf 72 500 Td (%s) Tj ET 1 1 1 rg 60 490 500 30 re f\n%% %s"
        % (
            pdf_structures.LETTERS,
            *(
                word_at(place).encode()
                for place in ("white on white", "beside the page", "covered", "remark in the page")
            ),
        )
    )
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{word_at('XMP')}</x:xmpmeta>".encode()
    attached = zlib.compress(word_at("attachment").encode())
    objects = {
        4: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        10: f"<< /Title ({word_at('title')}) /Author ({word_at('author')}) /Subject ({word_at('subject')}) /Keywords ({word_at('keywords')}) /Creator ({word_at('creator')}) /Producer ({word_at('producer')}) >>".encode(),
        11: b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(xmp), xmp),
        12: f"<< /Type /Filespec /F ({word_at('name of an attachment')}.txt) /EF << /F 13 0 R >> >>".encode(),
        13: b"<< /Type /EmbeddedFile /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(attached), attached),
        14: f"<< /FT /Tx /T ({word_at('name of a field')}) /V ({word_at('value of a hidden field')}) /Type /Annot /Subtype /Widget /F 2 /Rect [72 300 200 320] >>".encode(),
        15: f"<< /Type /Annot /Subtype /Popup /Parent 6 0 R /Contents ({word_at('popup')}) /Rect [300 600 400 700] /Open true >>".encode(),
        16: f"<< /Type /Annot /Subtype /Highlight /F 4 /T ({word_at('who highlighted')}) /Contents ({word_at('highlight')}) /Rect [72 690 200 712] /QuadPoints [72 712 200 712 72 690 200 690] >>".encode(),
        17: f"<< /Type /Annot /Subtype /Link /Rect [72 690 200 712] /A << /S /URI /URI (https://example.org/{word_at('address of a link')}) >> >>".encode(),
    }  # fmt: skip
    content = pdf_structures.letter(
        catalogue=f"/Metadata 11 0 R /AcroForm << /Fields [14 0 R] >> /PageLabels << /Nums [0 << /P ({word_at('label of a page')}) >>] >> "
        f"/Names << /EmbeddedFiles << /Names [({word_at('key of an attachment')}) 12 0 R] >> >>",
        page="/Annots [6 0 R 14 0 R 15 0 R 16 0 R 17 0 R]",
        annotation=f"/Subtype /Text /T ({word_at('author of a note')}) /Contents ({word_at('note')}) /Popup 15 0 R",
        outline=f"/Dest [3 0 R /Fit] /Alt ({word_at('outline')})",
        objects=objects,
        packed=packed,
    )
    return content.replace(b"/Root 1 0 R ", b"/Root 1 0 R /Info 10 0 R "), set(planted.values())


__all__ = ["DOCX", "KEPT", "PDF", "make_copy", "pdf_taken", "planted_docx", "planted_pdf", "stored", "word_taken"]
