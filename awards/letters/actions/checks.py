"""Whether a letter may still be asked for, and still be written."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from awards.locking import too_late
from awards.models import Letter, Nomination
from pafso.errors import WrongMove

OVER = (Nomination.State.DISQUALIFIED, Nomination.State.JOINED)
NO_MORE_LETTERS = _("The deadline has passed: no more letters can be asked for or written.")
HAS_ARRIVED = _("This letter has been sent already.")
TAKEN_BACK = _("This letter has been taken back: change the letter itself, and send it again.")


def check_open(nomination: Nomination, now: datetime) -> None:
    if nomination.state == Nomination.State.DISQUALIFIED:
        raise WrongMove(_("This nomination is no longer considered, so it needs no more letters."))
    if nomination.state == Nomination.State.JOINED:
        raise WrongMove(_("This nomination continues in another one of the same nominee: ask for letters there."))
    if not nomination.accepts_work(now):
        raise too_late(nomination.cycle, NO_MORE_LETTERS)


def check_writable(letter: Letter, now: datetime) -> None:
    """As `check_open`, and by the supporter's own later deadline. Raises WrongMove, WindowClosed."""
    if not letter.accepts_work(now) or letter.nomination.state in OVER:
        check_open(letter.nomination, now)


def check_in(letter: Letter) -> None:
    """For what is done with a letter that is in. Raises WrongMove."""
    if letter.state != Letter.State.SENT:
        check_unsent(letter)
        raise WrongMove(
            TAKEN_BACK if letter.taken_back_at else _("This letter has not been sent yet."), code="not_sent"
        )
    if letter.on_paper:
        raise WrongMove(_("This letter came on paper: write to the office to change it."), code="on_paper")


def check_unsent(letter: Letter) -> None:
    if letter.state == Letter.State.SENT:
        raise WrongMove(HAS_ARRIVED)
    if letter.state == Letter.State.REVOKED:
        raise WrongMove(_("This letter is no longer needed."), code="revoked")
    if letter.state == Letter.State.DECLINED:
        raise WrongMove(_("The supporter has declined to write this letter."), code="declined")
