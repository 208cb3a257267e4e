"""Until the dossiers are frozen, whoever sent a letter may correct it, or take it back."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.letters import mails
from awards.locking import CalledOff, check_not_frozen, locked_case, locked_letter
from awards.models import Letter, LetterCorrection, Nomination
from awards.models.correction import WRITTEN
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.documents.copies import ask_for_copy
from pafso.drafts.models import write_draft
from pafso.errors import Incomplete, WrongMove
from pafso.files import uploads
from pafso.files.models import StoredFile

from .checks import OVER, check_in
from .counting import why_not_counting
from .writing import missing_in_letter


def is_correctable(letter: Letter) -> bool:
    """Whether the link of a letter that is in still changes it; what `check_correctable` says in sentences."""
    return may_be_taken_back(letter) and letter.nomination.state != Nomination.State.DISQUALIFIED


def may_be_taken_back(letter: Letter) -> bool:
    cycle = letter.nomination.cycle
    is_open = cycle.frozen_at is None and not cycle.is_called_off
    return letter.state == Letter.State.SENT and not letter.on_paper and is_open


def check_correctable(letter: Letter) -> None:
    """Raises WrongMove, Frozen, CalledOff."""
    _check_may_change(letter, letter.nomination)
    if letter.nomination.state == Nomination.State.DISQUALIFIED:
        raise WrongMove(_("This nomination is no longer considered: its letters stay as they are."))


def _check_may_change(letter: Letter, nomination: Nomination) -> None:
    check_in(letter)
    check_not_frozen(nomination)
    if nomination.cycle.is_called_off:
        raise CalledOff


def correction_of(letter: Letter) -> LetterCorrection:
    """The working copy of LETTER as it stands, or as it would begin: with the letter's own words. Writes nothing."""
    found = LetterCorrection.objects.select_related("file").filter(letter=letter).first()
    if found is not None:
        found.letter = letter
        return found
    return LetterCorrection(letter=letter, file=letter.file, **{name: getattr(letter, name) for name in WRITTEN})


def save_correction(
    letter: Letter, *, values: Mapping[str, object], tab: str, version: int | None, now: datetime | None = None
) -> LetterCorrection:
    """Write VALUES (of WRITTEN) to the working copy of a letter that is in, which stands as it is meanwhile.

    Raises WrongMove, Frozen, CalledOff, EditedElsewhere.
    """
    now = now or received_at()
    with transaction.atomic():
        copy = _locked_copy(letter)
        wanted = {name: value for name, value in values.items() if name in WRITTEN}
        changed = any(getattr(copy, name) != value for name, value in wanted.items())
        if changed and copy.pk is None and copy.may_be_saved_from(tab, version):
            copy.begun_at = now
            copy.save()
        write_draft(copy, wanted, tab=tab, version=version, saved_at=now)
    return copy


def attach_to_correction(letter: Letter, checked: uploads.Checked, *, now: datetime | None = None) -> LetterCorrection:
    """Put the CHECKED upload with the working copy, in the place of its file. Raises WrongMove, Frozen."""
    now = now or received_at()
    with uploads.keeping(checked) as stored, transaction.atomic():
        copy = _locked_copy(letter)
        stored.save()
        ask_for_copy(stored)
        _put_file(copy, stored, now)
    return copy


def detach_from_correction(letter: Letter, *, now: datetime | None = None) -> LetterCorrection:
    """Take the file off the working copy; the letter keeps its own until the correction is sent. Raises WrongMove, Frozen."""
    now = now or received_at()
    with transaction.atomic():
        copy = _locked_copy(letter)
        _put_file(copy, None, now)
    return copy


def _locked_copy(letter: Letter) -> LetterCorrection:
    """The letter's row is the lock of its copy, which may not be there yet."""
    letter = locked_letter(letter)
    check_correctable(letter)
    return correction_of(letter)


def _put_file(copy: LetterCorrection, stored: StoredFile | None, now: datetime) -> None:
    before = copy.file
    copy.file, copy.saved_at = stored, now
    copy.save()
    if before is not None and before != copy.letter.file:
        uploads.forget(before)


