"""Taking back one's own posting: the same day or before it begins; the one that had ended for it goes on."""

from datetime import date
from typing import Any

import pytest

from members.models import Member, Posting, User
from members.roll.actions.postings import begin_posting, end_posting, take_back_posting
from pafso.audit.models import Entry
from pafso.errors import WrongMove
from tests.factories.people import Cast

TODAY = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def _first_of_march(time_machine: Any) -> None:
    time_machine.move_to("2027-03-01T15:00:00Z", tick=False)


def posting(user: User, mission: str, starts_on: date, by: User | None = None) -> Posting:
    place = {"mission": mission, "city": "Dakar", "country": "Senegal", "time_zone": "Africa/Dakar"}
    return begin_posting(Member.objects.get(user=user), starts_on=starts_on, by=by or user, **place)


def test_one_that_was_entered_today_is_taken_back_and_the_one_before_goes_on(cast: Cast) -> None:
    first = posting(cast.officer, "Embassy", date(2025, 8, 1))
    second = posting(cast.officer, "Consulate", TODAY)

    goes_on = take_back_posting(second, by=cast.officer)

    first.refresh_from_db()
    second.refresh_from_db()
    assert goes_on == first
    assert (first.ends_on, first.struck_at) == (None, None)
    assert (second.struck_by, second.struck_reason) == (cast.officer, "Withdrawn by the member.")
    assert Entry.objects.get(verb="posting_struck_out").changes["row"] == second.pk
    entry = Entry.objects.get(verb="posting_goes_on")
    assert (entry.by_id, entry.changes) == (cast.officer.pk, {"row": first.pk, "ends_on": ["2027-02-28", None]})


def test_again_is_harmless(cast: Cast) -> None:
    found = posting(cast.officer, "Embassy", TODAY)
    take_back_posting(found, by=cast.officer)

    assert take_back_posting(found, by=cast.officer) is None
    assert Entry.objects.filter(verb="posting_struck_out").count() == 1


def test_one_from_the_first_day_of_all_calendars_is_taken_back(cast: Cast) -> None:
    found = posting(cast.officer, "Embassy", date.min)

    assert take_back_posting(found, by=cast.officer) is None
    assert Entry.objects.get(verb="posting_struck_out").changes["row"] == found.pk


def test_one_to_come_is_taken_back_whoever_entered_it(cast: Cast, time_machine: Any) -> None:
    first = posting(cast.officer, "Embassy", date(2025, 8, 1))
    found = posting(cast.officer, "Consulate", date(2027, 9, 1), by=cast.staff)
    time_machine.move_to("2027-03-20T15:00:00Z", tick=False)

    assert take_back_posting(found, by=cast.officer) == first
    first.refresh_from_db()
    assert first.ends_on is None


@pytest.mark.parametrize("why", ["yesterday", "by the office"])
def test_the_office_corrects_what_has_begun(cast: Cast, time_machine: Any, why: str) -> None:
    found = posting(cast.officer, "Embassy", TODAY, by=cast.staff if why == "by the office" else None)
    if why == "yesterday":
        time_machine.move_to("2027-03-02T05:01:00Z", tick=False)  # one minute after midnight in Ottawa

    with pytest.raises(WrongMove, match="Write to the office"):
        take_back_posting(found, by=cast.officer)

    found.refresh_from_db()
    assert found.struck_at is None


def test_the_one_before_stays_ended_when_it_had_ended_by_itself(cast: Cast, time_machine: Any) -> None:
    first = posting(cast.officer, "Embassy", date(2025, 8, 1))
    end_posting(first, ends_on=date(2027, 2, 28), by=cast.officer)
    time_machine.move_to("2027-03-01T15:05:00Z", tick=False)
    second = posting(cast.officer, "Consulate", TODAY)

    assert take_back_posting(second, by=cast.officer) is None
    first.refresh_from_db()
    assert first.ends_on == date(2027, 2, 28)


def test_the_one_before_stays_ended_when_another_has_begun_since(cast: Cast) -> None:
    first = posting(cast.officer, "Embassy", date(2025, 8, 1))
    second = posting(cast.officer, "Consulate", TODAY)
    posting(cast.officer, "Headquarters", date(2027, 9, 1))

    assert take_back_posting(second, by=cast.officer) is None
    first.refresh_from_db()
    assert first.ends_on == date(2027, 2, 28)


def test_the_one_before_gets_the_end_back_that_it_had(cast: Cast) -> None:
    first = posting(cast.officer, "Embassy", date(2025, 8, 1))
    Posting.objects.filter(pk=first.pk).update(ends_on=date(2027, 8, 31))
    second = posting(cast.officer, "Consulate", TODAY)

    take_back_posting(second, by=cast.officer)

    first.refresh_from_db()
    assert first.ends_on == date(2027, 8, 31)
