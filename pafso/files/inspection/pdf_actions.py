"""Which actions of a PDF are harmless: those that stay within the document, and plain links that a person clicks.

Judged wherever they stand: at the opening of the document or of a page, where the mouse passes, behind another action, in an
object that nothing seems to use. Names are those of ISO 32000-2, 7.11 (files), 12.5 (annotations) and 12.6 (actions).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .errors import Unreadable
from .office_links import PLAIN
from .pdf_objects import Dictionary, Name, Ref, Value

# What acts, or carries what could: as an action, a kind of annotation, or a place in the catalogue.
ACTIVE_NAMES = {
    *("JavaScript", "JS", "Launch", "SubmitForm", "ImportData", "GoToE", "RichMedia", "RichMediaExecute", "XFA"),
    *("3D", "3DD", "OnInstantiate"),  # a model brings scripts of its own
    *("EmbeddedFile", "EmbeddedFiles", "FileAttachment"),
}
# Actions and media that open or play something else; "MCD" is the clip of a rendition.
LEAVING = {"GoToR", "Rendition", "Movie", "Sound", "MCD"}
PLAYING = {"Movie", "Sound", "Screen"}
# A file specification says where a file lies, as a string under one of these; annotations keep a number under "F".
FILE_KEYS = ("F", "UF", "DOS", "Mac", "Unix")
CLICK_KEYS = {"A", "PA"}
MATTERING = LEAVING | PLAYING | {"URI"}


@dataclass
class _Found:
    """What can only be judged when all objects were seen, since a name, a string or an action may be an object of its own."""

    alone: dict[int, Value] = field(default_factory=dict)
    not_by_click: set[int] = field(default_factory=set)
    judged_later: list[tuple["_Place", Dictionary]] = field(default_factory=list)

    def meant(self, value: Value) -> Value:
        return self.alone.get(value.number) if isinstance(value, Ref) else value


@dataclass(frozen=True)
class _Place:
    """Object NUMBER itself, or somewhere within it; `by_click` where only a click on a link leads."""

    number: int
    is_within: bool = False
    by_click: bool = False


def judge(objects: Iterable[tuple[int, Value]]) -> None:
    """All OBJECTS of a document. Raises Unreadable: active_content, outside_action, outside_link, outside_data."""
    found = _Found()
    for number, value in objects:
        if not isinstance(value, Dictionary | list):
            found.alone[number] = value
        if isinstance(value, Ref | list):
            found.not_by_click.update(_refs_in(value))
        for place, dictionary in _dictionaries(number, value):
            _refuse_active_names(dictionary)
            _note_refs(dictionary, found.not_by_click)
            if _may_matter(dictionary):
                found.judged_later.append((place, dictionary))
    for place, dictionary in found.judged_later:
        _judge_file(dictionary, found)
        _judge_action(dictionary, place, found)


def _dictionaries(number: int, value: Value) -> Iterator[tuple[_Place, Dictionary]]:
    waiting: list[tuple[_Place, Value]] = [(_Place(number), value)]
    while waiting:
        place, item = waiting.pop()
        inner: Iterable[tuple[str, Value]] = ()
        if isinstance(item, Dictionary):
            yield place, item
            inner = item.entries.items()
        elif isinstance(item, list):
            inner = (("", one) for one in item)
        links = isinstance(item, Dictionary) and _is_clicked(item)
        waiting += [
            (_Place(number, True, links and key in CLICK_KEYS), one)
            for key, one in inner
            if isinstance(one, Dictionary | list)
        ]


def _is_clicked(dictionary: Dictionary) -> bool:
    """A link on a page, or an entry of the outline."""
    entries = dictionary.entries
    if "Subtype" in entries:
        return bool(entries["Subtype"] == "Link")
    return "Title" in entries and "Parent" in entries


def _refuse_active_names(dictionary: Dictionary) -> None:
    if not ACTIVE_NAMES.isdisjoint(dictionary.entries):
        raise Unreadable("active_content")
    for value in dictionary.entries.values():
        names = value if isinstance(value, list) else (value,)
        if any(isinstance(name, Name) and name in ACTIVE_NAMES for name in names):
            raise Unreadable("active_content")


def _note_refs(dictionary: Dictionary, not_by_click: set[int]) -> None:
    links = _is_clicked(dictionary)
    for key, value in dictionary.entries.items():
        if not (links and key in CLICK_KEYS):
            not_by_click.update(_refs_in(value))


def _refs_in(value: Value) -> Iterator[int]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Ref):
            yield item.number
        elif isinstance(item, list):
            waiting += item


def _may_matter(dictionary: Dictionary) -> bool:
    entries = dictionary.entries
    if any(key in entries for key in ("FS", "OPI", "URI", *FILE_KEYS)):
        return True
    kinds = [entries.get("S"), entries.get("Subtype")]
    return any(isinstance(kind, Ref) or (isinstance(kind, Name) and kind in MATTERING) for kind in kinds)


def _judge_file(dictionary: Dictionary, found: _Found) -> None:
    """Whatever lies in another file: an action's goal, a stream's bytes, a page of elsewhere, a picture for the printer."""
    entries = dictionary.entries
    names_file = any(isinstance(found.meant(entries.get(key)), bytes) for key in FILE_KEYS)
    if names_file or isinstance(found.meant(entries.get("FS")), Name) or "OPI" in entries:
        raise Unreadable("outside_action" if "S" in entries else "outside_data")


def _judge_action(dictionary: Dictionary, place: _Place, found: _Found) -> None:
    meant = [found.meant(dictionary.entries.get(key)) for key in ("S", "Subtype")]
    kind, subtype = (value if isinstance(value, Name) else "" for value in meant)
    if kind in ACTIVE_NAMES or subtype in ACTIVE_NAMES:
        raise Unreadable("active_content")
    if kind in LEAVING or subtype in PLAYING:
        raise Unreadable("outside_action")
    if kind == "URI":
        if not (place.by_click if place.is_within else place.number not in found.not_by_click):
            raise Unreadable("outside_action")
        target = found.meant(dictionary.entries.get("URI"))
        if not isinstance(target, bytes) or not PLAIN.fullmatch(_text(target).strip()):
            raise Unreadable("outside_link")


def _text(string: bytes) -> str:
    if string.startswith((b"\xfe\xff", b"\xff\xfe")):
        return string.decode("utf-16", "replace")
    return string.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
