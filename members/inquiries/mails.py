"""The mails about what is held under an address, each to that address: its copy, and each step of an erasure."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.models import Inquiry
from pafso.mail.catalogue import Event, Sample, Words, register
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.mail.writing import page_url
from pafso.models import MailKind
from pafso.privacy.page import Shown, ShownKind
from pafso.privacy.registry import PersonalData, PersonalDataKind

ERASED = "members/held_data_erased"


def held_data_sent(inquiry: Inquiry, held: Sequence[Shown]) -> Mail:
    """All that is HELD, in words. Marked secret: the office never reads it in the outbox, and it is blanked once sent."""
    return _write("held_data_sent", inquiry, inquiry.address, secret=True, held=held)


def erasure_asked(inquiry: Inquiry) -> Mail:
    return _write("erasure_asked", inquiry, inquiry.address)


def held_data_erased(inquiry: Inquiry, address: str) -> Mail:
    """The last mail to ADDRESS, which nothing else leads to any more; it is erased once it is sent."""
    return _write("held_data_erased", inquiry, address)


def erasure_refused(inquiry: Inquiry, reason: str) -> Mail:
    return _write("erasure_refused", inquiry, inquiry.address, reason=reason)


def _write(event: str, inquiry: Inquiry, to: str, *, secret: bool = False, **context: Any) -> Mail:
    whole = {"url": page_url(inquiry.language, "contact"), **context}
    key = f"{event}:{inquiry.pk}"
    return enqueue(f"members/{event}", to=to, language=inquiry.language, context=whole, key=key, secret=secret)


def _held(sample: Sample) -> list[Shown]:
    kind = PersonalDataKind(
        "inquiries",
        _("Requests to the office about this address"),
        sample.reason,
        sample.reason,
        Inquiry.objects.none(),
        (),
    )
    part = PersonalData("awards", sample.title, (kind,))
    return [Shown(part, [ShownKind(kind, [[(sample.title, sample.reason)]], 0)], [])]


def _event(name: str, when: Words, why: Words, write: Callable[[Inquiry, Sample], object]) -> Event:
    def sample_of(sample: Sample) -> object:
        return write(Inquiry(pk=1, address=sample.email, language=sample.language), sample)

    whom = _("The address that it is about")
    return Event(f"members/{name}", to=whom, when=when, why=why, kind=MailKind.ACCOUNTS, sample=sample_of)


register(
    _event(
        "held_data_sent",
        _("The office has identified somebody without an account who asks what is held about them."),
        _("The law gives everybody the right to it; nobody in the office reads it."),
        lambda inquiry, sample: held_data_sent(inquiry, _held(sample)),
    ),
    _event(
        "erasure_asked",
        _("The office was asked to erase what is held under an address."),
        _("Its owner can object before a second colleague agrees."),
        lambda inquiry, sample: erasure_asked(inquiry),
    ),
    _event(
        "held_data_erased",
        _("Two colleagues have erased what was held under an address."),
        _("It is the last message; the email itself is erased once sent."),
        lambda inquiry, sample: held_data_erased(inquiry, sample.email),
    ),
    _event(
        "erasure_refused",
        _("The office refuses to erase what was asked for."),
        _("It says why, in the office’s words."),
        lambda inquiry, sample: erasure_refused(inquiry, sample.reason),
    ),
)
