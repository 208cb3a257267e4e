"""The mails about what the Secretary does for one person: a later deadline."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from awards.mails import TO_NOMINATOR, TO_SUPPORTER, about, sample_letter
from awards.models import Letter, Nomination
from pafso.mail.catalogue import Event, register
from pafso.mail.outbox import enqueue
from pafso.mail.writing import enqueue_to, format_moment, page_url
from pafso.models import MailKind
from pafso.web.private_links import digest_of


def nomination_given_longer(nomination: Nomination) -> None:
    """Tells the nominator until when, and why; once for each date and reason."""
    language = nomination.nominator.language
    context = {"url": page_url(language, "awards:nomination", nomination.code), "nomination": nomination}
    words = {**_longer(nomination, nomination, language), **context}
    enqueue_to("awards/nomination_given_longer", nomination.nominator, context=words, key=_key(nomination))


def letter_given_longer(letter: Letter) -> None:
    """Tells the supporter, whose link works so much longer."""
    words = {**_longer(letter, letter.nomination, letter.invited_in), "letter": letter}
    words["nominee"] = letter.nomination.nominee_name
    enqueue("awards/letter_given_longer", to=letter.email, language=letter.invited_in, context=words, key=_key(letter))


def supporter_given_longer(letter: Letter) -> None:
    """Tells the nominator until when a letter may come; whose, and why, is between supporter and office."""
    nomination = letter.nomination
    language = nomination.nominator.language
    url = page_url(language, "awards:supporters", nomination.code)
    words = {**_longer(letter, nomination, language), "nomination": nomination, "url": url}
    enqueue_to("awards/supporter_given_longer", nomination.nominator, context=words, key=f"told:{_key(letter)}")


def _longer(row: Nomination | Letter, nomination: Nomination, language: str) -> dict[str, Any]:
    until = format_moment(row.extended_until, language)
    return {**about(nomination.cycle, language), "until": until, "reason": row.extension_reason}


def _key(row: Nomination | Letter) -> str:
    until: datetime | None = row.extended_until
    said = digest_of(f"{until.isoformat() if until else ''} {row.extension_reason}")[:16]
    return f"given_longer:{row.code}:{said}"


def _sample_of(row: Any, sample: Any) -> Any:
    row.extended_until, row.extension_reason = sample.now, sample.reason
    return row


register(
    Event(
        "awards/nomination_given_longer",
        to=TO_NOMINATOR,
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
        to=TO_NOMINATOR,
        when=_("The office gives a supporter a later deadline."),
        why=_("The nominator knows until when a letter may still come."),
        kind=MailKind.AWARDS,
        sample=lambda sample: supporter_given_longer(_sample_of(sample_letter(sample), sample)),
    ),
)
