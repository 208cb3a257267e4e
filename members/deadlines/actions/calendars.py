"""A person's own calendar: its address is made, replaced, switched off; what a program fetches there."""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation

from members.deadlines import mails
from members.models import CalendarAddress, User
from pafso.audit.log import record
from pafso.clock import ottawa_day
from pafso.dates import Date, dates_of
from pafso.ics import Listed
from pafso.press_once import made_by_press
from pafso.web.private_links import digest_of, new_token

# A date that is gone may come back (a nomination withdrawn and begun again): its version must not begin anew.
VERSIONS_RETAINED = timedelta(days=730)
Versions = dict[str, list[str | int]]


def make_address(
    user: User, *, by: User, form_token: uuid.UUID, now: datetime | None = None
) -> tuple[CalendarAddress, str]:
    """Give USER's calendar a new address; the one before it is dead at once. Returns its row and its secret, which nobody can
    show again; "" for a second press of the same button (FORM_TOKEN), which makes nothing."""
    now = now or timezone.now()
    with transaction.atomic():
        # The person's row is the lock: two presses at once are two addresses in turn, or one.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        pressed, form_token = made_by_press(CalendarAddress, form_token, user_id=user.pk)
        if pressed is not None:
            return pressed, ""
        token = new_token()
        values = {"digest": digest_of(token), "made_at": now, "fetched_on": None, "form_token": form_token}
        address, is_first = CalendarAddress.objects.update_or_create(user=user, defaults=values)
        record("calendar_address_made" if is_first else "calendar_address_replaced", user, by=by)
        mails.calendar_address_made(address)
    return address, token


def switch_off(user: User, *, by: User) -> bool:
    """The address is dead at once; again is harmless. Returns whether there was one."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        gone, _each = CalendarAddress.objects.filter(user=user).delete()
        if gone:
            record("calendar_switched_off", user, by=by)
    return bool(gone)


def address_for_token(token: str) -> CalendarAddress | None:
    """The calendar at this address; None for one that never was, that is dead, or of an account that is closed."""
    rows = CalendarAddress.objects.select_related("user").filter(user__is_active=True)
    return rows.filter(digest=digest_of(token)).first()


def fetch_dates(address: CalendarAddress, *, now: datetime | None = None) -> list[Listed]:
    """What a program gets: every date with the version that it is, in the person's language.

    Writes when a date has changed since the last time, and once a day that somebody came; else it only reads.
    """
    now = now or timezone.now()
    with translation.override(address.user.language):
        dates = dates_of(address.user, now)
    versions, today = _versions(address.versions, dates, now), ottawa_day(now)
    if versions != address.versions or address.fetched_on != today:
        with transaction.atomic():
            row = CalendarAddress.objects.select_for_update().filter(pk=address.pk, digest=address.digest).first()
            if row is not None:
                row.versions = versions = _versions(row.versions, dates, now)
                row.fetched_on = today
                row.save(update_fields=["versions", "fetched_on"])
    return [Listed(date, *_version(versions[date.uid])) for date in dates]


def _versions(before: Versions, dates: Iterable[Date], now: datetime) -> Versions:
    """Version and instant of each date: the next one where it is another than it was."""
    since, after = now.astimezone(UTC).replace(microsecond=0).isoformat(), Versions()
    for date in dates:
        known, digest = before.get(date.uid), _digest(date)
        if known is None:
            after[date.uid] = [digest, 0, since]
        else:
            after[date.uid] = known if known[0] == digest else [digest, int(known[1]) + 1, since]
    oldest = (now.astimezone(UTC) - VERSIONS_RETAINED).isoformat()
    return {uid: known for uid, known in before.items() if str(known[2]) > oldest} | after


def _version(known: list[str | int]) -> tuple[int, datetime]:
    return int(known[1]), datetime.fromisoformat(str(known[2]))


def _digest(date: Date) -> str:
    shown = f"{date.title}\n{date.at.astimezone(UTC).isoformat()}\n{date.url}\n{date.alarm}"
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
