"""The mails about a letter of support, to its supporter and to the nominator."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from awards.mails import TO_NOMINATORS, TO_SUPPORTER, about, sample_letter, tell_nominators
from awards.models import Letter
from members.models import User
from pafso.mail.catalogue import Event, register
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_day, format_moment, page_url
from pafso.models import MailKind


def letter_invitation(letter: Letter, token: str, *, link_id: int) -> None:
    """Asks the supporter for a letter; TOKEN is the secret of the link numbered LINK_ID."""
    language = letter.invited_in
    nomination = letter.nomination
    enqueue(
        "awards/letter_invitation",
        to=letter.email,
        language=language,
        context={
            **about(nomination.cycle, language),
            "letter": letter,
            "nominator": str(nomination.nominator),
            "nominee": nomination.nominee_name,
            "url": page_url(language, "awards:letter", token),
        },
        key=f"letter_invitation:{letter.code}:{link_id}",
        secret=True,
    )


def letter_received(letter: Letter, *, letters_in: int) -> None:
    """Tells the nominator that a letter came, and how many are in; not whose it is."""
    _tell_nominator("awards/letter_received", letter, letter.code, **_count(letter, letters_in))


def letter_receipt(letter: Letter) -> None:
    """The supporter's receipt; goes to the address at which they were asked."""
    language = letter.invited_in
    enqueue(
        "awards/letter_receipt",
        to=letter.email,
        language=language,
        context={
            **about(letter.nomination.cycle, language),
            "letter": letter,
            "received": format_moment(letter.sent_at, language),
            "kept_until": format_day(letter.nomination.cycle.drafts_kept_until, language),
        },
        key=f"letter_receipt:{letter.code}",
    )


def letter_thanks(letter: Letter) -> None:
    """Thanks a supporter: the nomination with their letter has been submitted. Once for each letter, however often that happens.
    Not for one on paper, whose writer the office thanks, nor to an address that was erased."""
    if letter.on_paper or letter.email.endswith(".invalid"):
        return
    language = letter.invited_in
    context = {**about(letter.nomination.cycle, language), "letter": letter}
    key = f"letter_thanks:{letter.code}"
    enqueue("awards/letter_thanks", to=letter.email, language=language, context=context, key=key)


def letter_declined(letter: Letter) -> None:
    """Tells the nominator that somebody will not write; who, and why, stands on the page only."""
    _tell_nominator("awards/letter_declined", letter, _each_time(letter, letter.declined_at))


def letter_taken_up(letter: Letter, *, declined_at: datetime | None) -> None:
    """Tells the nominator that somebody who had declined at DECLINED_AT writes after all."""
    _tell_nominator("awards/letter_taken_up", letter, _each_time(letter, declined_at))


def _each_time(letter: Letter, declined_at: datetime | None) -> str:
    return f"{letter.code}:{declined_at.timestamp() if declined_at else 0:.6f}"


def letter_not_needed(letter: Letter) -> None:
    """Tells a supporter that the nomination was deleted by its author, with the letter."""
    language = letter.invited_in
    enqueue(
        "awards/letter_not_needed",
        to=letter.email,
        language=language,
        context={**about(letter.nomination.cycle, language), "letter": letter},
        key=f"letter_not_needed:{letter.code}",
    )


def letter_withdrawn_for(letter: Letter, reason: str) -> None:
    """Tells the supporter, at the address at which they were asked, that the office has withdrawn their letter."""
    language = letter.invited_in
    context = {**about(letter.nomination.cycle, language), "letter": letter, "reason": reason}
    key = f"letter_withdrawn_for:{letter.code}"
    enqueue("awards/letter_withdrawn_for", to=letter.email, language=language, context=context, key=key)


def letter_taken_out(letter: Letter, *, letters_in: int) -> None:
    """Tells the nominator that a letter is no longer there, and how many are; not whose it was, nor why."""
    _tell_nominator("awards/letter_taken_out", letter, letter.code, **_count(letter, letters_in))


def _count(letter: Letter, letters_in: int) -> dict[str, int]:
    return {"letters_in": letters_in, "letters_needed": letter.nomination.cycle.letters_needed}


def _tell_nominator(event: str, letter: Letter, once: str, **more: int) -> None:
    """With the page of the supporters, ONCE for each of what it tells of."""
    nomination = letter.nomination

    def context(person: User) -> dict[str, object]:
        page = page_url(person.language, "awards:supporters", nomination.code)
        return {**about(nomination.cycle, person.language), "url": page, **more}

    tell_nominators(event, nomination, context, key=f"{event.removeprefix('awards/')}:{once}")


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
        sample=lambda sample: letter_receipt(sample_letter(sample)),
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
