"""What a supporter tells the office once the dossiers are frozen: written down for the Secretary, never in the dossier."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.locking import check_handles, locked_letter, locked_nomination
from awards.models import LaterCorrection, Letter
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import Incomplete, WrongMove
from pafso.files import uploads


def note_later_correction(
    letter: Letter, *, by: User, text: str, scan: uploads.Checked | None = None, now: datetime | None = None
) -> LaterCorrection:
    """Write down what the supporter of LETTER says, with the SCAN of their paper if there is one.

    Raises Incomplete without words, WrongMove before the freeze or for a letter that is not in, NotEligible.
    """
    now, text = now or received_at(), text.strip()
    if not text:
        raise Incomplete([("text", _("Write down what the supporter says."))])
    if scan is None:
        return _note(letter, by, text, now)
    with uploads.keeping(scan) as stored, transaction.atomic():
        stored.save()
        return _note(letter, by, text, now, scan=stored)


def _note(letter: Letter, by: User, text: str, now: datetime, **scan: object) -> LaterCorrection:
    with transaction.atomic():
        nomination = locked_nomination(letter.nomination)
        check_handles(nomination, by=by)
        letter = locked_letter(letter)
        if letter.state != Letter.State.SENT:
            raise WrongMove(_("This letter is not in the dossier."), code="not_sent")
        if nomination.cycle.frozen_at is None:
            raise WrongMove(
                _("Until the dossiers are frozen, the supporter can correct the letter with the link."),
                code="not_frozen",
            )
        noted = LaterCorrection.objects.create(letter=letter, text=text, entered_by=by, at=now, **scan)
        record("letter_correction_noted", letter, by=by, changes={"nomination": nomination.code})
    return noted
