"""What has to hold before somebody puts a nomination forward beside its nominator, or no longer does."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from awards.locking import too_late
from awards.models import Nomination
from awards.rules import is_nominator
from members.models import User
from pafso.errors import NotEligible, WrongMove

State = Nomination.State
CLOSED = (State.DISQUALIFIED, State.JOINED)


def check_is_nominator(nomination: Nomination, by: User) -> None:
    """Raises NotEligible: a co-nominator invites nobody."""
    if not is_nominator(by, nomination):
        raise NotEligible(_("Only the nominator can do this."), code="not_the_nominator")


def check_goes_on(nomination: Nomination, now: datetime) -> None:
    """There is still something to do together. Raises WrongMove, WindowClosed."""
    if nomination.state in CLOSED:
        raise WrongMove(_("This nomination is no longer considered, so there is nothing left to work on."))
    if not nomination.accepts_work(now):
        raise too_late(nomination.cycle, _("The deadline has passed: nobody can join this nomination any more."))
