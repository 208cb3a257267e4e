"""The mails about what the Secretary does with one nomination: a later deadline; joined to another."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from awards.mails import (
    TO_NOMINATORS,
    TO_SUPPORTER,
    about,
    as_put_forward,
    co_nominators_of,
    sample_letter,
    tell_nominators,
)
from awards.models import Letter, Nomination
from members.models import User
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.outbox import enqueue
from pafso.mail.writing import enqueue_to, format_moment, page_url
from pafso.models import MailKind
from pafso.web.private_links import digest_of

Row = TypeVar("Row", Nomination, Letter)


def nomination_given_longer(nomination: Nomination) -> None:
    """Tells those who put it forward until when, and why; once for each date and reason."""

    def context(person: User) -> dict[str, object]:
        url = page_url(person.language, "awards:nomination", nomination.code)
        return {**_longer(nomination, nomination, person.language), "url": url}

    tell_nominators("awards/nomination_given_longer", nomination, context, key=_key(nomination))


def letter_given_longer(letter: Letter) -> None:
    """Tells the supporter, whose link works so much longer."""
    words = {**_longer(letter, letter.nomination, letter.invited_in), "letter": letter}
    words["nominee"] = letter.nomination.nominee_name
    enqueue("awards/letter_given_longer", to=letter.email, language=letter.invited_in, context=words, key=_key(letter))


def supporter_given_longer(letter: Letter) -> None:
    """Tells those who asked until when a letter may come; whose, and why, is between supporter and office."""
    nomination = letter.nomination

    def context(person: User) -> dict[str, object]:
        url = page_url(person.language, "awards:supporters", nomination.code)
        return {**_longer(letter, nomination, person.language), "url": url}

    tell_nominators("awards/supporter_given_longer", nomination, context, key=f"told:{_key(letter)}")


def nomination_joined(nomination: Nomination, into: Nomination, people: Iterable[User], *, letters: int) -> None:
    """Tells PEOPLE, who put it forward, that it goes on in another nomination of the same person, with so many LETTERS."""
    beside = list(co_nominators_of(into))
    for person in people:
        words = {
            **about(nomination.cycle, person.language),
            "is_own": person.pk is not None and person.pk == into.nominator_id,
            "together": into.pk is None or person in beside,
        }
        url = page_url(person.language, "awards:submission", nomination.code)
        more = {"nomination": nomination, "into": into, "other": into.nominator, "letters": letters, "url": url}
        more |= as_put_forward(nomination, person)
        key = f"joined:{nomination.code}:{person.pk}"
        enqueue_to("awards/nomination_joined", person, context={**words, **more}, key=key)


def nomination_taken_in(into: Nomination, nomination: Nomination, *, letters: int, but: Collection[User] = ()) -> None:
    """Tells those who put forward the one that stays (BUT those who are told already) who joins them, and how many letters came."""
    beside = list(co_nominators_of(into))
    for person in (into.nominator, *beside):
        if person not in but:
            words = about(into.cycle, person.language)
            url = page_url(person.language, "awards:supporters", into.code)
            more = {"nomination": into, "other": nomination.nominator, "letters": letters, "url": url}
            more |= as_put_forward(into, person)
            more["together"] = into.pk is None or nomination.nominator in beside
            key = f"taken_in:{nomination.code}:{person.pk}"
            enqueue_to("awards/nomination_taken_in", person, context={**words, **more}, key=key)


def _longer(row: Nomination | Letter, nomination: Nomination, language: str) -> dict[str, object]:
    until = format_moment(row.extended_until, language)
    return {**about(nomination.cycle, language), "until": until, "reason": row.extension_reason}


def _key(row: Nomination | Letter) -> str:
    until: datetime | None = row.extended_until
    said = digest_of(f"{until.isoformat() if until else ''} {row.extension_reason}")[:16]
    return f"given_longer:{row._meta.model_name}:{row.code}:{said}"


def _sample_pair(sample: Sample) -> tuple[Nomination, Nomination]:
    return sample_letter(sample).nomination, sample_letter(sample).nomination


def _sample_of(row: Row, sample: Sample) -> Row:
    row.extended_until, row.extension_reason = sample.now, sample.reason
    return row


register(
    Event(
        "awards/nomination_joined",
        to=TO_NOMINATORS,
        when=_("The office joins the nomination to another one of the same nominee."),
        why=_("It says in which nomination it continues, and what becomes of the letters."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_joined(
            *_sample_pair(sample), [sample_letter(sample).nomination.nominator], letters=2
        ),
    ),
    Event(
        "awards/nomination_taken_in",
        to=TO_NOMINATORS,
        when=_("The office joins another nomination of the same nominee to this one."),
        why=_("It says who else nominates the person, and how many letters came along."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_taken_in(*_sample_pair(sample), letters=2),
    ),
    Event(
        "awards/nomination_given_longer",
        to=TO_NOMINATORS,
        when=_("The office gives the nominator a later deadline."),
        why=_("It says until when, and why."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_given_longer(_sample_of(sample_letter(sample).nomination, sample)),
    ),
    Event(
        "awards/letter_given_longer",
        to=TO_SUPPORTER,
        when=_("The office gives the supporter a later deadline."),
        why=_("It says until when the link of the invitation works, and why."),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_given_longer(_sample_of(sample_letter(sample), sample)),
    ),
    Event(
        "awards/supporter_given_longer",
        to=TO_NOMINATORS,
        when=_("The office gives a supporter a later deadline."),
        why=_("The nominator knows until when a letter may still come."),
        kind=MailKind.AWARDS,
        sample=lambda sample: supporter_given_longer(_sample_of(sample_letter(sample), sample)),
    ),
)
