"""Whoever opens a letter or takes its file leaves a line in the audit trail; what readers get of a file is a copy."""

from django.db.models import Exists, OuterRef, QuerySet

from awards.models import LaterCorrection, Letter, Nomination
from members.models import User
from pafso.audit.log import record, record_reading
from pafso.documents.copies import try_again
from pafso.documents.models import ReadersCopy
from pafso.files.models import StoredFile


def note_reading(letter: Letter, *, by: User) -> None:
    """The audit trail says who opened a letter, and when."""
    record("letter_read", letter, by=by, changes={"nomination": letter.nomination.code})


def note_page(letter: Letter, *, by: User) -> None:
    """A page of the copy has an address of its own: whoever opens it without the letter has read of it all the same."""
    record_reading("letter_read", letter, by=by, changes={"nomination": letter.nomination.code})


def note_download(letter: Letter, *, by: User) -> None:
    """The audit trail says who took the file itself, and which one it was."""
    sha256 = letter.file.sha256 if letter.file else ""
    record("letter_file_downloaded", letter, by=by, changes={"nomination": letter.nomination.code, "sha256": sha256})


def copy_again(letter: Letter, *, by: User) -> ReadersCopy | None:
    """Have the copy of a letter's file made once more, where that failed; None for a letter without a file."""
    return try_again(letter.file, by=by) if letter.file is not None else None


def originals() -> QuerySet[StoredFile]:
    """The files that came as letters or corrected them later, and the scans of nominations: those of before the copies get theirs, too."""
    of_letters, of_cases = Letter.objects.filter(file=OuterRef("pk")), Nomination.objects.filter(scan=OuterRef("pk"))
    later = LaterCorrection.objects.filter(scan=OuterRef("pk"))
    return StoredFile.objects.filter(Exists(of_letters) | Exists(of_cases) | Exists(later))
