"""Takes from a Word document what a reader sees on its pages, and makes a bare package of it: nothing else goes any further.

Tracked changes are taken as accepted; hidden text, comments, bookmarks, properties, headers and the names of people and files
stay behind. Runs in the sandbox.
"""

import re
import zipfile
import zlib
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, tostring  # nosec B405  (made and written with it; read by defusedxml)

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pafso.files.inspection.errors import Unreadable

from .word_cleaning import Cleaning, R, W, has_words, holds, in_known_namespaces, styles_that_hide

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# What is taken over, and under which name; a part with words of the author is cleaned first.
PLAIN_PARTS, WRITTEN_PARTS = ("styles", "numbering"), ("footnotes", "endnotes")
MOST_PART_BYTES = 20 * 1024 * 1024
WORDS, OF_PAGES = re.compile(r"[^\W\d_]{2,}"), re.compile(r"(?i)\b(?:page|of|sur|de)\b")
NAMES = {
    f"{W}style": ("type", "styleId"),
    f"{W}abstractNum": ("abstractNumId",),
    f"{W}num": ("numId",),
    f"{W}lvl": ("ilvl",),
}
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException),
    *(KeyError, ValueError, EOFError, OSError, StopIteration, NotImplementedError),
)


class Link(NamedTuple):
    kind: str
    target: str
    is_external: bool


class Bare(NamedTuple):
    """The package, what could not be kept (codes), and for each picture how wide it is shown, in pixels of 1/96 inch."""

    package: BytesIO
    notes: set[str]
    widths: list[int]


def bare_package(path: str) -> Bare:
    """Raises Unreadable: damaged, too_complex."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _Package(archive).bare()
    except BROKEN as error:
        raise Unreadable("damaged") from error


class _Package:
    """Names are compared without case, as the standard wants."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {unquote(name).replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}

    def bare(self) -> Bare:
        main = next(link for link in self.links_of("").values() if link.kind == "officeDocument").target
        links = self.links_of(main)
        parts = {link.kind: link.target for link in links.values() if not link.is_external and self.has(link.target)}
        sources = {"document": main, **{kind: parts[kind] for kind in (*WRITTEN_PARTS, *PLAIN_PARTS) if kind in parts}}
        trees = {kind: self.tree(source) for kind, source in sources.items()}
        cleaning, written = Cleaning(styles_that_hide(trees.get("styles"))), dict[str, bytes]()
        notes = {kind: _numbered_notes(trees.get(f"{kind}s"), kind) for kind in ("footnote", "endnote")}
        for kind, tree in trees.items():
            if kind not in PLAIN_PARTS:
                cleaning.clean(tree)
                _leave_out_lost_notes(tree, notes)
                self.take_links(kind, tree, self.links_of(sources[kind]), written)
            else:
                _leave_out_nameless(tree)
            written[f"word/{kind}.xml"] = tostring(tree)
        if any(self.says_something(link) for link in links.values()):
            cleaning.notes.add("headers")
        if "comments" in parts and has_words(self.tree(parts["comments"])):
            cleaning.notes.add("comments")
        return Bare(_zipped(written), cleaning.notes, cleaning.widths)

    def has(self, name: str) -> bool:
        return name.lower() in self.names

    def read(self, name: str) -> bytes:
        """A part that is larger than any letter is a bomb: what it says of its size is all that can be unpacked of it."""
        if self.archive.getinfo(self.names[name.lower()]).file_size > MOST_PART_BYTES:
            raise Unreadable("too_complex")
        return self.archive.read(self.names[name.lower()])

    def tree(self, name: str) -> Element:
        return in_known_namespaces(fromstring(self.read(name)))

    def links_of(self, part: str) -> dict[str, Link]:
        """The relationships of PART by their id, each target as a name in the package or an address."""
        folder, name = dirname(part), part.rpartition("/")[2]
        place = join(folder, "_rels", f"{name}.rels")
        if not self.has(place):
            return {}
        found = {}
        for each in fromstring(self.read(place)):
            target, external = each.get("Target", ""), each.get("TargetMode") == "External"
            if not external:
                target = normpath(join("/" + folder, unquote(target).replace("\\", "/"))).lstrip("/")
            found[each.get("Id", "")] = Link(each.get("Type", "").rpartition("/")[2], target, external)
        return found

    def take_links(self, kind: str, tree: Element, links: dict[str, Link], written: dict[str, bytes]) -> None:
        """Links that a reader follows and pictures, which get names of ours; what leads to nothing is no link any more."""
        rows: dict[str, tuple[str, str, str]] = {}
        for identity, link in links.items():
            if link.kind == "image" and not link.is_external and self.has(link.target):
                name = f"media/{kind}-{len(rows)}"
                written[f"word/{name}"] = self.read(link.target)
                rows[identity] = "image", name, "Internal"
            elif link.kind == "hyperlink" and link.is_external:
                rows[identity] = "hyperlink", link.target, "External"
        for element in tree.iter():
            for attribute in [name for name in element.attrib if name.startswith(R)]:
                if element.attrib[attribute] not in rows:
                    del element.attrib[attribute]
        written[f"word/_rels/{kind}.xml.rels"] = _relations(rows)

    def says_something(self, link: Link) -> bool:
        """A header or footer with a picture or with words; the number of the page is none."""
        if link.kind not in {"header", "footer"} or link.is_external or not self.has(link.target):
            return False
        tree = self.tree(link.target)
        words = " ".join(text.text or "" for text in tree.iter(f"{W}t"))
        return holds(tree, f"{W}drawing", f"{W}pict") or bool(WORDS.search(OF_PAGES.sub(" ", words)))


