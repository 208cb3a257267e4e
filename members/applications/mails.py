"""The mails about an application for membership, to the applicant, in their language; the office has its desk."""

from typing import Any

from django.utils import translation

from members.models import Application, MembershipClass
from pafso.mail.writing import enqueue_to, format_moment, page_url


def application_received(application: Application) -> None:
    """The receipt of an application handed in."""
    _write("application_received", application, key=_moment(application.submitted_at))


def application_answered(application: Application) -> None:
    """The receipt of an answer."""
    _write("application_answered", application, key=_moment(application.submitted_at))


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


def _moment(moment: Any) -> str:
    """Tells one time from another, where the same can happen again."""
    return f"{moment.timestamp():.6f}"
