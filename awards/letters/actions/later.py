"""What a supporter tells the office once the dossiers are frozen: written down for the Secretary, never in the dossier."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.locking import Deleted, check_handles, locked_letter, locked_nomination
from awards.models import LaterCorrection, Letter
from members.models import User
from pafso.audit.log import record, record_reading
from pafso.clock import received_at
from pafso.documents.copies import ask_for_copy
from pafso.errors import Incomplete, WrongMove
from pafso.files import uploads

GONE = _("This correction was discarded, or replaced by another one.")


def take_later_correction(
    letter: Letter, *, by: User, text: str, scan: uploads.Checked | None, now: datetime | None = None
) -> LaterCorrection:
    """Words alone are written down at once; with a file they wait until somebody has seen how it is read. Raises as both do."""
    if scan is None:
        return note_later_correction(letter, by=by, text=text, now=now)
    return begin_later_correction(letter, by=by, text=text, scan=scan)


def note_later_correction(
    letter: Letter, *, by: User, text: str, scan: uploads.Checked | None = None, now: datetime | None = None
) -> LaterCorrection:
    """Write down what the supporter of LETTER says, with the SCAN of their paper if there is one.

    Raises Incomplete without words, WrongMove before the freeze or for a letter that is not in, NotEligible.
    """
    now, text = now or received_at(), _wanted(text)
    if scan is None:
        return _note(letter, by, text, now)
    with uploads.keeping(scan) as stored, transaction.atomic():
        stored.save()
        ask_for_copy(stored)
        return _note(letter, by, text, now, scan=stored)


def _wanted(text: str) -> str:
    if not text.strip():
        raise Incomplete([("text", _("Write down what the supporter says."))])
    return text.strip()


def _note(letter: Letter, by: User, text: str, now: datetime, **scan: object) -> LaterCorrection:
    with transaction.atomic():
        letter = _locked(letter, by)
        noted = LaterCorrection.objects.create(letter=letter, text=text, entered_by=by, at=now, **scan)
        record("letter_correction_noted", letter, by=by, changes={"nomination": letter.nomination.code})
    return noted


def _locked(letter: Letter, by: User) -> Letter:
    """LETTER, in a dossier that is frozen. Raises WrongMove, NotEligible."""
    nomination = locked_nomination(letter.nomination)
    check_handles(nomination, by=by)
    letter = locked_letter(letter)
    if letter.state != Letter.State.SENT:
        raise WrongMove(_("This letter is not in the dossier."), code="not_sent")
    if nomination.cycle.frozen_at is None:
        raise WrongMove(
            _("Until the dossiers are frozen, the supporter can correct the letter with the link."), code="not_frozen"
        )
    return letter


# --- With a file: seen first ------------------------------------------------------------------------------------------
def begin_later_correction(letter: Letter, *, by: User, text: str, scan: uploads.Checked) -> LaterCorrection:
    """Keep the words with their file, and have its copy for readers made; nothing is written down yet.

    It takes the place of one that was begun before. Raises as `note_later_correction`.
    """
    text = _wanted(text)
    with uploads.keeping(scan) as stored, transaction.atomic():
        letter = _locked(letter, by)
        for before in letter.later_corrections.filter(at=None).select_related("scan"):
            _drop(before)
        stored.save()
        ask_for_copy(stored)
        return LaterCorrection.objects.create(letter=letter, text=text, entered_by=by, at=None, scan=stored)


def confirm_later_correction(row: LaterCorrection, *, by: User, now: datetime | None = None) -> LaterCorrection:
    """Write down what was begun, after a look at how its file is read. Again is harmless. Raises Deleted, WrongMove, NotEligible."""
    with transaction.atomic():
        letter = _locked(row.letter, by)
        row = _found(row)
        if row.at is None:
            row.at = now or received_at()
            row.save(update_fields=["at"])
            changes = {"nomination": letter.nomination.code, "sha256": row.scan.sha256 if row.scan else ""}
            record("letter_correction_noted", letter, by=by, changes=changes)
    return row


def discard_later_correction(row: LaterCorrection, *, by: User) -> None:
    """Drop what was begun, with its file. Again is harmless. Raises WrongMove once it is written down, NotEligible."""
    with transaction.atomic():
        _locked(row.letter, by)
        found = LaterCorrection.objects.select_related("scan").filter(pk=row.pk).first()
        if found is None:
            return
        if found.at is not None:
            raise WrongMove(_("This correction has been written down already."), code="noted")
        _drop(found)


def _found(row: LaterCorrection) -> LaterCorrection:
    """Read again; the lock of its letter is its own."""
    found = LaterCorrection.objects.select_related("letter__nomination", "scan").filter(pk=row.pk).first()
    if found is None:
        raise Deleted(GONE)
    return found


def _drop(row: LaterCorrection) -> None:
    stored = row.scan
    row.delete()
    if stored is not None:
        uploads.forget(stored)


# --- Read --------------------------------------------------------------------------------------------------------------
def note_later_reading(row: LaterCorrection, *, by: User) -> None:
    """The trail says who opened it, and when."""
    record("letter_correction_read", row.letter, by=by, changes={"nomination": row.letter.nomination.code})


def note_later_page(row: LaterCorrection, *, by: User) -> None:
    """A page of its file has an address of its own: whoever opens it without the words has read of it all the same."""
    changes = {"nomination": row.letter.nomination.code}
    record_reading("letter_correction_read", row.letter, by=by, changes=changes)


def note_later_download(row: LaterCorrection, *, by: User) -> None:
    """The trail says who took the file itself, and which one it was."""
    sha256 = row.scan.sha256 if row.scan else ""
    changes = {"nomination": row.letter.nomination.code, "sha256": sha256}
    record("letter_correction_downloaded", row.letter, by=by, changes=changes)
