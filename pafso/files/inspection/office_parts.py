"""Reads one XML part of an Office file: its relationships, and what its elements would do when the file is opened.

Elements are known by their namespace, so that the association's or anybody's own XML (customXml) may call things as it likes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from .errors import Unreadable
from .office_fields import Fields
from .office_links import Link, is_plain, leads_outside

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
# Each once as Word writes it and once as the strict form of the standard has it.
USES = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
WORD = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
SHEET = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
}
VML, OFFICE = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office"
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
INCLUSION = "http://www.w3.org/2001/XInclude"
EXPANSION = "http://schemas.openxmlformats.org/schemaLibrary/2006/main"
ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii"}

FETCHING_ELEMENTS = {"altChunk", "subDoc", "frameset", "mailMerge"}
STYLED_OUTSIDE = re.compile(r"@import|url\(\s*['\"]?\s*(?!#|data:|['\"]?\s*\))", re.IGNORECASE)


@dataclass
class Part:
    """`links` are the relationships that the part lists, `users` the elements that name one by its id."""

    links: list[Link] = field(default_factory=list)
    users: dict[str, set[str]] = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)


def read_part(head: bytes, content: IO[bytes]) -> Part:
    """Raises Unreadable (active_content, hidden_content, outside_…) and ExpatError."""
    reader = _Reader()
    reader.parser.Parse(head, False)
    reader.parser.ParseFile(content)
    reader.fields.finish()
    return reader.part


class _Reader:
    """Hears of each element once. Numbers and texts of a worksheet say nothing: after its root nobody listens."""

    def __init__(self) -> None:
        self.part, self.fields, self.style = Part(), Fields(), ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse_dtd
        self.parser.XmlDeclHandler = _check_encoding
        self.parser.ProcessingInstructionHandler = _check_instruction
        self.parser.StartElementHandler = self.root

    def root(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[0] in SHEET:
            self.parser.StartElementHandler = None
            return
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.begin(name, attributes)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if local == "Relationship":
            self.part.links.append(_link(attributes))
        elif namespace == TYPES:
            self.kind(local, attributes)
        for key, value in attributes.items():
            if value and (key.rpartition(" ")[0] in USES or key == f"{OFFICE} relid"):
                self.part.users.setdefault(value, set()).add(local)
        if namespace in WORD:
            self.word(local, attributes)
        elif rule := RULES.get(namespace):
            rule(local, attributes)
        elif local == "webVideoPr":
            raise Unreadable("outside_data")
        self.style = local if namespace == SVG and local == "style" else ""

    def kind(self, local: str, attributes: dict[str, str]) -> None:
        type_ = attributes.get("ContentType", "").strip().lower()
        if local == "Override":
            self.part.overrides[attributes.get("PartName", "").lower()] = type_
        elif local == "Default":
            self.part.defaults[attributes.get("Extension", "").lower()] = type_

    def word(self, local: str, attributes: dict[str, str]) -> None:
        if local in FETCHING_ELEMENTS:
            raise Unreadable("outside_data")
        if local == "control":
            raise Unreadable("active_content")
        if local == "fldSimple":
            self.fields.whole(_own(attributes, "instr"))
        elif local == "fldChar":
            self.fields.mark(_own(attributes, "fldCharType"))
        elif local in {"instrText", "delInstrText"} or (local in {"t", "delText"} and self.fields.is_instructing):
            self.fields.listening = True

    def text(self, text: str) -> None:
        if self.fields.listening:
            self.fields.instruct(text)
        elif self.style and STYLED_OUTSIDE.search(text):
            raise Unreadable("outside_picture")

    def end(self, name: str) -> None:
        self.fields.listening, self.style = False, ""


def _refuse_dtd(*_: object) -> None:
    """No word processor writes one; entities hide what a part says."""
    raise Unreadable("hidden_content")


def _check_encoding(version: str, encoding: str | None, standalone: int) -> None:
    """The standard knows two encodings; another one is read differently by different readers."""
    if (encoding or "utf-8").lower() not in ENCODINGS:
        raise Unreadable("hidden_content")


def _check_instruction(target: str, text: str) -> None:
    if target.lower() == "xml-stylesheet":
        raise Unreadable("outside_data")


def _link(attributes: dict[str, str]) -> Link:
    target = attributes.get("Target", "")
    mode = attributes.get("TargetMode", "Internal").strip().lower()
    kind = attributes.get("Type", "").strip().rstrip("/").rpartition("/")[2].lower()
    return Link(attributes.get("Id", ""), kind, target, mode != "internal" or leads_outside(target))


def _own(attributes: dict[str, str], name: str) -> str:
    """An attribute in whichever of Word's namespaces, or in none. Beside one of a foreign name it could be overlooked."""
    values = {value for key, value in attributes.items() if key.rpartition(" ")[2] == name}
    if len(values) > 1:
        raise Unreadable("hidden_content")
    return next(iter(values), "")


def _judge_vml(local: str, attributes: dict[str, str]) -> None:
    for name in ("src", "althref", f"{OFFICE} href", f"{OFFICE} althref"):
        if leads_outside(attributes.get(name, "")):
            raise Unreadable("outside_picture")
    if not is_plain(attributes.get("href", "")):
        raise Unreadable("outside_link")


def _judge_office(local: str, attributes: dict[str, str]) -> None:
    if local == "OLEObject":
        raise Unreadable("active_content")


def _judge_svg(local: str, attributes: dict[str, str]) -> None:
    if local in {"script", "foreignObject"} or any(key.lower().startswith("on") for key in attributes):
        raise Unreadable("active_content")
    for key, value in attributes.items():
        if key in {"href", f"{XLINK} href"}:
            harmless = (
                is_plain(value) if local == "a" else value.strip().startswith(("#", "data:")) or not value.strip()
            )
            if not harmless:
                raise Unreadable("outside_link" if local == "a" else "outside_picture")
        elif STYLED_OUTSIDE.search(value):
            raise Unreadable("outside_picture")


def _judge_inclusion(local: str, attributes: dict[str, str]) -> None:
    raise Unreadable("outside_data")


def _judge_expansion(local: str, attributes: dict[str, str]) -> None:
    if _own(attributes, "manifestLocation") or _own(attributes, "schemaLocation"):
        raise Unreadable("outside_data")


RULES: dict[str, Callable[[str, dict[str, str]], None]] = {
    VML: _judge_vml,
    OFFICE: _judge_office,
    SVG: _judge_svg,
    INCLUSION: _judge_inclusion,
    EXPANSION: _judge_expansion,
}
