"""A nomination handed in by its nominator, and taken back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from awards.co_nominators.actions.checks import check_is_nominator
from awards.letters.mails import letter_thanks
from awards.locking import check_not_frozen, too_late
from awards.models import CoNominator, Cycle, Nomination
from awards.nominations import mails
from awards.returning.actions import locked_standing
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.errors import Incomplete, WrongMove
from pafso.lazy import Words
from pafso.mailboxes import is_address
from pafso.text.figures import number
from pafso.text.word_count import words_in

from .groups import missing_in_group

WITHDRAWABLE = (Nomination.State.SUBMITTED, Nomination.State.RETURNED)
# What is kept while a nomination is returned.
NOT_RETURNED = {"as_submitted": None, "typed_meanwhile": None}
NOTHING_WRITTEN = _("The period for this is over.")


def submit_nomination(
    nomination: Nomination, *, by: User, shown: str | None = None, now: datetime | None = None
) -> Nomination:
    """Hand it in, by its nominator alone; each supporter whose letter is in is thanked, once.

    SHOWN: which text (`Draft.as_shown`) they read on the page of the button. Raises ReadItFirst, WindowClosed, Incomplete with
    everything that is missing, WrongMove once disqualified, NotEligible for anybody else.
    """
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_standing(nomination, now=now)
        check_is_nominator(nomination, by)
        if nomination.state == Nomination.State.SUBMITTED:
            return nomination
        if nomination.state == Nomination.State.DISQUALIFIED:
            # The office alone takes it up again (`office.reopen_nomination`).
            raise WrongMove(nomination.sentence_against(Nomination.State.SUBMITTED))
        if nomination.is_editable and not nomination.accepts_work(now):
            raise too_late(nomination.cycle, None if nomination.version else NOTHING_WRITTEN)
        check_not_frozen(nomination)
        if nomination.is_editable:
            nomination.check_shown(shown)
        prefetch_related_objects([nomination], Prefetch("co_nominators", CoNominator.objects.select_related("user")))
        letters = list(nomination.letters.arrived().in_outline().saying_whether_they_count())
        counting = sum(1 for letter in letters if getattr(letter, "counts", False))
        problems = missing(nomination, letters_counting=counting)
        if nomination.is_editable and problems:
            raise Incomplete(problems)
        nomination.advance(Nomination.State.SUBMITTED, submitted_at=now, withdrawn_at=None, **NOT_RETURNED)
        record("nomination_submitted", nomination, by=by)
        _leave_no_group_of_one(nomination)
        mails.nomination_received(nomination)
        for letter in letters:
            letter_thanks(letter)
    return nomination


def _leave_no_group_of_one(nomination: Nomination) -> None:
    """Who was once named as a group's member, in what became the nomination of one person, is not handed in with it."""
    if nomination.cycle.nominee_kind == Cycle.NomineeKind.EITHER and not nomination.is_of_a_group:
        nomination.group_members.all().delete()


def missing(nomination: Nomination, *, letters_counting: int) -> list[tuple[str, Words]]:
    """Everything that submitting still needs, as (field, sentence); "letters" stands for the letters of support."""
    cycle = nomination.cycle
    wanted = [
        ("nominee_name", nomination.nominee_name.strip(), _("Say whom you are nominating.")),
        ("nominee_position", _position_of(nomination), _("Give the nominee’s position.")),
        ("case", nomination.case.strip() or nomination.scan_id, _("Write the case.")),
    ]
    problems: list[tuple[str, Words]] = [(field, sentence) for field, value, sentence in wanted if not value]
    if nomination.nominee_email and not is_address(nomination.nominee_email):
        problems.append(("nominee_email", _("The nominee’s email address is not complete.")))
    problems += missing_in_group(nomination)
    if is_put_forward_by_nominee(nomination):
        problems.append(("nominee_email", _("Somebody who nominates with you is the nominee.")))
    too_many = words_in(nomination.case) - cycle.case_words
    if too_many > 0:
        problems.append(("case", _too_long(too_many)))
    if letters_counting < cycle.letters_needed:
        lacking = cycle.letters_needed - letters_counting
        only_some = cycle.letters_from != Cycle.LettersFrom.ANYONE
        problems.append(("letters", _letters_that_count_missing(lacking) if only_some else _letters_missing(lacking)))
    return problems


def _position_of(nomination: Nomination) -> str:
    """A group has none: its members have theirs."""
    return "group" if nomination.is_of_a_group else nomination.nominee_position.strip()


def is_put_forward_by_nominee(nomination: Nomination) -> bool:
    """Whether a co-nominator, invited or joined, has the address of the nominee or of one of the group."""
    addresses = {nomination.nominee_email.strip().lower()} - {""}
    addresses |= {member.email for member in nomination.group if member.email}
    return not addresses.isdisjoint(nomination.addresses_beside)


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
    """Take it back, by its nominator alone, until the first round opens; handed in again it can be only while work is accepted.

    Raises WrongMove once dossiers are frozen, WindowClosed in a cycle that was called off, NotEligible for anybody else.
    """
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_standing(nomination, now=now)
        check_is_nominator(nomination, by)
        if nomination.state in WITHDRAWABLE:
            if nomination.cycle.is_called_off:
                raise too_late(nomination.cycle)
            check_not_frozen(nomination)
        if nomination.advance(Nomination.State.WITHDRAWN, submitted_at=None, withdrawn_at=now, **NOT_RETURNED):
            record("nomination_withdrawn", nomination, by=by)
            mails.nomination_withdrawn(nomination, may_come_back=nomination.accepts_work(now))
    return nomination


def may_be_withdrawn(nomination: Nomination) -> bool:
    cycle = nomination.cycle
    return nomination.state in WITHDRAWABLE and cycle.frozen_at is None and not cycle.is_called_off
