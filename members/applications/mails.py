"""The mails about an application for membership, to the applicant, in their language; the office has its desk."""

from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from members.models import Application, Member, MembershipClass, User
from pafso.mail.catalogue import Event, Sample, Words, register
from pafso.mail.writing import enqueue_to, format_day, format_moment, page_url
from pafso.models import MailKind


def application_received(application: Application) -> None:
    """The receipt of an application handed in."""
    ask_after = format_day(application.ask_after_at, application.applicant.language)
    known = {"received": _received(application), "ask_after": ask_after}
    _write("application_received", application, key=_moment(application.submitted_at), **known)


def application_answered(application: Application) -> None:
    """The receipt of an answer."""
    _write("application_answered", application, key=_moment(application.submitted_at), received=_received(application))


def application_information_requested(application: Application) -> None:
    """What the office asks, and until when an answer is waited for."""
    _write("application_information_requested", application, key=_moment(application.touched_at))


def application_approved(application: Application, *, kind: MembershipClass) -> None:
    """The welcome, with the number and what a member can do."""
    assert application.member is not None
    with translation.override(application.applicant.language):
        of_class = str(kind).lower()
    context: dict[str, Any] = {"number": application.member.number, "class": of_class, "is_regular": kind.is_regular}
    _write("application_approved", application, page="members:me", **context)


def application_refused(application: Application) -> None:
    """The decision and its reason, as the office wrote it."""
    _write("application_refused", application)


def application_withdrawn(application: Application) -> None:
    """The receipt of a withdrawal."""
    _write("application_withdrawn", application, page="members:become_member")


def application_expiring(application: Application) -> None:
    """A week before the end: what to do to keep it."""
    _write("application_expiring", application, key=_moment(application.warned_at))


def application_expired(application: Application) -> None:
    """It is over for want of an answer; another one can be begun."""
    _write("application_expired", application, page="members:become_member")


def _write(
    event: str, application: Application, *, page: str = "members:application", key: str = "", **more: Any
) -> None:
    person = application.applicant
    parts = [application.code] if page == "members:application" else []
    context = {
        "application": application,
        "ends": format_moment(application.ends_at, person.language),
        "url": page_url(person.language, page, *parts),
        **more,
    }
    enqueue_to(f"members/{event}", person, context=context, key=f"{event}:{application.code}:{key}")


def _received(application: Application) -> str:
    return format_moment(application.submitted_at, application.applicant.language)


def _moment(moment: Any) -> str:
    """Tells one time from another, where the same can happen again."""
    return f"{moment.timestamp():.6f}"


def _sample(sample: Sample) -> Application:
    """An application, of nobody; not saved."""
    return Application(
        code=sample.code,
        applicant=User(name=sample.reader, email=sample.email, language=sample.language),
        submitted_at=sample.now,
        touched_at=sample.now,
        warned_at=sample.now,
        question=sample.reason,
        decision_reason=sample.reason,
        member=Member(number="FS-1042"),
    )


def _event(name: str, when: Words, why: Words, write: Callable[[Application], object]) -> Event:
    return Event(
        f"members/{name}",
        to=_("The applicant"),
        when=when,
        why=why,
        kind=MailKind.MEMBERSHIP,
        sample=lambda sample: write(_sample(sample)),
    )


REGULAR = MembershipClass(code="regular", name_en="Regular", name_fr="Régulier", is_regular=True)
RECEIPT = _("It is the receipt.")
register(
    _event("application_received", _("An application for membership is submitted."), RECEIPT, application_received),
    _event("application_answered", _("The applicant answers a question."), RECEIPT, application_answered),
    _event(
        "application_information_requested",
        _("The office asks for information."),
        _("The application continues when the question is answered."),
        application_information_requested,
    ),
    _event(
        "application_approved",
        _("The office approves the application."),
        _("It welcomes a new member and gives the member number."),
        lambda application: application_approved(application, kind=REGULAR),
    ),
    _event(
        "application_refused",
        _("The office refuses the application."),
        _("It gives the reason, and says how to object."),
        application_refused,
    ),
    _event("application_withdrawn", _("The applicant withdraws the application."), RECEIPT, application_withdrawn),
    _event(
        "application_expiring",
        _("Nobody has touched the application for a while; this is sent a week before it ends."),
        _("The applicant can still keep it."),
        application_expiring,
    ),
    _event(
        "application_expired",
        _("The applicant did not answer for 30 days."),
        _("So that nobody waits for an answer that will not come."),
        application_expired,
    ),
)
