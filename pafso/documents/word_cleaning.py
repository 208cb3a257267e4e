"""What of a Word document's text a reader sees: tracked changes as accepted, nothing that is hidden, no marks of other people.

Also smooths what mammoth, which comes next, would pass over with the words in it. Runs in the sandbox.
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element  # nosec B405  (a type, and new elements)

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": WORD,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "http://purl.oclc.org/ooxml/drawingml/main": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/picture": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
W = f"{{{WORD}}}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V = "{urn:schemas-microsoft-com:vml}"
DRAWN = ("drawingml/2006/chart", "drawingml/2006/diagram", "drawing/2010/ink", "drawing/2014/chartex")

# Gone with all that is in them, and what that means.
GONE = {
    f"{W}del": "tracked_changes",
    f"{W}moveFrom": "tracked_changes",
    f"{W}commentReference": "comments",
    f"{W}commentRangeStart": "",
    f"{W}commentRangeEnd": "",
    f"{W}bookmarkStart": "",
    f"{W}bookmarkEnd": "",
    f"{W}sectPr": "",
}
# What is in them stands in their place.
UNWRAPPED = {
    f"{W}ins": "tracked_changes",
    f"{W}moveTo": "tracked_changes",
    **dict.fromkeys((f"{W}{name}" for name in ("fldSimple", "smartTag", "customXml", "dir", "bdo", "rubyBase")), ""),
}
# With the words in them, mammoth knows these; of all others it would pass over the words too.
KNOWN = {
    *(f"{W}{name}" for name in (
        "document", "body", "p", "r", "t", "tab", "br", "cr", "tbl", "tr", "tc", "sdt", "sdtContent", "sdtPr", "hyperlink", "object", "drawing",
        "pict", "txbxContent", "footnotes", "footnote", "endnotes", "endnote", "sym", "instrText", "fldChar",
    )),
    *(f"{V}{name}" for name in ("group", "rect", "roundrect", "shape", "textbox")),
}  # fmt: skip
IN_FIELDS = {f"{W}{name}" for name in ("fldChar", "instrText", "t", "sym", "drawing", "pict")}
ADDRESS = re.compile(r'\s*HYPERLINK\s+(?:\\l\s+)?(?:"[^"]*"|[^\\"]\S*)', re.IGNORECASE)
OFF = {"0", "false", "off"}
PIXEL = 9525
# Old editors put the name of the picture's file, with its folder, where its description belongs.
FILE_NAME = re.compile(r"[\\/]|\.\w{2,5}$")
LONGEST_DESCRIPTION = 500
# Fields that print what the file knows of itself; what an author shows of the author is a signature, and stays.
OF_THE_FILE = re.compile(
    r"\s*(?:FILENAME|FILESIZE|TEMPLATE|LASTSAVEDBY|DOCPROPERTY|DOCVARIABLE|INFO|COMMENTS|KEYWORDS|USERNAME|USERINITIALS|USERADDRESS)\b",
    re.IGNORECASE,
)


def in_known_namespaces(tree: Element) -> Element:
    """The strict form of the standard says the same under other names."""
    for element in tree.iter():
        element.tag = _known(element.tag)
        for name in [name for name in element.attrib if name.startswith("{http://purl.oclc.org/")]:
            element.attrib[_known(name)] = element.attrib.pop(name)
    return tree


def _known(name: str) -> str:
    namespace, _brace, local = name[1:].partition("}")
    return f"{{{STRICT[namespace]}}}{local}" if namespace in STRICT else name


def has_words(tree: Element) -> bool:
    return any((text.text or "").strip() for text in tree.iter(f"{W}t"))


def holds(tree: Element, *tags: str) -> bool:
    return any(True for tag in tags for _ in tree.iter(tag))


def styles_that_hide(styles: Element | None) -> set[str]:
    """The ids of styles whose text is hidden, by their own word or that of the style on which they are based."""
    found = {} if styles is None else {each.get(f"{W}styleId", ""): each for each in styles.iter(f"{W}style")}

    def hides(identity: str, seen: frozenset[str] = frozenset()) -> bool:
        style = found.get(identity)
        if style is None or identity in seen:
            return False
        own = _switch(style.find(f"{W}rPr"), "vanish")
        base = style.find(f"{W}basedOn")
        inherited = base is not None and hides(base.get(f"{W}val", ""), seen | {identity})
        return inherited if own is None else own

    return {identity for identity in found if hides(identity)}


def _switch(properties: Element | None, name: str) -> bool | None:
    """Whether a property is on; None where nothing is said."""
    found = None if properties is None else properties.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val", "true").lower() not in OFF


@dataclass
class _Field:
    """The pieces of its instruction, and whether what follows is its result."""

    pieces: list[Element] = field(default_factory=list)
    is_shown: bool = False

    @property
    def instruction(self) -> str:
        return "".join(piece.text or "" for piece in self.pieces)

    def begin_result(self) -> None:
        """What a link says beside its address is for Word: a name that it shows on the way, a frame."""
        self.is_shown = True
        if address := ADDRESS.match(self.instruction):
            for piece in self.pieces:
                piece.text = ""
            self.pieces[0].text = address[0]


class Cleaning:
    """Cleans one part after another; `notes` are what had to go, `widths` how wide each picture is shown."""

    def __init__(self, hiding_styles: set[str]) -> None:
        self.hiding, self.notes, self.widths = hiding_styles, set[str](), list[int]()
        self.fields: list[_Field] = []

    def clean(self, element: Element, *, hidden: bool = False) -> None:
        """Everything within ELEMENT; HIDDEN is what its paragraph's style says."""
        if element.tag == f"{W}p":
            properties = element.find(f"{W}pPr")
            hidden = self._style(properties, "pStyle") in self.hiding
            self._note_changed_end(properties)
        kept: list[Element] = []
        waiting = list(element)[::-1]
        while waiting:
            child = waiting.pop()
            instead = self._instead_of(child, hidden)
            if instead is None:
                kept.append(child)
                # Properties are read by mammoth as they are; a paragraph whose end was deleted says so there.
                if child.tag not in (f"{W}pPr", f"{W}rPr", f"{W}tblPr", f"{W}trPr", f"{W}tcPr"):
                    self.clean(child, hidden=hidden)
            else:
                waiting.extend(instead[::-1])
        element[:] = kept

    def _instead_of(self, child: Element, hidden: bool) -> list[Element] | None:
        """What stands in the place of CHILD: nothing, what is in it, something plainer; None for CHILD itself."""
        if child.tag in GONE:
            self.notes.update(filter(None, [GONE[child.tag]]))
            return []
        if child.tag == f"{W}fldSimple" and OF_THE_FILE.match(child.get(f"{W}instr", "")):
            self.notes.add("properties")
            return []
        if child.tag in UNWRAPPED:
            self.notes.update(filter(None, [UNWRAPPED[child.tag]]))
            return list(child)
        if child.tag == f"{W}r" and self._is_hidden(child, hidden):
            if has_words(child):
                self.notes.add("hidden_text")
            return []
        if child.tag in IN_FIELDS and self._is_of_the_file(child):
            return []
        if child.tag in (f"{W}tr", f"{W}tc") and self._is_deleted(child):
            return []
        return self._plainer(child)

    def _plainer(self, child: Element) -> list[Element] | None:
        if child.tag == f"{MC}AlternateContent":
            chosen = child.find(f"{MC}Fallback")
            chosen = chosen if chosen is not None and len(chosen) else child.find(f"{MC}Choice")
            return [] if chosen is None else list(chosen)
        if child.tag in (f"{M}oMath", f"{M}oMathPara"):
            self.notes.add("equations")
            return [_run("".join(text.text or "" for text in child.iter(f"{M}t")))]
        if child.tag == f"{W}cr":
            return [Element(f"{W}br")]
        if child.tag == f"{W}drawing":
            return self._drawing(child)
        if child.tag not in KNOWN and holds(child, f"{W}t"):
            return list(child)
        return None

    def _drawing(self, drawing: Element) -> list[Element] | None:
        """Its picture, if it is one; the text of its boxes, which mammoth does not look for there."""
        if any(kind in each.tag for each in drawing.iter() for kind in DRAWN):
            self.notes.add("drawings")
        boxes = list(drawing.iter(f"{W}txbxContent"))
        if boxes:
            return boxes
        for place in (*drawing.iter(f"{WP}inline"), *drawing.iter(f"{WP}anchor")):
            extent, description = place.find(f"{WP}extent"), place.find(f"{WP}docPr")
            if description is not None:
                description.attrib.pop("title", None)
                self._describe(description, extent)
        return None

    def _describe(self, element: Element, extent: Element | None) -> None:
        """The description that mammoth hands on, with the number under which the width of the picture is found."""
        said = " ".join(element.get("descr", "").split())[:LONGEST_DESCRIPTION]
        element.set("descr", f"{len(self.widths)}|{'' if FILE_NAME.search(said) else said}")
        width = "" if extent is None else extent.get("cx", "")
        self.widths.append(int(width) // PIXEL if width.isascii() and width.isdigit() else 0)

    def _is_hidden(self, run: Element, by_paragraph: bool) -> bool:
        properties = run.find(f"{W}rPr")
        own = _switch(properties, "vanish")
        if own is not None:
            return own
        return by_paragraph or self._style(properties, "rStyle") in self.hiding

    def _is_deleted(self, element: Element) -> bool:
        properties = element.find(f"{W}trPr" if element.tag == f"{W}tr" else f"{W}tcPr")
        if properties is None:
            return False
        if any(properties.find(f"{W}{name}") is not None for name in ("del", "cellDel", "ins", "cellIns")):
            self.notes.add("tracked_changes")
        if _switch(properties, "hidden"):
            self.notes.add("hidden_text")
            return True
        return properties.find(f"{W}del") is not None or properties.find(f"{W}cellDel") is not None

    def _is_of_the_file(self, element: Element) -> bool:
        """Whether it stands in the result of a field that tells of the file. A field runs over as many elements as it likes."""
        kind = element.get(f"{W}fldCharType", "")
        if kind == "begin":
            self.fields.append(_Field())
        elif self.fields and kind == "end":
            self.fields.pop()
        elif self.fields and kind == "separate":
            self.fields[-1].begin_result()
        elif self.fields and element.tag == f"{W}instrText":
            self.fields[-1].pieces.append(element)
        elif any(field.is_shown and OF_THE_FILE.match(field.instruction) for field in self.fields):
            self.notes.add("properties")
            return True
        return False

    def _note_changed_end(self, properties: Element | None) -> None:
        marks = None if properties is None else properties.find(f"{W}rPr")
        if marks is not None and any(marks.find(f"{W}{name}") is not None for name in ("ins", "del")):
            self.notes.add("tracked_changes")

    def _style(self, properties: Element | None, name: str) -> str:
        found = None if properties is None else properties.find(f"{W}{name}")
        return "" if found is None else found.get(f"{W}val", "")


def _run(text: str) -> Element:
    run, words = Element(f"{W}r"), Element(f"{W}t")
    words.text = text
    run.append(words)
    return run
