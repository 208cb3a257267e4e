"""A nomination handed in by its nominator, and taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from awards.locking import check_not_frozen
from awards.models import Cycle, Nomination
from awards.nominations import mails
from awards.returning.actions import locked_standing
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import Incomplete, WindowClosed, WrongMove
from pafso.lazy import Words
from pafso.mailboxes import is_address
from pafso.text.figures import number
from pafso.text.word_count import words_in

# What is kept while a nomination is returned.
NOT_RETURNED = {"as_submitted": None, "typed_meanwhile": None}
NOTHING_WRITTEN = _("The period for this is over.")


def submit_nomination(nomination: Nomination, *, by: User, now: datetime | None = None) -> Nomination:
    """Hand it in. Raises WindowClosed, Incomplete with everything that is missing, WrongMove once disqualified."""
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_standing(nomination, now=now)
        if nomination.state == Nomination.State.SUBMITTED:
            return nomination
        if nomination.state == Nomination.State.DISQUALIFIED:
            # The office alone takes it up again (`office.reopen_nomination`).
            raise WrongMove(nomination.sentence_against(Nomination.State.SUBMITTED))
        if nomination.is_editable and not nomination.accepts_work(now):
            raise WindowClosed() if nomination.version else WindowClosed(NOTHING_WRITTEN)
        check_not_frozen(nomination)
        problems = missing(nomination, letters_counting=nomination.letters.counting().count())
        if nomination.is_editable and problems:
            raise Incomplete(problems)
        nomination.advance(Nomination.State.SUBMITTED, submitted_at=now, withdrawn_at=None, **NOT_RETURNED)
        record("nomination_submitted", nomination, by=by)
        mails.nomination_received(nomination)
    return nomination


def missing(nomination: Nomination, *, letters_counting: int) -> list[tuple[str, Words]]:
    """Everything that submitting still needs, as (field, sentence); "letters" stands for the letters of support."""
    cycle = nomination.cycle
    wanted = [
        ("nominee_name", nomination.nominee_name.strip(), _("Say whom you are nominating.")),
        ("nominee_position", nomination.nominee_position.strip(), _("Give the position and the mission.")),
        ("case", nomination.case.strip(), _("Write the case.")),
    ]
    problems: list[tuple[str, Words]] = [(field, sentence) for field, value, sentence in wanted if not value]
    if nomination.nominee_email and not is_address(nomination.nominee_email):
        problems.append(("nominee_email", _("The nominee’s email address is not complete.")))
    too_many = words_in(nomination.case) - cycle.case_words
    if too_many > 0:
        problems.append(("case", _too_long(too_many)))
    if letters_counting < cycle.letters_needed:
        lacking = cycle.letters_needed - letters_counting
        only_some = cycle.letters_from != Cycle.LettersFrom.ANYONE
        problems.append(("letters", _letters_that_count_missing(lacking) if only_some else _letters_missing(lacking)))
    return problems


def _too_long(words: int) -> Words:
    return ngettext_lazy("The case is %(n)s word too long.", "The case is %(n)s words too long.", words) % {
        "n": number(words)
    }


def _letters_missing(letters: int) -> Words:
    sentence = ngettext_lazy(
        "%(n)s letter of support is still missing.", "%(n)s letters of support are still missing.", letters
    )
    return sentence % {"n": number(letters)}


def _letters_that_count_missing(letters: int) -> Words:
    sentence = ngettext_lazy(
        "%(n)s letter of support from a regular member is still missing.",
        "%(n)s letters of support from regular members are still missing.",
        letters,
    )
    return sentence % {"n": number(letters)}


def withdraw_nomination(nomination: Nomination, *, by: User, now: datetime | None = None) -> Nomination:
    """Take it back; it can be changed and handed in again while the window lasts. Raises WindowClosed, WrongMove."""
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_standing(nomination, now=now)
        if nomination.state == Nomination.State.SUBMITTED and not nomination.accepts_work(now):
            raise WindowClosed(_("The deadline has passed: write to the office to withdraw this nomination."))
        if nomination.state == Nomination.State.SUBMITTED:
            check_not_frozen(nomination)
        if nomination.advance(Nomination.State.WITHDRAWN, submitted_at=None, withdrawn_at=now, **NOT_RETURNED):
            record("nomination_withdrawn", nomination, by=by)
            mails.nomination_withdrawn(nomination)
    return nomination
