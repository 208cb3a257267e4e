"""The mails about a letter of support, to its supporter and to the nominator."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from awards.mails import TO_NOMINATORS, TO_SUPPORTER, about, own_moment, sample_letter
from awards.models import Letter
from pafso.lazy import Words
from pafso.mail.catalogue import Event, register
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_day, format_moment
from pafso.models import MailKind

from .by_post import letter_by_post as letter_by_post
from .carried import letter_carried as letter_carried
from .changes import letter_corrected as letter_corrected
from .changes import letter_counts as letter_counts
from .changes import letter_not_counting as letter_not_counting
from .changes import letter_taken_back as letter_taken_back
from .changes import letter_taken_back_for_supporter as letter_taken_back_for_supporter
from .links import letter_link_again as letter_link_again
from .links import letter_not_found as letter_not_found
from .links import letter_reminder as letter_reminder
from .words import by_link, counted, each_time, tell_nominator


def letter_invitation(letter: Letter, token: str, *, link_id: int) -> None:
    """Asks the supporter for a letter; TOKEN is the secret of the link numbered LINK_ID."""
    language = letter.invited_in
    nomination = letter.nomination
    enqueue(
        "awards/letter_invitation",
        to=letter.email,
        language=language,
        context={
            **about(nomination.cycle, language, deadline=letter.deadline),
            **by_link(letter, token),
        },
        key=f"letter_invitation:{letter.code}:{link_id}",
        secret=True,
    )


def letter_received(letter: Letter, *, letters_in: int) -> None:
    """Tells the nominator that a letter came, and how many count; not whose it is."""
    tell_nominator("awards/letter_received", letter, each_time(letter, letter.sent_at), **counted(letter, letters_in))


def letter_receipt(letter: Letter, *, why_not: Words | None) -> None:
    """The supporter's receipt, of the letter or of its correction; goes to the address at which they were asked. WHY_NOT: why it
    does not count as it stands."""
    language = letter.invited_in
    enqueue(
        "awards/letter_receipt",
        to=letter.email,
        language=language,
        context={
            **about(letter.nomination.cycle, language, deadline=letter.nomination.deadline),
            "letter": letter,
            "why_not": why_not,
            "received": format_moment(letter.sent_at, language),
            "corrected": format_moment(letter.corrected_at, language),
            "own_time": own_moment(letter.corrected_at or letter.sent_at, letter.time_zone, language),
            "kept_until": format_day(letter.nomination.cycle.drafts_kept_until, language),
        },
        key=f"letter_receipt:{each_time(letter, letter.corrected_at or letter.sent_at)}",
    )


def letter_thanks(letter: Letter) -> None:
    """Thanks a supporter, of a letter on paper too: the nomination with it has been submitted. Once for each letter, however often
    that happens; nobody where no address is known, or where it was erased."""
    if not letter.reached_at:
        return
    language = letter.invited_in
    context = {**about(letter.nomination.cycle, language), "letter": letter}
    key = f"letter_thanks:{letter.code}"
    enqueue("awards/letter_thanks", to=letter.reached_at, language=language, context=context, key=key)


def letter_declined(letter: Letter) -> None:
    """Tells the nominator that somebody will not write; who, and why, stands on the page only."""
    tell_nominator("awards/letter_declined", letter, each_time(letter, letter.declined_at))


def letter_taken_up(letter: Letter, *, declined_at: datetime | None) -> None:
    """Tells the nominator that somebody who had declined at DECLINED_AT writes after all."""
    tell_nominator("awards/letter_taken_up", letter, each_time(letter, declined_at))


def letter_not_needed(letter: Letter) -> None:
    """Tells a supporter that the nomination was deleted by its author, with the letter."""
    if not letter.reached_at:
        return
    language = letter.invited_in
    enqueue(
        "awards/letter_not_needed",
        to=letter.reached_at,
        language=language,
        context={**about(letter.nomination.cycle, language), "letter": letter},
        key=f"letter_not_needed:{letter.code}",
    )


def letter_withdrawn_for(letter: Letter, reason: str) -> None:
    """Tells the supporter, where they can be reached, that the office has withdrawn their letter."""
    if not letter.reached_at:
        return
    language = letter.invited_in
    context = {**about(letter.nomination.cycle, language), "letter": letter, "reason": reason}
    key = f"letter_withdrawn_for:{letter.code}"
    enqueue("awards/letter_withdrawn_for", to=letter.reached_at, language=language, context=context, key=key)


def letter_taken_out(letter: Letter, *, letters_in: int) -> None:
    """Tells the nominator that a letter is no longer there, and how many are; not whose it was, nor why."""
    tell_nominator("awards/letter_taken_out", letter, letter.code, **counted(letter, letters_in))


register(
    Event(
        "awards/letter_invitation",
        to=TO_SUPPORTER,
        when=_("The nominator asks for a letter, or asks again."),
        why=_("It has the personal link to write the letter."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_invitation(sample_letter(sample), sample.token, link_id=1),
    ),
    Event(
        "awards/letter_receipt",
        to=TO_SUPPORTER,
        when=_("The supporter sends the letter."),
        why=_("It is the receipt."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_receipt(sample_letter(sample), why_not=None),
    ),
    Event(
        "awards/letter_thanks",
        to=TO_SUPPORTER,
        when=_("The nomination with their letter is submitted."),
        why=_("So that supporters know that their letter was used, and are thanked."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_thanks(sample_letter(sample)),
    ),
    Event(
        "awards/letter_received",
        to=TO_NOMINATORS,
        when=_("A letter of support is received."),
        why=_("The nominator learns how many letters have been received, and what is left to do."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_received(sample_letter(sample), letters_in=1),
    ),
    Event(
        "awards/letter_declined",
        to=TO_NOMINATORS,
        when=_("A supporter declines to write."),
        why=_("The nominator may ask somebody else."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_declined(sample_letter(sample)),
    ),
    Event(
        "awards/letter_taken_up",
        to=TO_NOMINATORS,
        when=_("A supporter who had declined decides to write after all."),
        why=_("The nominator may wait for the letter again."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_taken_up(sample_letter(sample), declined_at=sample.now),
    ),
    Event(
        "awards/letter_not_needed",
        to=TO_SUPPORTER,
        when=_("The nominator deletes the draft of the nomination."),
        why=_("The link no longer works, and the letter has been deleted with the draft."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_not_needed(sample_letter(sample)),
    ),
    Event(
        "awards/letter_withdrawn_for",
        to=TO_SUPPORTER,
        when=_("The office withdraws the letter for its supporter."),
        why=_("So that a person who asked knows that it is done, and one who did not can object."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_withdrawn_for(sample_letter(sample), sample.reason),
    ),
    Event(
        "awards/letter_taken_out",
        to=TO_NOMINATORS,
        when=_("The office withdraws a letter of support for its supporter."),
        why=_("The nominator learns how many letters remain."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_taken_out(sample_letter(sample), letters_in=1),
    ),
)
