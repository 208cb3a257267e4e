"""The mails of an assisted recovery: every old address hears of each step, the new one gets the link.

They go to mailboxes that somebody else may read by now, so the new address is only hinted at and nobody is named; those with
a link to act with are marked secret: the office cannot read them in the outbox.
"""

from typing import Any

from members.models import Recovery
from members.rules import address_hint
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_moment, page_url


def recovery_asked(recovery: Recovery, to: str, *, token: str) -> Mail:
    """Tells an old address that the office was asked; TOKEN stops it."""
    return _write("recovery_asked", recovery, to, url=page_url(recovery.user.language, "members:recovery_stop", token))


def recovery_approved(recovery: Recovery, to: str, *, token: str) -> Mail:
    """Tells an old address when it will be; TOKEN stops it."""
    return _write(
        "recovery_approved", recovery, to, url=page_url(recovery.user.language, "members:recovery_stop", token)
    )


def recovery_ready(recovery: Recovery, *, token: str) -> Mail:
    """Gives the new address the link that proves it."""
    url = page_url(recovery.user.language, "members:recovery_confirm", token)
    return _write("recovery_ready", recovery, recovery.new_address, url=url)


def recovery_done(recovery: Recovery, to: str) -> Mail:
    return _write("recovery_done", recovery, to, url=page_url(recovery.user.language, "contact"))


def recovery_stopped(recovery: Recovery, to: str) -> Mail:
    """It ended before anything was opened: stopped, refused or too old."""
    return _write("recovery_stopped", recovery, to, url=page_url(recovery.user.language, "contact"))


SECRET = {"recovery_asked", "recovery_approved", "recovery_ready"}


def _write(event: str, recovery: Recovery, to: str, *, url: str) -> Mail:
    language = recovery.user.language
    context: dict[str, Any] = {
        "recovery": recovery,
        "hint": address_hint(recovery.new_address),
        "url": url,
        "from_when": format_moment(recovery.due_at, language),
        "until": format_moment(recovery.link_ends_at, language),
    }
    key = f"{event}:{recovery.pk}:{to}"
    return enqueue(f"members/{event}", to=to, language=language, context=context, key=key, secret=event in SECRET)
