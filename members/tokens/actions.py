"""Tokens for programs: made and ended by the person whose they are."""

import uuid
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Token, User
from members.models.token import TOKEN_LASTS_AT_MOST
from pafso.audit.log import record
from pafso.clock import ottawa_day
from pafso.errors import Refused
from pafso.press_once import made_by_press, refuse_other_words

from . import mails
from .secrets import digest_of, new_secret

MOST = 20


def make_token(
    user: User,
    *,
    name: str,
    scopes: Collection[str],
    last_day: date,
    form_token: uuid.UUID,
    by: User,
    now: datetime | None = None,
) -> tuple[Token, str]:
    """A new token and, this once, what the program sends; "" where the press FORM_TOKEN has made it before.

    The caller has seen a sign-in not older than five minutes. Raises Refused for a last day that is over or too far, for no
    scope, and past twenty tokens that stand.
    """
    now = now or timezone.now()
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
        pressed, form_token = made_by_press(Token, form_token, user_id=user.pk)
        if pressed is not None:
            kept = {"name": pressed.name, "last_day": pressed.last_day, "scopes": ", ".join(pressed.scopes)}
            refuse_other_words(kept, {"name": name, "last_day": last_day, "scopes": ", ".join(sorted(scopes))})
            return pressed, ""
        _check(user, scopes, last_day, now)
        secret = new_secret()
        token = Token.objects.create(
            user=user,
            name=name,
            scopes=sorted(scopes),
            digest=digest_of(secret),
            ending=secret[-4:],
            last_day=last_day,
            made_at=now,
            form_token=form_token,
        )
        changes = {"token": token.pk, "scopes": token.scopes, "last_day": last_day.isoformat()}
        record("token_made", user, by=by, changes=changes)
        mails.token_made(token)
    return token, secret


def end_token(token: Token, *, by: User, now: datetime | None = None) -> Token:
    """The token opens nothing from now on. Again is harmless."""
    with transaction.atomic():
        token = Token.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
        if token.ended_at is not None:
            return token
        token.ended_at = now or timezone.now()
        token.save(update_fields=["ended_at"])
        record("token_ended", token.user, by=by, changes={"token": token.pk})
    return token


def forget_tokens(now: datetime | None = None) -> int:
    """Delete the tokens that ended long ago."""
    return Token.objects.over(now or timezone.now()).delete()[0]


def _check(user: User, scopes: Collection[str], last_day: date, now: datetime) -> None:
    today = ottawa_day(now)
    if not today <= last_day <= today + TOKEN_LASTS_AT_MOST:
        raise Refused(_("The last day is today or later, and at most a year from now."), code="last_day")
    if not scopes:
        raise Refused(_("Say what the token may do."), code="scopes")
    if Token.objects.visible_to(user).standing(today).count() >= MOST:
        raise Refused(_("There are already twenty tokens. End one that is no longer used."), code="too_many_tokens")
