"""Reminders of letters that have not come: by the supporter's clock, each once, and none to whom we should not write."""

import logging
from collections.abc import Iterator
from datetime import datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from awards.letters import mails
from awards.models import Cycle, Letter, LetterReminder, Nomination
from awards.models.cycle import CycleQuerySet
from awards.models.letter import LetterQuerySet
from members.deadlines.moments import HORIZON, step_due, zone_of
from members.models import Reminder, Topic, User
from members.notifications import consents
from pafso.clock import OTTAWA
from pafso.mail.models import Mail
from pafso.mail.silence import is_silent

from .links import new_link

log = logging.getLogger(__name__)
# Where the supporter is; whoever never told us is taken to be in Ottawa.
FROM_HOUR, TO_HOUR = time(8), time(20)
AWAITED = (Nomination.State.DRAFT, Nomination.State.SUBMITTED, Nomination.State.RETURNED)


def remind_supporters(now: datetime | None = None) -> int:
    """Write to every supporter who should have had a reminder by now; returns to how many. Each in a transaction of its own:
    one that fails is tried again at the next sweep and stops nobody."""
    now = now or timezone.now()
    reminded = 0
    for pk in list(_to_remind(now)):
        try:
            reminded += remind_supporter(pk, now=now)
        except Exception:
            log.exception("reminding the supporter of letter %s failed", pk)
    return reminded


def _running() -> CycleQuerySet:
    return Cycle.objects.going_ahead().filter(frozen_at=None)


def _awaited() -> LetterQuerySet:
    """Nobody took it back: whoever did decided so, and is not asked why."""
    rows = Letter.objects.filter(state=Letter.State.INVITED, taken_back_at=None, nomination__state__in=AWAITED)
    return rows.select_related("nomination__cycle").in_outline()


def _to_remind(now: datetime) -> Iterator[int]:
    """With the clock far from every deadline that is two small queries; near one, only letters of its cycles are read."""
    near = _running().filter(closes_at__gt=now, closes_at__lte=now + HORIZON)
    cycles = list(near.values_list("pk", flat=True))
    own = {"extended_until__gte": now, "extended_until__lte": now + HORIZON}
    late_nominations = Nomination.objects.filter(**own).values_list("pk", flat=True)
    found = [
        _awaited().filter(nomination__cycle__in=cycles) if cycles else Letter.objects.none(),
        _awaited().filter(**own),
        _awaited().filter(nomination__in=list(late_nominations)),
    ]
    rows = {letter.pk: letter for letters in found for letter in letters}
    told = set(LetterReminder.objects.filter(letter__in=rows).values_list("letter_id", "deadline", "step"))
    for pk, letter in rows.items():
        step = _step_due(letter, now)
        if step is not None and (pk, letter.deadline, step.value) not in told:
            yield pk


def _step_due(letter: Letter, now: datetime) -> Reminder.Step | None:
    """Which reminder the supporter should have had by NOW; None at night, and when it fell before they were last asked."""
    zone = zone_of(letter.time_zone) or OTTAWA
    if not FROM_HOUR <= now.astimezone(zone).time() < TO_HOUR:
        return None
    return step_due(letter.deadline, letter.asked_again_at, zone, now)


def remind_supporter(pk: int, *, now: datetime | None = None) -> bool:
    """One reminder, if it is due and was not written; the letter is locked, so that none follows one that is just sent."""
    now = now or timezone.now()
    with transaction.atomic():
        rows = _awaited().select_related("nomination__cycle__award", "nomination__nominator")
        letter = rows.select_for_update(of=("self",)).filter(pk=pk).first()
        if letter is None or not _running().filter(pk=letter.nomination.cycle_id).exists():
            return False
        step, deadline = _step_due(letter, now), letter.deadline
        if step is None or not _may_be_written_to(letter):
            return False
        _row, is_new = LetterReminder.objects.get_or_create(
            letter=letter, deadline=deadline, step=step, defaults={"at": now}
        )
        if is_new:
            token, link = new_link(letter)
            mails.letter_reminder(letter, token, link_id=link.pk, deadline=deadline)
    return is_new


def _may_be_written_to(letter: Letter) -> bool:
    """Not to an address that is silent, whose last mail about this letter came to nothing, or whose account said no."""
    if is_silent(letter.email):
        return False
    about = Q(key__startswith=f"letter_invitation:{letter.code}:") | Q(
        key__startswith=f"letter_reminder:{letter.code}:"
    )
    last = Mail.objects.filter(about).order_by("-id").values_list("state", flat=True).first()
    if last == Mail.State.FAILED:
        return False
    account = User.objects.filter(emailaddress__email=letter.email, emailaddress__verified=True).first()
    return account is None or consents.wants(account, Topic.REMINDERS)