def _leave_out_nameless(tree: Element) -> None:
    """Nothing can refer to a style or a list without its name, and mammoth stumbles over it."""
    for parent in list(tree.iter()):
        for child in list(parent):
            if any(f"{W}{name}" not in child.attrib for name in NAMES.get(child.tag, ())):
                parent.remove(child)


def _numbered_notes(tree: Element | None, kind: str) -> set[str]:
    """Which notes there are; one without a number could not be referred to, and is given one."""
    found = [] if tree is None else list(tree.iter(f"{W}{kind}"))
    for place, note in enumerate(found):
        note.attrib.setdefault(f"{W}id", f"x{place}")
    return {note.get(f"{W}id", "") for note in found}


def _leave_out_lost_notes(tree: Element, notes: dict[str, set[str]]) -> None:
    for run in tree.iter(f"{W}r"):
        for kind, known in notes.items():
            for mark in run.findall(f"{W}{kind}Reference"):
                if mark.get(f"{W}id") not in known:
                    run.remove(mark)


def _zipped(written: dict[str, bytes]) -> BytesIO:
    target = BytesIO()
    parts = [name.removeprefix("word/").removesuffix(".xml") for name in written if name.endswith(".xml")]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", _types(parts))
        archive.writestr("_rels/.rels", _relations({"rId1": ("officeDocument", "word/document.xml", "Internal")}))
        for name, content in written.items():
            archive.writestr(name, content)
    target.seek(0)
    return target


def _types(parts: list[str]) -> bytes:
    root = Element("Types", xmlns="http://schemas.openxmlformats.org/package/2006/content-types")
    root.append(Element("Default", Extension="xml", ContentType="application/xml"))
    for part in parts:
        kind = f"{MAIN}.{part}{'.main' if part == 'document' else ''}+xml"
        root.append(Element("Override", PartName=f"/word/{part}.xml", ContentType=kind))
    return tostring(root)


def _relations(rows: dict[str, tuple[str, str, str]]) -> bytes:
    root = Element("Relationships", xmlns=RELATIONS)
    for identity, (kind, target, mode) in rows.items():
        root.append(Element("Relationship", Id=identity, Type=f"{KINDS}/{kind}", Target=target, TargetMode=mode))
    return tostring(root)
