"""The mails about a nomination that was returned, to those who put it forward."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from awards.mails import TO_NOMINATORS, about, sample_letter, tell_nominators
from awards.models import Nomination
from members.models import User
from pafso.mail.catalogue import Event, register
from pafso.mail.writing import format_moment, page_url
from pafso.models import MailKind


def nomination_returned(nomination: Nomination, *, now: datetime) -> None:
    """Tells what is missing, and until when; once for each time that the office says so."""
    _tell("nomination_returned", nomination, now)


def nomination_stands(nomination: Nomination) -> None:
    """Tells that the date is over, and that it stands as it was submitted; once for each date."""
    _tell("nomination_stands", nomination, nomination.returned_until)


def _tell(event: str, nomination: Nomination, moment: datetime | None) -> None:
    def context(person: User) -> dict[str, object]:
        return {
            **about(nomination.cycle, person.language, deadline=nomination.deadline),
            "until": format_moment(nomination.returned_until, person.language),
            "url": page_url(person.language, "awards:submission", nomination.code),
        }

    once = f"{moment.timestamp() if moment else 0:.6f}"
    tell_nominators(f"awards/{event}", nomination, context, key=f"{event}:{nomination.code}:{once}")


register(
    Event(
        "awards/nomination_returned",
        to=TO_NOMINATORS,
        when=_("The office returns the nomination because something is missing, or changes the date."),
        why=_("It says what is missing, and until when it can be submitted again."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_returned(sample_letter(sample).nomination, now=sample.now),
    ),
    Event(
        "awards/nomination_stands",
        to=TO_NOMINATORS,
        when=_("A nomination that was returned is not submitted again in time."),
        why=_("It stands as it was submitted, and what was typed since can still be read."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_stands(sample_letter(sample).nomination),
    ),
)
