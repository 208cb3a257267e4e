"""The one date among the people: the last day of an application that waits for its applicant."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from members.dates import dates
from tests.factories.applications import make_application, make_asked, make_submitted, touch
from tests.factories.people import Cast


def of(user: Any) -> list[str]:
    return [date.uid for date in dates(user, timezone.now())]


def test_a_draft_ends_when_it_is_left_alone(cast: Cast) -> None:
    application = make_application(cast.newcomer)

    (date,) = dates(cast.newcomer, timezone.now())

    assert (date.uid, date.at) == (f"application-{application.code}", application.ends_at)
    assert date.title == f"Last day for application {application.code}"
    assert date.url == f"http://127.0.0.1:8000/en/account/application/{application.code}/"
    assert date.begun_at is None, "it has a mail of its own a week before"


def test_so_does_a_question_and_not_what_the_office_has(cast: Cast) -> None:
    asked = make_asked(cast.newcomer, cast.staff)
    make_submitted(cast.outsider)

    assert of(cast.newcomer) == [f"application-{asked.code}"]
    assert of(cast.outsider) == []


@pytest.mark.req("R15")
def test_it_is_the_applicants_alone_and_gone_when_it_is_over(cast: Cast) -> None:
    application = make_application(cast.newcomer)

    assert [of(person) for person in (cast.officer, cast.staff)] == [[], []]
    touch(application, touched_at=timezone.now() - timedelta(days=31))
    assert of(cast.newcomer) == []
