"""One mail for each thing that a person decides about themselves: a copy of what is held, the end of the account."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.models import Closing, Copy, User
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.outbox import enqueue
from pafso.mail.writing import enqueue_to, format_moment, page_url
from pafso.models import MailKind

CLOSED = "members/account_closed"


def copy_ready(copy: Copy) -> None:
    """Says that the copy can be fetched from the page; neither the file nor a word of it is in the mail."""
    user = copy.user
    enqueue_to(
        "members/copy_ready",
        user,
        context={
            "url": page_url(user.language, "members:holdings"),
            "until": format_moment(copy.gone_at, user.language),
        },
        key=f"copy_ready:{copy.pk}",
    )


def account_closing(closing: Closing, addresses: Iterable[str]) -> None:
    """To every address: when the account closes, and how to keep it."""
    _to_all("account_closing", closing, addresses)


def account_kept(closing: Closing, addresses: Iterable[str]) -> None:
    """To every address: the account stays."""
    _to_all("account_kept", closing, addresses)


def account_closed(closing: Closing, addresses: Iterable[str], *, language: str) -> None:
    """The last mail, written when nothing else leads to the addresses any more; it is erased once it is sent."""
    for number, address in enumerate(sorted(addresses)):
        key = f"account_closed:{closing.pk}:{number}"
        enqueue(CLOSED, to=address, language=language, context={}, key=key)


def _to_all(event: str, closing: Closing, addresses: Iterable[str]) -> None:
    user: User = closing.user
    context: dict[str, Any] = {
        "url": page_url(user.language, "members:closing"),
        "due": format_moment(closing.due_at, user.language),
    }
    for address in sorted(addresses):
        key = f"{event}:{closing.pk}:{address}"
        enqueue(f"members/{event}", to=address, language=user.language, context=context, key=key)


def _sample(sample: Sample) -> Closing:
    user = User(name=sample.reader, email=sample.email, language=sample.language)
    return Closing(user=user, due_at=sample.now)


EVERY_ADDRESS = _("Every address of the account")
register(
    Event(
        "members/copy_ready",
        to=_("The person who asked for it"),
        when=_("The copy of a person’s information is ready."),
        why=_("It is downloaded from a page; none of it is in the email."),
        kind=MailKind.ACCOUNTS,
        sample=lambda sample: copy_ready(Copy(user=_sample(sample).user, ready_at=sample.now)),
    ),
    Event(
        "members/account_closing",
        to=EVERY_ADDRESS,
        when=_("The owner asks to close the account."),
        why=_("It says until when this can be undone."),
        kind=MailKind.ACCOUNTS,
        sample=lambda sample: account_closing(_sample(sample), [sample.email]),
    ),
    Event(
        "members/account_kept",
        to=EVERY_ADDRESS,
        when=_("Your account will not be closed."),
        why=_("So that nothing that protects an account changes without its owner’s knowledge."),
        kind=MailKind.ACCOUNTS,
        sample=lambda sample: account_kept(_sample(sample), [sample.email]),
    ),
    Event(
        CLOSED,
        to=EVERY_ADDRESS,
        when=_("The account is closed."),
        why=_("It is the last message; the email itself is erased once sent."),
        kind=MailKind.ACCOUNTS,
        sample=lambda sample: account_closed(_sample(sample), [sample.email], language=sample.language),
    ),
)
