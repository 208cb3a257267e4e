"""An app's token is a session: the same limits, and staff must have used a second factor in it."""

from allauth.headless.internal import sessionkit
from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from . import sessions
from .models import User


class TokenStrategy(SessionTokenStrategy):
    """Looks a token up in one query; a session that does not count is as good as none."""

    def lookup_session(self, session_token: str) -> SessionBase | None:
        session = sessionkit.lookup_session(session_token)
        if session is None or SESSION_KEY not in session:
            return session
        if not sessions.has_second_factor(session) and _is_staff(session):
            return None
        is_staff = bool(session.get(sessions.IS_STAFF))
        if sessions.has_run_out(session, is_staff=is_staff):
            session.flush()
            return None
        if sessions.touch(session, is_staff=is_staff):
            session.save()
        return session


def _is_staff(session: SessionBase) -> bool:
    return User.objects.filter(pk=session[SESSION_KEY], is_staff=True).exists()
