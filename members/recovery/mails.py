"""The mails of an assisted recovery: every old address hears of each step, the new one gets the link.

They go to mailboxes that somebody else may read by now, so the new address is only hinted at and nobody is named; those with
a link to act with are marked secret: the office cannot read them in the outbox.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.models import Recovery, User
from members.rules import address_hint
from pafso.mail.catalogue import Event, Sample, Words, register
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_moment, page_url
from pafso.models import MailKind


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


def _event(name: str, to: Words, when: Words, why: Words, write: Callable[[Recovery, Sample], object]) -> Event:
    def sample_of(sample: Sample) -> object:
        user = User(name=sample.reader, email=sample.email, language=sample.language)
        return write(Recovery(user=user, new_address="new@example.org", due_at=sample.now), sample)

    return Event(f"members/{name}", to=to, when=when, why=why, kind=MailKind.ACCOUNTS, sample=sample_of)


EVERY_OLD_ADDRESS = _("Every old address of the account")
CAN_BE_STOPPED = _("Its owner can stop it with one click, without a login.")
register(
    _event(
        "recovery_asked",
        EVERY_OLD_ADDRESS,
        _("The office records that somebody lost every address."),
        CAN_BE_STOPPED,
        lambda recovery, sample: recovery_asked(recovery, sample.email, token=sample.token),
    ),
    _event(
        "recovery_approved",
        EVERY_OLD_ADDRESS,
        _("A second colleague approves a recovery."),
        CAN_BE_STOPPED,
        lambda recovery, sample: recovery_approved(recovery, sample.email, token=sample.token),
    ),
    _event(
        "recovery_ready",
        _("The new address"),
        _("A day has passed since a recovery was approved."),
        _("It has the link that opens the account."),
        lambda recovery, sample: recovery_ready(recovery, token=sample.token),
    ),
    _event(
        "recovery_done",
        EVERY_OLD_ADDRESS,
        _("A recovery is complete: the account opens with the new address."),
        _("So that nothing that protects an account changes without its owner’s knowledge."),
        lambda recovery, sample: recovery_done(recovery, sample.email),
    ),
    _event(
        "recovery_stopped",
        EVERY_OLD_ADDRESS,
        _("A recovery is stopped, refused or expired."),
        _("So that nobody waits for an answer that will not come."),
        lambda recovery, sample: recovery_stopped(recovery, sample.email),
    ),
)
