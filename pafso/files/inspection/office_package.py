"""Inspects an Office file (Open Packaging, ECMA-376 part 2): a zip of parts, joined by relationships.

Nothing is looked for under the name that it usually has: every part is read, and what it says of itself is judged by rule.
From outside come only plain links that a person clicks. It parses hostile bytes, so it only ever runs in the sandbox.
"""

import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import IO
from urllib.parse import unquote
from xml.parsers.expat import ExpatError

from . import office_links
from .errors import Unreadable
from .office_parts import Part, read_part

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

CONTENT_TYPES, PACKAGE_LINKS = "[content_types].xml", "_rels/.rels"
MOST_PARTS = 2_000
MOST_CATALOGUE_BYTES = 1024 * 1024
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
PIECE = 1024 * 1024
# NotImplementedError: a way of packing that no word processor uses.
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)

# Folders that hold nothing but what acts, whatever lies in them.
CARRIERS = (
    *("word/activex/", "word/embeddings/"),
    *("xl/activex/", "xl/embeddings/", "xl/macrosheets/", "xl/dialogsheets/"),
)
ACTING_TYPES = ("macroenabled", "vbaproject", "vbadata", "activex", "oleobject", "macrosheet", "dialogsheet")
# Another package, an old Office file or a program inside: only embedded objects begin like this.
EMBEDDED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
XML_ENDINGS = (".xml", ".rels", ".vml", ".svg", ".xsl")
BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


@dataclass
class Package:
    """What all parts said: names are compared without case, as the standard wants."""

    parts: dict[str, Part] = field(default_factory=dict)

    def type_of(self, name: str) -> str:
        types = self.parts[CONTENT_TYPES]
        return types.overrides.get("/" + name) or types.defaults.get(name.rpartition(".")[2], "")


def inspect_package(path: str, main_type: str) -> None:
    """An Office file whose main part has the MAIN_TYPE: whole, of a bearable size, without anything that acts or reaches out.

    Raises Unreadable: wrong_type, encrypted, damaged, active_content, bomb, and the codes of office_links and office_parts.
    """
    _check_catalogue(path)
    try:
        with zipfile.ZipFile(path) as archive:
            package = _read(archive)
    except BROKEN_ARCHIVE as error:
        raise Unreadable("damaged") from error
    except RuntimeError as error:
        # zipfile's word for "this part needs a password"
        raise Unreadable("encrypted") from error
    _check_main_part(package, main_type)
    for name, part in package.parts.items():
        if part.links:
            office_links.judge(part.links, _users_of(package, name))


def _check_catalogue(path: str) -> None:
    """The catalogue at the end is read whole by zipfile, so its size is judged before that."""
    size = os.path.getsize(path)
    with Path(path).open("rb") as file:
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise Unreadable("damaged")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > MOST_CATALOGUE_BYTES:
        raise Unreadable("bomb")


def _read(archive: zipfile.ZipFile) -> Package:
    """Every part, once. A part never yields more than the size that is judged here; its checksum speaks at its end."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = [_name_of(entry.filename) for entry in entries]
    if CONTENT_TYPES not in names:
        raise Unreadable("wrong_type")
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES:
        raise Unreadable("bomb")
    # Two parts of one name, or one part in pieces: which of them a reader takes is its own affair.
    if len(set(names)) < len(names) or any(name.endswith((".piece", "/")) for name in names):
        raise Unreadable("hidden_content")
    if any(name.startswith(CARRIERS) or name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise Unreadable("active_content")
    package = Package()
    by_name = dict(zip(names, entries, strict=True))
    for name in sorted(names, key=lambda name: name != CONTENT_TYPES):
        with archive.open(by_name[name]) as content:
            package.parts[name] = _read_one(package, name, content)
        if name == CONTENT_TYPES:
            _refuse_acting_types(package.parts[name])
    return package


def _name_of(name: str) -> str:
    return unquote(name).replace("\\", "/").lstrip("/").lower()


def _read_one(package: Package, name: str, content: IO[bytes]) -> Part:
    head = content.read(1024)
    if head.startswith(EMBEDDED):
        raise Unreadable("active_content")
    kind = "" if name == CONTENT_TYPES else package.type_of(name)
    # Judged by its first bytes too: a picture that turns out to be text is read as what it is.
    if name.endswith(XML_ENDINGS) or kind.endswith("xml") or head.lstrip(BEFORE_XML).startswith(b"<"):
        try:
            return read_part(head, content)
        except ExpatError as error:
            raise Unreadable("damaged") from error
    while content.read(PIECE):
        pass
    return Part()


def _refuse_acting_types(types: Part) -> None:
    kinds = [*types.overrides.values(), *types.defaults.values()]
    if any(word in kind for kind in kinds for word in ACTING_TYPES):
        raise Unreadable("active_content")


def _check_main_part(package: Package, main_type: str) -> None:
    """It is where the package says, whatever it is called."""
    links = package.parts[PACKAGE_LINKS].links if PACKAGE_LINKS in package.parts else []
    mains = [
        normpath(_name_of(link.target)) for link in links if link.kind == "officedocument" and not link.is_external
    ]
    if len(mains) != 1 or mains[0] not in package.parts or package.type_of(mains[0]) != main_type.lower():
        raise Unreadable("wrong_type")


def _users_of(package: Package, links_name: str) -> dict[str, set[str]]:
    """Which elements of the part that these links belong to use which of them, by the link's id."""
    folder, name = dirname(links_name), links_name.rpartition("/")[2]
    source = join(dirname(folder), name.removesuffix(".rels"))
    part = package.parts.get(source) if folder.rpartition("/")[2] == "_rels" else None
    if part is not None:
        return part.users
    return _users_in_all(package) if links_name != PACKAGE_LINKS else {}


def _users_in_all(package: Package) -> dict[str, set[str]]:
    """Links that stand where none should: whoever uses such an id could mean them."""
    users: dict[str, set[str]] = {}
    for identity, element in _every_use(package):
        users.setdefault(identity, set()).add(element)
    return users


def _every_use(package: Package) -> Iterator[tuple[str, str]]:
    for part in package.parts.values():
        for identity, elements in part.users.items():
            yield from ((identity, element) for element in elements)
