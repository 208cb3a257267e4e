"""What is held about a person: shown on a page, and written into a ZIP as JSON and files, a piece at a time."""

import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from mimetypes import guess_extension
from pathlib import Path
from typing import IO, Any
from unicodedata import normalize

from django.db.models import Model
from django.template import loader
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from pafso.files.models import StoredFile
from pafso.files.uploads import clean_name

from .clock import OTTAWA
from .panels import HeldFile, Holding, Holdings, holdings_of

SHOWN = 3
MOST_COUNTED = 1_000
LONGEST_SHOWN = 240
AT_ONCE = 200
PIECE = 1024 * 1024


@dataclass(frozen=True)
class ShownKind:
    """One kind on the page: the newest rows as (label, text) pairs, and how many more there are."""

    holding: Holding
    rows: list[list[tuple[str, str]]]
    more: int
    is_more_than_counted: bool = False

    @property
    def count(self) -> int:
        return len(self.rows) + self.more


@dataclass(frozen=True)
class Shown:
    """One app on the page; kinds of which there is nothing are named in one line."""

    holdings: Holdings
    kinds: list[ShownKind]
    empty: list[Any]


def shown_to(user: Any) -> list[Shown]:
    """For the page: one query for each kind, and another where there is more of it than the page shows."""
    return [_shown(holdings) for holdings in holdings_of(user)]


def _shown(holdings: Holdings) -> Shown:
    kinds = [_shown_kind(holding) for holding in holdings.kinds]
    return Shown(
        holdings,
        [kind for kind in kinds if kind.rows],
        [kind.holding.title for kind in kinds if not kind.rows],
    )


def _shown_kind(holding: Holding) -> ShownKind:
    rows = list(holding.rows[: SHOWN + 1])
    lines = [_lines(holding, row) for row in rows[:SHOWN]]
    if len(rows) <= SHOWN:
        return ShownKind(holding, lines, 0)
    counted = holding.rows.order_by()[:MOST_COUNTED].count()
    return ShownKind(holding, lines, counted - SHOWN, counted == MOST_COUNTED)


def _lines(holding: Holding, row: Model) -> list[tuple[str, str]]:
    found = [(_label(row, column), _in_words(row, column, value)) for column, value in _values(holding, row)]
    return [(label, text) for label, text in found if text]


def _values(holding: Holding, row: Model) -> Iterator[tuple[str, Any]]:
    for column in holding.columns:
        yield column, holding.made[column](row) if column in holding.made else _at(row, column)


def _at(row: Any, path: str) -> Any:
    return reduce(lambda found, name: getattr(found, name, None), path.split("__"), row)


def _label(row: Model, path: str) -> str:
    *way, name = path.split("__")
    model: Any = row
    for step in way:
        model = model._meta.get_field(step).related_model
    label = force_str(model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _in_words(row: Any, column: str, value: Any) -> str:
    """As the page says it: choices by their names, dates in words, long texts cut."""
    display = getattr(row, f"get_{column}_display", None)
    if display is not None and value == getattr(row, column):
        return force_str(display())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(value.astimezone(OTTAWA), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, dict | list):
        return Truncator(json.dumps(value, ensure_ascii=False)).chars(LONGEST_SHOWN) if value else ""
    return "" if value is None else Truncator(force_str(value)).chars(LONGEST_SHOWN)


# --- The copy -------------------------------------------------------------------------------------------------------
def write_copy(user: Any, path: Path) -> None:
    """Write all that is held about USER into a new ZIP at PATH, with words in the language in use.

    Rows are read and files copied a piece at a time: a copy costs the same memory at any size. A file whose bytes the store no
    longer has raises FileNotFoundError: half a copy is none.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        everything = holdings_of(user)
        readme = loader.render_to_string("holdings/readme.txt", {"everything": everything, "now": timezone.now()})
        # A mark that lets old editors on Windows see UTF-8.
        archive.writestr(_entry("README.txt"), ("\ufeff" + readme.strip() + "\n").encode())
        for holdings in everything:
            for holding in holdings.kinds:
                _write_kind(archive, holdings.name, holding)


def _write_kind(archive: zipfile.ZipFile, folder: str, holding: Holding) -> None:
    with archive.open(_entry(f"{folder}/{holding.name}.json"), "w", force_zip64=True) as target:
        head = {"title": str(holding.title), "why": str(holding.why), "kept": str(holding.kept)}
        target.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2].encode() + b',\n "rows": [')
        _write_rows(target, holding)
        target.write(b"]\n}\n")
    taken: set[str] = set()
    for row in holding.rows.iterator(chunk_size=AT_ONCE):
        for held in holding.files(row):
            _write_file(archive, _unused(f"{folder}/{holding.name}/{_safe(held)}", taken), held.stored)


def _write_rows(target: IO[bytes], holding: Holding) -> None:
    before = b"\n  "
    for row in holding.rows.iterator(chunk_size=AT_ONCE):
        plain = {column: _plain(value) for column, value in _values(holding, row)}
        target.write(before + json.dumps(plain, ensure_ascii=False).encode())
        before = b",\n  "


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | dict | list):
        return value
    return value.isoformat() if isinstance(value, date) else force_str(value)


def _write_file(archive: zipfile.ZipFile, name: str, stored: StoredFile) -> None:
    with stored.open() as source, archive.open(_entry(name, zipfile.ZIP_STORED), "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, PIECE)


def _entry(name: str, how: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, timezone.now().astimezone(OTTAWA).timetuple()[:6])
    entry.compress_type = how
    entry.external_attr = 0o600 << 16
    return entry


def _safe(held: HeldFile) -> str:
    """A file name that every system can unpack: no path, nothing that Windows refuses, an ending that opens it."""
    plain = "".join("_" if letter in '<>:"/\\|?*' else letter for letter in clean_name(normalize("NFC", held.name)))
    name = plain.strip(". ") or "file"
    return name if Path(name).suffix else name + (guess_extension(held.stored.media_type) or "")


def _unused(name: str, taken: set[str]) -> str:
    """Two files of one name both arrive."""
    stem, dot, ending = name.rpartition(".")
    candidate, number = name, 1
    while candidate.lower() in taken:
        number += 1
        candidate = f"{stem} ({number}).{ending}" if dot else f"{name} ({number})"
    taken.add(candidate.lower())
    return candidate


def relations_of(everything: Iterable[Holdings]) -> set[str]:
    """The relations by which all these rows lead to the person, as "app.Model.field"."""
    return {
        f"{holding.rows.model._meta.label}.{field}"
        for holdings in everything
        for holding in holdings.kinds
        for field in holding.through
    }
