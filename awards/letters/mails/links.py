"""The mails that bring a supporter a further link: the reminder before a deadline, and the one that was asked for by code."""

from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from awards.mails import TO_SUPPORTER, about, sample_letter
from awards.models import Letter
from pafso.mail.catalogue import Event, register
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_moment, page_url
from pafso.models import MailKind

from .words import by_link


def letter_reminder(letter: Letter, token: str, *, link_id: int, deadline: datetime) -> None:
    """Reminds the supporter of DEADLINE, with a link of its own; once for each step."""
    language = letter.invited_in
    enqueue(
        "awards/letter_reminder",
        to=letter.email,
        language=language,
        context={
            **about(letter.nomination.cycle, language),
            **by_link(letter, token),
            "deadline": format_moment(deadline, language),
            "is_begun": bool(letter.saved_at),
        },
        key=f"letter_reminder:{letter.code}:{link_id}",
        secret=True,
    )


def letter_link_again(letter: Letter, token: str, *, link_id: int) -> None:
    """A fresh link for whoever gave the letter's code and the address at which they were asked."""
    language = letter.invited_in
    enqueue(
        "awards/letter_link_again",
        to=letter.email,
        language=language,
        context={**about(letter.nomination.cycle, language), **by_link(letter, token)},
        key=f"letter_link_again:{letter.code}:{link_id}",
        secret=True,
    )


def letter_not_found(*, to: str, language: str) -> None:
    """In place of a link, to an address at which no letter was asked for under the code that was typed."""
    context = {"address": to, "code_url": page_url(language, "awards:letter_by_code")}
    key = f"letter_not_found:{uuid4().hex}:{to}"
    enqueue("awards/letter_not_found", to=to, language=language, context=context, key=key)


register(
    Event(
        "awards/letter_reminder",
        to=TO_SUPPORTER,
        when=_("Two weeks, three days and a day before the deadline, while the letter has not been received."),
        why=_("Nobody should miss the deadline for want of a reminder; the link opens the letter."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_reminder(sample_letter(sample), sample.token, link_id=1, deadline=sample.now),
    ),
    Event(
        "awards/letter_link_again",
        to=TO_SUPPORTER,
        when=_("A supporter whose link does not work gives the code of the letter."),
        why=_("It has a new personal link."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_link_again(sample_letter(sample), sample.token, link_id=1),
    ),
    Event(
        "awards/letter_not_found",
        to=_("The address that was typed"),
        when=_("Somebody asks for a new link with a code and an address that do not belong together."),
        why=_("So that the page looks the same whether or not there is such a letter."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_not_found(to=sample.email, language=sample.language),
    ),
)
