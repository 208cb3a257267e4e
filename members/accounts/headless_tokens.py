"""An app's token is a session: the same limits, and whoever needs a second step must have taken it in it."""

from allauth.headless.internal import sessionkit
from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from members.models import User

from . import sessions


class TokenStrategy(SessionTokenStrategy):
    """Looks a token up in one query; a session that does not count is as good as none."""

    def lookup_session(self, session_token: str) -> SessionBase | None:
        session = sessionkit.lookup_session(session_token)
        if session is None or SESSION_KEY not in session:
            return session
        if not sessions.has_second_factor(session) and _opens_nothing(session):
            return None
        is_staff = bool(session.get(sessions.IS_STAFF))
        if sessions.has_run_out(session, is_staff=is_staff):
            session.flush()
            return None
        if sessions.touch(session, is_staff=is_staff):
            session.save()
        return session


def _opens_nothing(session: SessionBase) -> bool:
    """A second step that is missing; or a guest, for whom apps have nothing."""
    user = User.objects.filter(pk=session[SESSION_KEY]).first()
    return user is not None and (user.must_have_second_step or user.is_guest)
