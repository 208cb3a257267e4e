"""Applications for membership, in each state, brought there by the verbs themselves."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone

from members.applications.actions import applicant as applications
from members.applications.actions import decisions
from members.models import Application, Stream, User

WHOLE: dict[str, Any] = {
    "kind_id": "regular",
    "name": "Chidi Newcomer",
    "employer": "gac",
    "level": "FS-02",
    "joined_on": date(2019, 9, 3),
    "telephone": "+1 613 555 0100",
}


def make_stream() -> Stream:
    words = {f"{name}_{language}": "…" for name in ("description", "areas") for language in ("en", "fr")}
    return Stream.objects.get_or_create(code="trade", defaults={"name_en": "Trade", "name_fr": "Commerce", **words})[0]


def make_application(applicant: User, **facts: Any) -> Application:
    """A draft that lacks nothing, but for FACTS."""
    application = applications.begin_application(by=applicant, form_token=uuid.uuid4())
    for name, value in {**WHOLE, "name": applicant.name, "stream": make_stream(), **facts}.items():
        setattr(application, name, value)
    application.save()
    return application


def make_submitted(applicant: User, **facts: Any) -> Application:
    return applications.submit_application(make_application(applicant, **facts), by=applicant)


def make_asked(applicant: User, by: User, question: str = "Who is your employer now?") -> Application:
    return decisions.request_information(make_submitted(applicant), by=by, question=question)


def touch(application: Application, **moments: Any) -> Application:
    """As if the moments had been others."""
    Application.objects.filter(pk=application.pk).update(**moments)
    application.refresh_from_db()
    return application


def make_withdrawn_draft(applicant: User) -> Application:
    return applications.withdraw_application(make_application(applicant), by=applicant, now=timezone.now())
