"""What of people waits for the office: for the second person, and not for the one who asked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members import waiting
from members.models import Application, Closing, Merge, Recovery, User
from tests.factories.office import make_clerk
from tests.factories.people import Cast
from tests.factories.waiting import MAKERS


def keys(rows: object) -> list[int]:
    return list(rows.values_list("pk", flat=True))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "rows", "asker"),
    [("recoveries", waiting.recoveries, "asked_by"), ("merges", waiting.merges, "proposed_by")],
)
def test_the_second_person_is_another_one(cast: Cast, name: str, rows: object, asker: str) -> None:
    row, clerk, now = MAKERS[name](cast), make_clerk(), timezone.now()

    assert keys(rows(clerk, now)) == [row.pk]  # type: ignore[operator]
    assert keys(rows(getattr(row, asker), now)) == []  # type: ignore[operator]


def test_ones_own_recovery_and_application_are_a_colleagues(cast: Cast) -> None:
    clerk, now = make_clerk(), timezone.now()
    MAKERS["recoveries"](cast)
    Recovery.objects.update(user=clerk)
    MAKERS["applications"](cast)
    Application.objects.update(applicant=clerk)

    assert keys(waiting.recoveries(clerk, now)) == []
    assert keys(waiting.applications(clerk, now)) == []
    assert len(keys(waiting.applications(cast.staff, now))) == len(keys(waiting.recoveries(cast.staff, now))) == 1


def test_a_closing_waits_when_its_two_weeks_are_over_and_only_in_the_office(cast: Cast) -> None:
    closing = MAKERS["held-up-closings"](cast)
    due = Closing.objects.get().due_at

    assert keys(waiting.held_up_closings(cast.staff, due - timedelta(seconds=1))) == []
    assert keys(waiting.held_up_closings(cast.staff, due)) == [closing.pk]
    User.objects.filter(email="leaving@example.org").update(is_staff=False)
    assert keys(waiting.held_up_closings(cast.staff, due)) == []


def test_what_was_decided_waits_no_more(cast: Cast) -> None:
    MAKERS["merges"](cast)
    Merge.objects.update(state="refused")

    assert keys(waiting.merges(make_clerk(), timezone.now())) == []
