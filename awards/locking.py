"""The rows of a verb: read again with all that it needs, and locked until its transaction ends."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.conflicts import SAY_WHO
from pafso.errors import NotEligible, WindowClosed, WrongMove
from pafso.lazy import Words
from pafso.turns import share_turn

from . import rules
from .models import CoNominator, Cycle, Letter, Nomination

NOT_YET_OPEN = _("Nominations are not open yet.")
NO_LONGER_OPEN = _("This cycle is closed: no new nomination can be started.")
NOT_TAKING_PLACE = _("This cycle is not taking place: no new nomination can be started.")


class Deleted(WrongMove):
    """Its author deleted the draft, in another tab or a moment ago."""

    code = "deleted"
    default = _("This nomination has been deleted by the person who started it.")


class CalledOff(WindowClosed):
    """The cycle was cancelled, or skipped."""

    code = "called_off"
    default = _(
        "This cycle has been cancelled, so nothing can be changed in it any more. What you wrote is kept and you can still "
        "read it."
    )


def too_late(cycle: Cycle, sentence: Words | None = None) -> WindowClosed:
    """Why CYCLE takes no more work: it was called off, or else SENTENCE, which speaks of dates."""
    return CalledOff() if cycle.is_called_off else WindowClosed(sentence)


def cycle_to_begin_in(cycle: Cycle, now: datetime) -> Cycle:
    """Read again with its award; until the transaction ends the office decides nothing about it that would not see what is
    begun here. Raises WindowClosed, Deleted."""
    share_turn(*turn_of(cycle))
    found = Cycle.objects.with_award().filter(pk=cycle.pk).first()
    if found is None:
        raise Deleted(_("This cycle has been deleted."))
    check_takes_new(found, now)
    return found


def cycle_to_enter_in(cycle: Cycle) -> Cycle:
    """For what the office enters that came on paper, also after the deadline: its row locked, so that no freeze passes it by.
    Raises Deleted, CalledOff, Frozen."""
    share_turn(*turn_of(cycle))
    found = Cycle.objects.with_award().select_for_update(of=("self",), no_key=True).filter(pk=cycle.pk).first()
    if found is None:
        raise Deleted(_("This cycle has been deleted."))
    if found.is_called_off:
        raise CalledOff(NOT_TAKING_PLACE)
    if found.frozen_at is not None:
        raise Frozen
    return found


def turn_of(cycle: Cycle) -> tuple[object, ...]:
    """A foreign key of PostgreSQL locks its row at the commit only: this is what beginners share, and decisions have alone."""
    return ("cycle", cycle.pk)


def check_takes_new(cycle: Cycle, now: datetime) -> None:
    """A nomination may be begun in it at NOW. Raises WindowClosed."""
    if cycle.is_called_off:
        raise CalledOff(NOT_TAKING_PLACE)
    if not cycle.window.is_open(now):
        raise WindowClosed(NO_LONGER_OPEN if cycle.window.has_opened(now) else NOT_YET_OPEN)


def locked_nomination(nomination: Nomination) -> Nomination:
    """Read again with what every verb needs, its row locked until the transaction ends. Raises Deleted when it is gone."""
    whole = Nomination.objects.select_for_update(of=("self",)).select_related("cycle__award", "nominator")
    found = whole.filter(pk=nomination.pk).first()
    if found is None:
        raise Deleted
    return found


def locked_letter(letter: Letter) -> Letter:
    """Read again with what every verb needs, its row locked until the transaction ends."""
    whole = Letter.objects.select_for_update(of=("self",))
    found = whole.select_related("nomination__nominator", "nomination__cycle__award").filter(pk=letter.pk).first()
    if found is None:
        raise Deleted
    return found


def locked_co_nominator(row: CoNominator) -> CoNominator:
    """Read again with what every verb needs, its row locked; its nomination was locked before."""
    whole = CoNominator.objects.select_for_update(of=("self",))
    found = whole.select_related("nomination__nominator", "nomination__cycle__award", "user").filter(pk=row.pk).first()
    if found is None:
        raise Deleted
    return found


class Frozen(WrongMove):
    """The first round has opened: dossiers stand as they are."""

    code = "frozen"
    default = _("The dossiers of this cycle are frozen: the panel has them. Write to the office if something is wrong.")


def check_not_frozen(nomination: Nomination) -> None:
    """For whatever changes what is in a dossier; call it when NOMINATION is locked. Raises Frozen.

    Asked anew: whoever waited for the lock behind the one who stored the dossier read the cycle before that. And whoever has
    the lock first is waited for, so that what they do is in the dossier.
    """
    if Cycle.objects.filter(pk=nomination.cycle_id, frozen_at__isnull=False).exists():
        raise Frozen


def locked_case(letter: Letter) -> tuple[Nomination, Letter]:
    """The nomination that LETTER is in now, then the letter, each locked. The office may have moved it to another one meanwhile:
    then what was locked for nothing is let go, so that nobody waits crosswise."""
    while True:
        mark = transaction.savepoint()
        found_in = Letter.objects.filter(pk=letter.pk).values_list("nomination", flat=True).first()
        if found_in is None:
            raise Deleted
        nomination = locked_nomination(Nomination(pk=found_in))
        found = locked_letter(letter)
        if found.nomination_id == nomination.pk:
            return nomination, found
        transaction.savepoint_rollback(mark)


def check_puts_forward(nomination: Nomination, *, by: User) -> None:
    """BY still puts it forward, alone or beside its nominator: that may have ended since the page was opened. Raises NotEligible."""
    if not rules.puts_forward(by, nomination):
        raise NotEligible(_("You no longer work on this nomination."), code="no_longer_yours")


def check_handles(nomination: Nomination, *, by: User) -> None:
    """BY looks after the award now, is no party to the case, and has said who they are not. Raises NotEligible."""
    now = User.objects.get(pk=by.pk)  # what was true when the page was opened may be over
    if not rules.looks_after_nomination(now, nomination):
        raise NotEligible(_("This case is not open to you."), code="not_open_to_you")
    if rules.must_say_who(now, nomination):
        raise NotEligible(SAY_WHO, code="say_who")
