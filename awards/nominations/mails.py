"""The mails about a nomination, to those who put it forward."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from awards.mails import TO_NOMINATORS, about, own_moment, sample_letter, tell_nominators
from awards.models import Nomination
from members.models import User
from pafso.mail.catalogue import Event, register
from pafso.mail.writing import format_day, format_moment, page_url
from pafso.models import MailKind
from pafso.web.private_links import digest_of


def nomination_received(nomination: Nomination) -> None:
    """The receipt; once for each time that it is handed in."""
    handed_in = nomination.submitted_at.timestamp() if nomination.submitted_at else 0

    def more(person: User) -> dict[str, object]:
        received = format_moment(nomination.submitted_at, person.language)
        if nomination.on_paper:  # of which only the day is known
            return {"received": format_day(nomination.submitted_at, person.language), "own_time": ""}
        own = own_moment(nomination.submitted_at, person.time_zone, person.language)
        return {"received": received, "own_time": own}

    _tell("nomination_received", nomination, f"{handed_in:.6f}", page="awards:submission", more=more)


def nomination_withdrawn(nomination: Nomination, *, may_come_back: bool = True) -> None:
    """Tells that it was taken back, and whether it MAY_COME_BACK; once for each time."""
    taken_back = nomination.withdrawn_at.timestamp() if nomination.withdrawn_at else 0
    joined = _joined_by(nomination)

    def more(person: User) -> dict[str, object]:
        withdrawn, own = format_moment(nomination.withdrawn_at, person.language), joined.get(person.pk, "")
        return {"withdrawn": withdrawn, "may_come_back": may_come_back, "own_code": own}

    _tell("nomination_withdrawn", nomination, f"{taken_back:.6f}", page="awards:nomination", more=more)


def _joined_by(nomination: Nomination) -> dict[int, str]:
    """Whose own nomination was joined to this one, with its code."""
    return dict(nomination.joined_nominations.values_list("nominator", "code")) if nomination.pk else {}


def nomination_disqualified(nomination: Nomination) -> None:
    """Tells that the office set the nomination aside, and why; once for each reason."""
    once = digest_of(nomination.disqualified_reason)[:16]
    _tell("nomination_disqualified", nomination, once, page="awards:submission")


def nomination_withdrawn_for(nomination: Nomination, reason: str) -> None:
    """Tells that the office has withdrawn the nomination, as was asked; once for each time."""
    _of_the_office("nomination_withdrawn_for", nomination, reason, nomination.withdrawn_at)


def nomination_reopened(nomination: Nomination, reason: str, now: datetime) -> None:
    """Tells that a nomination which was set aside is considered again; once for each time."""
    _of_the_office("nomination_reopened", nomination, reason, now)


def _of_the_office(event: str, nomination: Nomination, reason: str, moment: datetime | None) -> None:
    once = f"{moment.timestamp() if moment else 0:.6f}"
    _tell(event, nomination, once, page="awards:nomination", more=lambda person: {"reason": reason})


def _nothing_more(person: User) -> dict[str, object]:
    return {}


def _tell(
    event: str,
    nomination: Nomination,
    once: str,
    *,
    page: str,
    more: Callable[[User], dict[str, object]] = _nothing_more,
) -> None:
    def context(person: User) -> dict[str, object]:
        url = page_url(person.language, page, nomination.code)
        said = about(nomination.cycle, person.language, deadline=nomination.deadline)
        return {**said, "url": url, **more(person)}

    tell_nominators(f"awards/{event}", nomination, context, key=f"{event}:{nomination.code}:{once}")


register(
    Event(
        "awards/nomination_withdrawn",
        to=TO_NOMINATORS,
        when=_("The nomination has been withdrawn."),
        why=_("It is the confirmation, and says until when the nomination can be submitted again."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_withdrawn(sample_letter(sample).nomination),
    ),
    Event(
        "awards/nomination_received",
        to=TO_NOMINATORS,
        when=_("The nomination has been submitted."),
        why=_("It is the receipt."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_received(sample_letter(sample).nomination),
    ),
    Event(
        "awards/nomination_disqualified",
        to=TO_NOMINATORS,
        when=_("The office sets the nomination aside."),
        why=_("It gives the reason, and says how to object."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_disqualified(sample_letter(sample).nomination),
    ),
    Event(
        "awards/nomination_withdrawn_for",
        to=TO_NOMINATORS,
        when=_("The office withdraws the nomination for its nominator."),
        why=_("So that a person who asked knows that it is done, and one who did not can object."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_withdrawn_for(sample_letter(sample).nomination, sample.reason),
    ),
    Event(
        "awards/nomination_reopened",
        to=TO_NOMINATORS,
        when=_("The office restores a nomination that it had set aside."),
        why=_("So that people who were told that it was removed know that it is back."),
        kind=MailKind.AWARDS,
        sample=lambda sample: nomination_reopened(sample_letter(sample).nomination, sample.reason, sample.now),
    ),
)
