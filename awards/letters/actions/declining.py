"""A supporter who will not write says so, and may think better of it while letters are taken."""

from datetime import datetime

from django.db import transaction

from awards.letters import mails
from awards.locking import locked_case
from awards.models import Letter
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.press_once import refuse_other_words

from .checks import check_unsent, check_writable

LONGEST_NOTE = 500


def decline_letter(letter: Letter, *, note: str = "", now: datetime | None = None) -> Letter:
    """The supporter will not write, and may say why in a NOTE; the nominator is told. Repeating it changes nothing.

    Raises WrongMove once it was sent or is no longer asked for, WindowClosed; SentOtherwise when another note was kept.
    """
    now, note = now or received_at(), note.strip()[:LONGEST_NOTE]
    with transaction.atomic():
        nomination, letter = locked_case(letter)
        if letter.state == Letter.State.DECLINED:
            refuse_other_words({"note": letter.declined_note}, {"note": note})
            return letter
        check_unsent(letter)
        check_writable(letter, now)
        letter.advance(Letter.State.DECLINED, declined_at=now, declined_note=note)
        record("letter_declined", letter, changes={"nomination": nomination.code})
        mails.letter_declined(letter)
    return letter


def take_up_letter(letter: Letter, *, now: datetime | None = None) -> Letter:
    """Whoever declined writes after all: the link opens the letter again, and the nominator is told. Raises WrongMove, WindowClosed."""
    now = now or received_at()
    with transaction.atomic():
        nomination, letter = locked_case(letter)
        if letter.state == Letter.State.INVITED:
            return letter
        if letter.state != Letter.State.DECLINED:
            check_unsent(letter)
        check_writable(letter, now)
        declined_at = letter.declined_at
        letter.advance(Letter.State.INVITED, declined_at=None, declined_note="")
        record("letter_taken_up", letter, changes={"nomination": nomination.code})
        mails.letter_taken_up(letter, declined_at=declined_at)
    return letter
