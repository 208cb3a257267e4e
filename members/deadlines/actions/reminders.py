"""Reminders of one's own work: found by the clock, written once, and none of what was finished in between."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation

from members.deadlines import mails
from members.deadlines.moments import HORIZON, step_due, zone_of
from members.models import Reminder, Topic, User
from members.notifications import consents
from pafso.dates import Date, dates_of, lock_work, work_due

log = logging.getLogger(__name__)
RETAINED = timedelta(days=365)
Told = tuple[str, datetime, str]


def remind_people(now: datetime | None = None) -> int:
    """Write to everybody who should have had a reminder by now; returns to how many. Each in a transaction of their own: one
    that fails is tried again at the next sweep and stops nobody."""
    now = now or timezone.now()
    reminded = 0
    for pk in _people_to_remind(now):
        try:
            reminded += remind_person(pk, now=now)
        except Exception:
            log.exception("reminding account %s failed", pk)
    return reminded


def _people_to_remind(now: datetime) -> list[int]:
    """In three queries and those of the apps; whether it is still so is asked again, person by person."""
    found = work_due(now, now + HORIZON)
    people = consents.wanting(Topic.REMINDERS).filter(is_active=True, pk__in={due.person for due in found})
    zones = {pk: zone_of(name) for pk, name in people.values_list("pk", "time_zone")}
    told = set(Reminder.objects.filter(deadline__gt=now).values_list("user_id", "uid", "deadline", "step"))
    return sorted(
        {
            due.person
            for due in found
            if due.person in zones
            and (step := step_due(due.at, due.begun_at, zones[due.person], now)) is not None
            and (due.person, due.uid, due.at, step.value) not in told
        }
    )


def remind_person(pk: int, *, now: datetime | None = None) -> bool:
    """One mail for all that this person should be reminded of now; False when there is nothing, or it was written already.

    The person's row and the rows of the work are locked: neither another sweep nor a last-minute submission slips in between.
    """
    now = now or timezone.now()
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).filter(pk=pk, is_active=True).first()
        if user is None or not consents.wants(user, Topic.REMINDERS):
            return False
        lock_work(user)
        with translation.override(user.language):
            rows = _not_told(user, now)
        if not rows:
            return False
        Reminder.objects.bulk_create(
            Reminder(user=user, uid=date.uid, deadline=date.at, step=step, at=now) for date, step in rows
        )
        mails.work_unfinished(user, [date for date, _ in rows], key=_key(rows))
    return True


def _not_told(user: User, now: datetime) -> list[tuple[Date, Reminder.Step]]:
    mine = Reminder.objects.filter(user=user, deadline__gt=now)
    told: set[Told] = set(mine.values_list("uid", "deadline", "step"))
    zone = zone_of(user.time_zone)
    return [
        (date, step)
        for date in dates_of(user, now)
        if date.begun_at is not None
        and (step := step_due(date.at, date.begun_at, zone, now)) is not None
        and (date.uid, date.at, step.value) not in told
    ]


def _key(rows: list[tuple[Date, Reminder.Step]]) -> str:
    """The same reminders are the same mail, whatever became of the rows."""
    parts = sorted(f"{date.uid} {date.at.isoformat()} {step.value}" for date, step in rows)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def forget_reminders(now: datetime | None = None) -> int:
    """Delete those of deadlines that were a year ago."""
    return Reminder.objects.filter(deadline__lt=(now or timezone.now()) - RETAINED).delete()[0]
