"""The mails that tell what has become of a letter that was in: to the nominator, and to its supporter who took it back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from awards.mails import TO_NOMINATORS, TO_SUPPORTER, about, own_moment, sample_letter
from awards.models import Letter
from pafso.lazy import Words
from pafso.mail.catalogue import Event, register
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_moment, page_url
from pafso.models import MailKind

from .words import counted, each_time, tell_nominator


def letter_not_counting(letter: Letter, reason: Words, *, letters_in: int) -> None:
    """Tells the nominator that a letter is in and does not count, with the plain REASON, while it can be replaced."""
    once = f"{each_time(letter, letter.sent_at)}:{each_time(letter, letter.told_not_counting_at)}"
    tell_nominator("awards/letter_not_counting", letter, once, reason=reason, **counted(letter, letters_in))


def letter_counts(letter: Letter, *, letters_in: int) -> None:
    """Tells the nominator that a letter of which we had said that it does not count does."""
    tell_nominator(
        "awards/letter_counts", letter, each_time(letter, letter.told_not_counting_at), **counted(letter, letters_in)
    )


def letter_corrected(letter: Letter) -> None:
    """Tells the nominator that a letter was corrected, and nothing of what is in it."""
    tell_nominator("awards/letter_corrected", letter, each_time(letter, letter.corrected_at))


def letter_taken_back(letter: Letter, *, letters_in: int) -> None:
    """Tells the nominator that a supporter took the letter back, and how many remain."""
    tell_nominator(
        "awards/letter_taken_back", letter, each_time(letter, letter.taken_back_at), **counted(letter, letters_in)
    )


def letter_taken_back_for_supporter(letter: Letter, *, until: datetime | None) -> None:
    """Confirms to the supporter that their letter is out, which somebody else with the link may have done; UNTIL when it can be
    sent again, None where it cannot. Without the secret of the link: the invitation has it, and the code brings a new one."""
    language = letter.invited_in
    enqueue(
        "awards/letter_taken_back_for_supporter",
        to=letter.email,
        language=language,
        context={
            **about(letter.nomination.cycle, language),
            "letter": letter,
            "until": format_moment(until, language),
            "own_time": own_moment(until, letter.time_zone, language),
            "code_url": page_url(language, "awards:letter_by_code"),
        },
        key=f"letter_taken_back_for_supporter:{each_time(letter, letter.taken_back_at)}",
    )


register(
    Event(
        "awards/letter_corrected",
        to=TO_NOMINATORS,
        when=_("A supporter corrects a letter that was received."),
        why=_("The nominator may read the letter again, where the award lets nominators read letters."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_corrected(sample_letter(sample)),
    ),
    Event(
        "awards/letter_taken_back",
        to=TO_NOMINATORS,
        when=_("A supporter takes back a letter that was received."),
        why=_("The nominator learns how many letters remain, and may ask somebody else."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_taken_back(sample_letter(sample), letters_in=1),
    ),
    Event(
        "awards/letter_taken_back_for_supporter",
        to=TO_SUPPORTER,
        when=_("The supporter takes back a letter that was received."),
        why=_("It confirms what was taken back, and says until when and how it can be sent again."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_taken_back_for_supporter(sample_letter(sample), until=sample.now),
    ),
    Event(
        "awards/letter_not_counting",
        to=TO_NOMINATORS,
        when=_("A letter is received that does not count, or one stops counting while nominations are open."),
        why=_("The nominator can ask somebody else while there is time."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_not_counting(sample_letter(sample), sample.reason, letters_in=1),
    ),
    Event(
        "awards/letter_counts",
        to=TO_NOMINATORS,
        when=_("A letter that did not count does, once the office has looked into it."),
        why=_("The nominator need not replace it."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_counts(sample_letter(sample), letters_in=1),
    ),
)
