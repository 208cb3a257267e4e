"""The mails of an assisted recovery: every old address hears of each step, the new one gets the link.

They go to mailboxes that somebody else may read by now, so the new address is only hinted at and nobody is named; those with
a link to act with are marked secret: the office cannot read them in the outbox.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from members.models import Recovery
from members.rules import address_hint
from pafso.clock import OTTAWA
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.templatetags.components import in_zone


def recovery_asked(recovery: Recovery, to: str, *, token: str) -> Mail:
    """Tells an old address that the office was asked; TOKEN stops it."""
    return _write("recovery_asked", recovery, to, url=_url(recovery, "members:recovery_stop", token))


def recovery_approved(recovery: Recovery, to: str, *, token: str) -> Mail:
    """Tells an old address when it will be; TOKEN stops it."""
    return _write("recovery_approved", recovery, to, url=_url(recovery, "members:recovery_stop", token))


def recovery_ready(recovery: Recovery, *, token: str) -> Mail:
    """Gives the new address the link that proves it."""
    url = _url(recovery, "members:recovery_confirm", token)
    return _write("recovery_ready", recovery, recovery.new_address, url=url)


def recovery_done(recovery: Recovery, to: str) -> Mail:
    return _write("recovery_done", recovery, to, url=_url(recovery, "contact"))


def recovery_stopped(recovery: Recovery, to: str) -> Mail:
    """It ended before anything was opened: stopped, refused or too old."""
    return _write("recovery_stopped", recovery, to, url=_url(recovery, "contact"))


SECRET = {"recovery_asked", "recovery_approved", "recovery_ready"}


def _write(event: str, recovery: Recovery, to: str, *, url: str) -> Mail:
    language = recovery.user.language
    context: dict[str, Any] = {
        "recovery": recovery,
        "hint": address_hint(recovery.new_address),
        "url": url,
    }
    with translation.override(language):
        context["from_when"] = in_zone(recovery.due_at, OTTAWA) if recovery.due_at else ""
        context["until"] = in_zone(recovery.link_ends_at, OTTAWA) if recovery.link_ends_at else ""
    key = f"{event}:{recovery.pk}:{to}"
    return enqueue(f"members/{event}", to=to, language=language, context=context, key=key, secret=event in SECRET)


def _url(recovery: Recovery, name: str, *args: str) -> str:
    with translation.override(recovery.user.language):
        return settings.SITE_URL + reverse(name, args=args)
