"""What a session must show to count, whether a cookie or an app's token carries it, and how all of them end."""

import time
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F
from django.utils import timezone

from .models import User

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
IDLE_STAFF, IDLE_MEMBER = 30 * MINUTE, 14 * DAY
LONGEST_STAFF = 12 * HOUR
# How stale "last seen" may grow before it is written again: a write every few minutes, not at every page.
STALE_STAFF, STALE_MEMBER = 2 * MINUTE, HOUR
SIGNED_IN_AT, SEEN_AT, IS_STAFF = "signed_in_at", "seen_at", "is_staff"


def begin(session: SessionBase, user: User) -> None:
    """Start the clocks of a session that has just been signed in."""
    now = int(time.time())
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


def end_all(user: User) -> None:
    """End every session of the account at once, on every device."""
    User.objects.filter(pk=user.pk).update(sign_outs=F("sign_outs") + 1)
    UserSession.objects.filter(user_id=user.pk).delete()
