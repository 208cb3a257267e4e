"""The rows of a verb: read again with all that it needs, and locked until its transaction ends."""

from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.conflicts import SAY_WHO
from pafso.errors import NotEligible, WrongMove

from . import rules
from .models import Cycle, Letter, Nomination


class Deleted(WrongMove):
    """Its author deleted the draft, in another tab or a moment ago."""

    code = "deleted"
    default = _("This nomination has been deleted by the person who started it.")


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


def check_handles(nomination: Nomination, *, by: User) -> None:
    """BY looks after the award now, is no party to the case, and has said who they are not. Raises NotEligible."""
    now = User.objects.get(pk=by.pk)  # what was true when the page was opened may be over
    if not rules.looks_after_nomination(now, nomination):
        raise NotEligible(_("This case is not open to you."), code="not_open_to_you")
    if rules.must_say_who(now, nomination):
        raise NotEligible(SAY_WHO, code="say_who")
