"""Whoever opens a letter or takes its file leaves a line in the audit trail."""

from awards.models import Letter
from members.models import User
from pafso.audit.log import record


def note_reading(letter: Letter, *, by: User) -> None:
    """The audit trail says who opened a letter, and when."""
    record("letter_read", letter, by=by, changes={"nomination": letter.nomination.code})


def note_download(letter: Letter, *, by: User) -> None:
    """The audit trail says who took the file itself, and which one it was."""
    sha256 = letter.file.sha256 if letter.file else ""
    record("letter_file_downloaded", letter, by=by, changes={"nomination": letter.nomination.code, "sha256": sha256})
