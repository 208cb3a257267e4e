"""The mails about a nomination, to its nominator."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from awards.mails import TO_NOMINATOR, about, sample_letter
from awards.models import Nomination
from pafso.mail.catalogue import Event, register
from pafso.mail.writing import enqueue_to, format_moment, page_url
from pafso.models import MailKind
from pafso.web.private_links import digest_of


def nomination_received(nomination: Nomination) -> None:
    """The nominator's receipt; once for each time that it is handed in."""
    language = nomination.nominator.language
    handed_in = nomination.submitted_at.timestamp() if nomination.submitted_at else 0
    enqueue_to(
        "awards/nomination_received",
        nomination.nominator,
        context={
            **about(nomination.cycle, language),
            "nomination": nomination,
            "received": format_moment(nomination.submitted_at, language),
            "url": page_url(language, "awards:submission", nomination.code),
        },
        key=f"nomination_received:{nomination.code}:{handed_in:.6f}",
    )


def nomination_withdrawn(nomination: Nomination) -> None:
    """Tells the nominator that it was taken back; once for each time."""
    language = nomination.nominator.language
    taken_back = nomination.withdrawn_at.timestamp() if nomination.withdrawn_at else 0
    enqueue_to(
        "awards/nomination_withdrawn",
        nomination.nominator,
        context={
            **about(nomination.cycle, language),
            "nomination": nomination,
            "withdrawn": format_moment(nomination.withdrawn_at, language),
            "url": page_url(language, "awards:nomination", nomination.code),
        },
        key=f"nomination_withdrawn:{nomination.code}:{taken_back:.6f}",
    )


def nomination_disqualified(nomination: Nomination) -> None:
    """Tells the nominator that the office set the nomination aside, and why; once for each reason."""
    language = nomination.nominator.language
    enqueue_to(
        "awards/nomination_disqualified",
        nomination.nominator,
        context={
            **about(nomination.cycle, language),
            "nomination": nomination,
            "url": page_url(language, "awards:submission", nomination.code),
        },
        key=f"nomination_disqualified:{nomination.code}:{digest_of(nomination.disqualified_reason)[:16]}",
    )


def nomination_withdrawn_for(nomination: Nomination, reason: str) -> None:
    """Tells the nominator that the office has withdrawn the nomination, as was asked; once for each time."""
    _of_the_office("nomination_withdrawn_for", nomination, reason, nomination.withdrawn_at)


def nomination_reopened(nomination: Nomination, reason: str, now: datetime) -> None:
    """Tells the nominator that a nomination which was set aside is considered again; once for each time."""
    _of_the_office("nomination_reopened", nomination, reason, now)


def _of_the_office(event: str, nomination: Nomination, reason: str, moment: datetime | None) -> None:
    language = nomination.nominator.language
    enqueue_to(
        f"awards/{event}",
        nomination.nominator,
        context={
            **about(nomination.cycle, language),
            "nomination": nomination,
            "reason": reason,
            "url": page_url(language, "awards:nomination", nomination.code),
        },
        key=f"{event}:{nomination.code}:{moment.timestamp() if moment else 0:.6f}",
    )


register(
    Event(
        "awards/nomination_withdrawn",
        to=TO_NOMINATOR,
        when=_("The nomination has been withdrawn."),
        why=_("It is the confirmation, and says until when the nomination can be submitted again."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_withdrawn(sample_letter(sample).nomination),
    ),
    Event(
        "awards/nomination_received",
        to=TO_NOMINATOR,
        when=_("The nomination has been submitted."),
        why=_("It is the receipt."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_received(sample_letter(sample).nomination),
    ),
    Event(
        "awards/nomination_disqualified",
        to=TO_NOMINATOR,
        when=_("The office sets the nomination aside."),
        why=_("It gives the reason, and says how to object."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_disqualified(sample_letter(sample).nomination),
    ),
    Event(
        "awards/nomination_withdrawn_for",
        to=TO_NOMINATOR,
        when=_("The office withdraws the nomination for its nominator."),
        why=_("So that a person who asked knows that it is done, and one who did not can object."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_withdrawn_for(sample_letter(sample).nomination, sample.reason),
    ),
    Event(
        "awards/nomination_reopened",
        to=TO_NOMINATOR,
        when=_("The office restores a nomination that it had set aside."),
        why=_("So that people who were told that it was removed know that it is back."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_reopened(sample_letter(sample).nomination, sample.reason, sample.now),
    ),
)
