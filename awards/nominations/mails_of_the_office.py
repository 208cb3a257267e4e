"""The mails about what the Secretary does with one nomination: a later deadline; joined to another."""

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


def nomination_joined(nomination: Nomination, into: Nomination) -> None:
    """Tells its nominator that it goes on in another nomination of the same person, with its letters."""
    language = nomination.nominator.language
    url = page_url(language, "awards:submission", nomination.code)
    words = {**about(nomination.cycle, language), "nomination": nomination, "into": into, "url": url}
    enqueue_to("awards/nomination_joined", nomination.nominator, context=words, key=f"joined:{nomination.code}")


def nomination_taken_in(into: Nomination, nomination: Nomination, *, letters: int) -> None:
    """Tells the nominator of the one that stays that another of the same person was joined to it, and how many letters came."""
    language = into.nominator.language
    url = page_url(language, "awards:supporters", into.code)
    words = {**about(into.cycle, language), "nomination": into, "other": nomination, "letters": letters, "url": url}
    enqueue_to("awards/nomination_taken_in", into.nominator, context=words, key=f"taken_in:{nomination.code}")


def _longer(row: Nomination | Letter, nomination: Nomination, language: str) -> dict[str, Any]:
    until = format_moment(row.extended_until, language)
    return {**about(nomination.cycle, language), "until": until, "reason": row.extension_reason}


def _key(row: Nomination | Letter) -> str:
    until: datetime | None = row.extended_until
    said = digest_of(f"{until.isoformat() if until else ''} {row.extension_reason}")[:16]
    return f"given_longer:{row.code}:{said}"


def _sample_pair(sample: Any) -> tuple[Nomination, Nomination]:
    return sample_letter(sample).nomination, sample_letter(sample).nomination


def _sample_of(row: Any, sample: Any) -> Any:
    row.extended_until, row.extension_reason = sample.now, sample.reason
    return row


register(
    Event(
        "awards/nomination_joined",
        to=TO_NOMINATOR,
        when=_("The office joins the nomination to another one of the same nominee."),
        why=_("It says in which nomination it goes on, and what becomes of the letters."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_joined(*_sample_pair(sample)),
    ),
    Event(
        "awards/nomination_taken_in",
        to=TO_NOMINATOR,
        when=_("The office joins another nomination of the same nominee to this one."),
        why=_("It says who else nominates the person, and how many letters came along."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_taken_in(*_sample_pair(sample), letters=2),
    ),
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
