"""The mails of the awards: one function for each event, in the recipient's language, no nominee in a subject.

The office can read what waits in the outbox. So a mail about a draft names nobody, and the one that must (an invitation)
is marked secret: it carries a link to act with, is not shown, and is blanked once sent.
"""

from typing import Any

from pafso.localized import localized
from pafso.mail.outbox import enqueue
from pafso.mail.writing import enqueue_to, format_moment, page_url

from .models import Cycle, Letter, Nomination


def letter_invitation(letter: Letter, token: str, *, link_id: int) -> None:
    """Asks the supporter for a letter; TOKEN is the secret of the link numbered LINK_ID."""
    language = letter.invited_in
    nomination = letter.nomination
    enqueue(
        "awards/letter_invitation",
        to=letter.email,
        language=language,
        context={
            **_about(nomination.cycle, language),
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
    nomination = letter.nomination
    language = nomination.nominator.language
    enqueue_to(
        "awards/letter_received",
        nomination.nominator,
        context={
            **_about(nomination.cycle, language),
            "nomination": nomination,
            "letters_in": letters_in,
            "letters_needed": nomination.cycle.award.letters_needed,
            "url": page_url(language, "awards:supporters", nomination.code),
        },
        key=f"letter_received:{letter.code}",
    )


def letter_receipt(letter: Letter) -> None:
    """The supporter's receipt; goes to the address at which they were asked."""
    language = letter.invited_in
    enqueue(
        "awards/letter_receipt",
        to=letter.email,
        language=language,
        context={**_about(letter.nomination.cycle, language), "letter": letter},
        key=f"letter_receipt:{letter.code}",
    )


def nomination_received(nomination: Nomination) -> None:
    """The nominator's receipt; once for each time that it is handed in."""
    language = nomination.nominator.language
    handed_in = nomination.submitted_at.timestamp() if nomination.submitted_at else 0
    enqueue_to(
        "awards/nomination_received",
        nomination.nominator,
        context={
            **_about(nomination.cycle, language),
            "nomination": nomination,
            "url": page_url(language, "awards:submission", nomination.code),
        },
        key=f"nomination_received:{nomination.code}:{handed_in:.6f}",
    )


def nomination_disqualified(nomination: Nomination) -> None:
    """Tells the nominator that the office set the nomination aside, and why."""
    language = nomination.nominator.language
    enqueue_to(
        "awards/nomination_disqualified",
        nomination.nominator,
        context={
            **_about(nomination.cycle, language),
            "nomination": nomination,
            "url": page_url(language, "awards:submission", nomination.code),
        },
        key=f"nomination_disqualified:{nomination.code}",
    )


def _about(cycle: Cycle, language: str) -> dict[str, Any]:
    """The award's name and the deadline in words, in the recipient's language."""
    return {
        "award": localized(cycle.award, "name", language),
        "year": cycle.year,
        "deadline": format_moment(cycle.closes_at, language),
    }
