"""The mail to the writer of a letter that came on paper or by post."""

from django.utils.translation import gettext_lazy as _

from awards.mails import TO_SUPPORTER, about, sample_letter
from awards.models import Letter
from pafso.mail.catalogue import Event, register
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_day
from pafso.models import MailKind

from .words import each_time


def letter_by_post(letter: Letter) -> None:
    """The receipt of a letter on paper, where it says how its writer is reached; without the nominee's name, since nobody has
    shown whose address it is."""
    if not letter.reached_at:
        return
    language = letter.invited_in
    enqueue(
        "awards/letter_by_post",
        to=letter.reached_at,
        language=language,
        context={
            **about(letter.nomination.cycle, language),
            "letter": letter,
            "received": format_day(letter.sent_at, language),
        },
        key=f"letter_by_post:{each_time(letter, letter.sent_at)}",
    )


register(
    Event(
        "awards/letter_by_post",
        to=TO_SUPPORTER,
        when=_("The office enters a letter that came on paper or by post."),
        why=_("It is the receipt, and lets somebody object who wrote no letter."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_by_post(sample_letter(sample)),
    ),
)
