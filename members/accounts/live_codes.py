"""Codes that were asked for and have not been used: whoever asks again is sent the same one.

A stranger who asks over and over fills nobody's mailbox, and the code that is in it opens the session of its owner, whoever
asked first. Mail goes for the first few wishes in its time, and for each one of a device that the owner has used before.
"""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from members.models import User
from pafso.codes import new_code, same_code
from pafso.mailboxes import mailbox

from .rate_limits import is_one_too_many

CODE_LENGTH = 6
SECONDS = 900
MOST_MAILS = 3


@dataclass(frozen=True)
class LiveCode:
    code: str
    is_mailed: bool


def ask(purpose: str, email: str, user: User | None, *, is_known: bool) -> LiveCode:
    """The code of the account of USER, for EMAIL and PURPOSE; a new one when the last was used or has run out."""
    key = _key(purpose, email, user.pk if user else 0)
    live = cache.get(key)
    if live is not None and cache.get(_spent(email, live)) is not None:
        cache.delete(key)
    cache.add(key, new_code(CODE_LENGTH), SECONDS)  # of two who ask at once, the first one's
    code = cache.get(key) or new_code(CODE_LENGTH)
    is_enough = is_one_too_many(f"{key}:{code}", most=MOST_MAILS, seconds=SECONDS)
    return LiveCode(code, is_known or not is_enough)


def spend(request: HttpRequest, email: str, code: str) -> bool:
    """Take CODE out of use in every session that waits for it. False when another session has used it before."""
    session = str(request.session.session_key)
    return cache.add(_spent(email, code), session, 2 * SECONDS) or cache.get(_spent(email, code)) == session


def _spent(email: str, code: str) -> str:
    return "spent-" + _key("", email, same_code(code))


def _key(purpose: str, email: str, more: object) -> str:
    return "live-code:" + hashlib.sha256(f"{purpose}:{mailbox(email)}:{more}".encode()).hexdigest()