def discard_correction(letter: Letter) -> Letter:
    """Drop the working copy: the letter stays as it was sent. Repeating it changes nothing."""
    with transaction.atomic():
        letter = locked_letter(letter)
        discard_copy(letter)
    return letter


def discard_copy(letter: Letter) -> None:
    """Of a locked letter, with the file that only the copy had."""
    copy = correction_of(letter)
    if copy.pk is None:
        return
    copy.delete()
    if copy.file is not None and copy.file != letter.file:
        uploads.forget(copy.file)


def send_correction(letter: Letter, *, shown: str | None = None, now: datetime | None = None) -> Letter:
    """The working copy takes the letter's place; without one nothing changes. The words of before are kept nowhere: nobody has
    judged them, and the audit trail has their digest. SHOWN: which text and file (`Draft.as_shown`) their writer read before.

    Raises ReadItFirst, Incomplete with all that is missing, WrongMove, Frozen, CalledOff.
    """
    now = now or received_at()
    with transaction.atomic():
        nomination, letter = locked_case(letter)
        check_correctable(letter)
        copy = correction_of(letter)
        if copy.pk is None:
            return letter
        copy.check_shown(shown)
        problems = missing_in_letter(copy)
        if problems:
            raise Incomplete(problems)
        before = _digest(letter)
        _replace(letter, copy, now)
        changes = {"nomination": nomination.code, "before": before, "after": _digest(letter)}
        record("letter_corrected", letter, changes=changes)
        mails.letter_receipt(letter, why_not=why_not_counting(letter))
        mails.letter_corrected(letter)
    return letter


def _replace(letter: Letter, copy: LetterCorrection, now: datetime) -> None:
    before = letter.file
    for name in WRITTEN:
        setattr(letter, name, getattr(copy, name))
    letter.file, letter.corrected_at = copy.file, now
    letter.save(update_fields=[*WRITTEN, "file", "corrected_at"])
    copy.delete()
    if before is not None and before != letter.file:
        uploads.forget(before)


def _digest(letter: Letter) -> str:
    """Of the words and the file: enough to say later which of two versions somebody read."""
    return hashlib.sha256(f"{letter.text}\n{letter.file.sha256 if letter.file else ''}".encode()).hexdigest()


def take_back_letter(letter: Letter, *, now: datetime | None = None) -> Letter:
    """The letter is no longer in; its words are its writer's own again, to send once more while letters are taken. A correction that
    was begun goes on as those words.

    They have it confirmed, and the nominator is told how many remain. Repeating it changes nothing. Raises WrongMove, Frozen, CalledOff.
    """
    now = now or received_at()
    with transaction.atomic():
        nomination, letter = locked_case(letter)
        if letter.state == Letter.State.INVITED and letter.taken_back_at:
            return letter
        _check_may_change(letter, nomination)
        _continue_copy(letter, now)
        again = {"sent_at": None, "corrected_at": None, "told_not_counting_at": None}
        letter.advance(Letter.State.INVITED, taken_back_at=now, **again)
        record("letter_taken_back", letter, changes={"nomination": nomination.code})
        mails.letter_taken_back(letter, letters_in=nomination.letters.counting().count())
        mails.letter_taken_back_for_supporter(letter, until=until_sent_again(letter, now))
    return letter


def _continue_copy(letter: Letter, now: datetime) -> None:
    """What was begun as a correction is the letter's own draft from now on; a page that is open on the words of before is refused."""
    copy = correction_of(letter)
    if copy.pk is None:
        return
    letter.version, letter.tab, letter.saved_at = letter.version + 1, copy.tab, copy.saved_at
    letter.save(update_fields=["version", "tab", "saved_at"])
    _replace(letter, copy, now)


def until_sent_again(letter: Letter, now: datetime | None = None) -> datetime | None:
    """The last minute in which LETTER could be sent once more if it were taken back NOW; None where it could not be."""
    if letter.nomination.state in OVER or not letter.accepts_work(now):
        return None
    grace = letter.nomination.cycle.window
    return grace.closes_at + grace.grace if letter.window.has_closed(now) else letter.deadline
