"""What a page shows of a copy for readers, whichever app's it is: `documents/copy.html` with this as `copy`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import Http404
from django.utils.safestring import SafeString

from pafso.files.models import StoredFile
from pafso.lazy import Words

from .cleaning import with_pictures
from .models import PDF, CopyPicture, ReadersCopy
from .sentences import problem_sentence, sentences


@dataclass(frozen=True)
class ShownPage:
    """A page of a PDF: its picture at `url`, and its text."""

    number: int
    url: str
    width: int
    height: int
    text: str


@dataclass(frozen=True)
class Shown:
    """Ready (with `html` or `pages`), failed (with `problem`), or still being made."""

    is_ready: bool = False
    is_failed: bool = False
    html: SafeString | str = ""
    pages: list[ShownPage] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    problem: Words = ""


def shown(original: StoredFile, address: Callable[[int], str]) -> Shown:
    """The copy of ORIGINAL, its pictures at the ADDRESS that the app gives for each number. Two queries at most."""
    copy = ReadersCopy.objects.filter(original=original).first()
    if copy is None or copy.state == ReadersCopy.State.TO_MAKE:
        return Shown()
    if copy.is_failed:
        return Shown(is_failed=True, problem=problem_sentence(copy.problem))
    notes = sentences(copy.notes)
    if original.media_type != PDF:
        return Shown(is_ready=True, html=with_pictures(copy.html, address), notes=notes)
    rows = copy.pictures.values_list("number", "width", "height", "text")
    pages = [ShownPage(number, address(number), width, height, text) for number, width, height, text in rows]
    return Shown(is_ready=True, pages=pages, notes=notes)


def picture_or_404(original: StoredFile | None, number: int) -> StoredFile:
    """One page or picture of the copy of ORIGINAL, which the caller has found among what this person may read."""
    rows = CopyPicture.objects.filter(copy__original=original, number=number).select_related("file")
    picture = rows.first() if original is not None else None
    if picture is None:
        raise Http404
    return picture.file
