"""What a session must show to count, whether a cookie or an app's token carries it, and how all of them end."""

import time
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils import timezone

from members.models import Device, Token, User

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
IDLE_STAFF, IDLE_MEMBER = 30 * MINUTE, 14 * DAY
LONGEST_STAFF = 12 * HOUR
# How stale "last seen" may grow before it is written again: a write every few minutes, not at every page.
STALE_STAFF, STALE_MEMBER = 2 * MINUTE, HOUR
SIGNED_IN_AT, SEEN_AT, IS_STAFF, DEVICE = "signed_in_at", "seen_at", "is_staff", "device"


def begin(session: SessionBase, user: User, device: Device, *, ip: str, user_agent: str) -> None:
    """Start the clocks of a session that has just been signed in, note on which device, and list it.

    Sessions that are over leave the list when the clock comes by: allauth would look at each of them at every login.
    """
    now = int(time.time())
    UserSession.objects.create(user=user, session_key=session.session_key, ip=ip, user_agent=user_agent[:200])
    session[DEVICE] = device.pk
    session[SIGNED_IN_AT], session[SEEN_AT], session[IS_STAFF] = now, now, user.is_staff


def has_run_out(session: SessionBase, *, is_staff: bool) -> bool:
    """Whether nobody used the session for too long, or staff began it too long ago."""
    now = time.time()
    idle = now - session.get(SEEN_AT, now)
    if not is_staff:
        return idle > IDLE_MEMBER
    return idle > IDLE_STAFF or now - session.get(SIGNED_IN_AT, now) > LONGEST_STAFF


def touch(session: SessionBase, *, is_staff: bool) -> bool:
    """Note that the session is in use; True when that had to be written."""
    now = int(time.time())
    if SIGNED_IN_AT in session and now - session.get(SEEN_AT, 0) <= (STALE_STAFF if is_staff else STALE_MEMBER):
        return False
    session.setdefault(SIGNED_IN_AT, now)
    session[SEEN_AT], session[IS_STAFF] = now, is_staff
    UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())
    return True


def has_second_factor(session: SessionBase) -> bool:
    """Whether an authenticator app, a recovery code or a passkey was used in this session."""
    records: list[dict[str, Any]] = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return any(record.get("method") == "mfa" for record in records)


def listed(user: User) -> list[UserSession]:
    """The sessions of USER that are going on, oldest first, each with its ``device`` (a key or None). Two queries."""
    rows = UserSession.objects.filter(user_id=user.pk).order_by("created_at", "pk")
    kept = {row.session_key: row for row in rows}
    going_on = Session.objects.filter(session_key__in=kept, expire_date__gt=timezone.now())
    devices = {row.session_key: row.get_decoded().get(DEVICE) for row in going_on}
    for key, row in kept.items():
        row.device = devices.get(key)  # type: ignore[attr-defined]
    return [row for key, row in kept.items() if key in devices]


def end_those_on(device: Device) -> None:
    """End the sessions that were begun on DEVICE, an app's tokens included."""
    keys = [row.session_key for row in listed(device.user) if row.device == device.pk]  # type: ignore[attr-defined]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()


def end_all(user: User) -> None:
    """End every session of the account at once, on every device."""
    User.objects.filter(pk=user.pk).update(sign_outs=F("sign_outs") + 1)
    UserSession.objects.filter(user_id=user.pk).delete()


def end_all_and_tokens(user: User) -> None:
    """The same, and every token for programs: who is told to take a new password shall not find an old way in still open."""
    end_all(user)
    Token.objects.visible_to(user).end_all()
