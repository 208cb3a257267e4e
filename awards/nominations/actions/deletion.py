"""The end of a draft: deleted by its author, or by the clock when its cycle says so, with the letters asked for."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.co_nominators.actions.checks import check_is_nominator
from awards.co_nominators.actions.ending import end_every_co_nominator
from awards.letters import mails
from awards.letters.actions.correcting import discard_copy
from awards.locking import Deleted, locked_nomination
from awards.models import Cycle, Letter, Nomination
from awards.models.nomination import NominationQuerySet
from members.models import User
from pafso.audit.log import record
from pafso.errors import WrongMove
from pafso.files.uploads import forget
from pafso.mail.models import Mail

MOST_AT_ONCE = 200


def delete_nomination(nomination: Nomination, *, by: User) -> None:
    """Delete a draft and the letters asked for; whoever was asked is told. Repeating it changes nothing.

    Raises WrongMove once it was handed in: then it can be withdrawn.
    """
    with transaction.atomic():
        try:
            nomination = locked_nomination(nomination)
        except Deleted:
            return
        check_is_nominator(nomination, by)
        if nomination.state != Nomination.State.DRAFT:
            raise WrongMove(
                _("Only a draft can be deleted. A nomination that was submitted can be withdrawn until it is judged.")
            )
        for letter in nomination.letters.filter(state__in=[Letter.State.INVITED, Letter.State.SENT]):
            mails.letter_not_needed(letter)
        end_every_co_nominator(nomination)
        record("nomination_deleted", nomination, by=by, changes={"cycle": str(nomination.cycle)})
        remove(nomination)


def expire_drafts(now: datetime | None = None) -> int:
    """Delete the drafts of cycles that closed longer ago than they are kept for. Nobody is told: their links ended with the cycle."""
    now = now or timezone.now()
    found = list(_expired(now).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_expire(pk, now) for pk in found)


def _expired(now: datetime) -> NominationQuerySet:
    """The cycles by number: they are few, and the index begins with them."""
    cycles = list(Cycle.objects.long_over(now).values_list("pk", flat=True))
    return Nomination.objects.filter(state=Nomination.State.DRAFT, cycle__in=cycles)


def _expire(pk: int, now: datetime) -> int:
    """By the row as it is under the lock: a date may have been moved since."""
    with transaction.atomic():
        nomination = _expired(now).with_cycle().select_for_update(of=("self",)).filter(pk=pk).first()
        if nomination is None:
            return 0
        record("nomination_expired", nomination, changes={"cycle": str(nomination.cycle)})
        remove(nomination)
    return 1


def remove(nomination: Nomination) -> None:
    """A locked nomination with all that hangs on it."""
    forget_invitations(nomination)
    for letter in nomination.letters.select_for_update(of=("self",)).select_related("file"):
        discard_copy(letter)
        letter.delete()
        if letter.file is not None:
            forget(letter.file)
    scan = nomination.scan
    nomination.delete()
    if scan is not None:
        forget(scan)


def forget_invitations(nomination: Nomination) -> None:
    """And whatever else brings a supporter a link. What was sent is blank; what did not get out names people, and leads nowhere."""
    for pk in nomination.co_nominators.values_list("pk", flat=True):
        Mail.objects.filter(key__startswith=f"co_nominator_invited:{pk}:").delete()
    for code in nomination.letters.values_list("code", flat=True):
        for event in ("letter_invitation", "letter_reminder", "letter_link_again"):
            Mail.objects.filter(key__startswith=f"{event}:{code}:").delete()
