"""Who sends a request to the API: `Authorization: Bearer …` with a personal token, or with the session of an app that signed in."""

from datetime import datetime, timedelta
from typing import NoReturn

from allauth.core.internal import ratelimit
from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from allauth.headless.internal.sessionkit import authenticate_by_x_session_token
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from members.accounts.rate_limits import APP
from members.models import Token, User
from pafso.api.scopes import Limited, known

from .secrets import PREFIX, digest_of

# How stale "last used" may grow before it is written again: reading costs no write but one an hour.
STALE = timedelta(hours=1)
FAILED, WAIT_SECONDS = "token_failed", 300
Found = tuple[User, Limited | SessionBase]


class Bearer(BaseAuthentication):
    """The one scheme of the API. A token that does not count is refused (401), even where strangers may read."""

    def authenticate(self, request: Request) -> Found | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _space, secret = header.partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise AuthenticationFailed(
                _("Send the token in the Authorization header, after the word Bearer."), code="token_unknown"
            )
        return by_token(request, secret.strip())

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class SessionToken(XSessionTokenAuthentication):
    """allauth's own header for the token of an app that signed in: the programs that send it go on."""


def by_token(request: Request, secret: str, now: datetime | None = None) -> Found:
    """Whose token it is. Raises AuthenticationFailed, and Throttled for a network that sent too many that do not exist."""
    _refuse_guesser(request._request)
    if not secret.startswith(PREFIX):
        return authenticate_by_x_session_token(secret) or _unknown(request._request)
    token = Token.objects.select_related("user").filter(digest=digest_of(secret)).first()
    if token is None:
        _unknown(request._request)
    now = now or timezone.now()
    if token.ended_at is not None or not token.user.is_active:
        raise AuthenticationFailed(_("This token has been ended. Create a new one under My account."), "token_ended")
    if token.has_run_out(now):
        raise AuthenticationFailed(_("This token has expired. Create a new one."), "token_expired")
    _note_use(token, now)
    return _without_office(token.user), Limited(token.pk, known(token.scopes))


def _without_office(user: User) -> User:
    """The person, but nothing of the office: whoever finds a token finds a member's own things and no desk. Never saved."""
    user.is_staff = user.is_superuser = False
    return user


def _note_use(token: Token, now: datetime) -> None:
    if token.last_used_at is None or now - token.last_used_at > STALE:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)


def _refuse_guesser(request: HttpRequest) -> None:
    if not ratelimit.consume(request, app=APP, action=FAILED, dry_run=True, limit_get=True):
        raise Throttled(wait=WAIT_SECONDS)


def _unknown(request: HttpRequest) -> NoReturn:
    """Counted by network; a token that only ended is not, since a forgotten program is no guesser."""
    ratelimit.consume(request, app=APP, action=FAILED, limit_get=True)
    raise AuthenticationFailed(_("There is no such token."), code="token_unknown")
