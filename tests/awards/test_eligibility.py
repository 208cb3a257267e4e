"""Eligibility on the cycle's date, from dated facts: one by one, in bulk, with the Secretary's exception."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.eligibility import Verdict, read_on, standing_of, standings
from awards.models import Cycle, Nomination
from members.models import Appointment, Member
from tests.factories import awards as make
from tests.factories.people import Cast, make_member

ON = date(2026, 4, 5)
SINCE = date(2018, 9, 1)


def roll_entry(number: str, *, level: str = "FS-02", kind: str = "substantive", since: date = SINCE) -> Member:
    member = make_member(None, number, ("regular", since, None), name=f"Nominee {number}")
    if level:
        Appointment.objects.create(member=member, level=level, kind=kind, starts_on=since)
    return member


@pytest.fixture
def cycle() -> Cycle:
    return make.make_cycle(nominee_rule="substantive", eligibility_on=ON)


def case(cycle: Cycle, cast: Cast, member: Member | None = None, **columns: Any) -> Nomination:
    nomination = make.make_submitted(cycle, cast.officer)
    Nomination.objects.filter(pk=nomination.pk).update(nominee_member=member, **columns)
    return Nomination.objects.with_cycle().get(pk=nomination.pk)


def said(nomination: Nomination) -> tuple[Verdict, str]:
    standing = standing_of(nomination)
    return standing.verdict, str(standing.reason)


def test_the_day_is_the_cycles_own_or_the_one_on_which_it_closes_in_ottawa() -> None:
    # 23:59 in Ottawa on 5 April is 6 April in Greenwich.
    closes_at = datetime(2026, 4, 6, 3, 59, tzinfo=UTC)

    assert read_on(Cycle(closes_at=closes_at)) == ON
    assert read_on(Cycle(closes_at=closes_at, eligibility_on=date(2026, 3, 1))) == date(2026, 3, 1)


def test_a_substantive_member_is_eligible_with_both_reasons(cast: Cast, cycle: Cycle) -> None:
    assert said(case(cycle, cast, roll_entry("3001"))) == (
        Verdict.ELIGIBLE,
        "Regular member since September 1, 2018. Substantive FS-02 since September 1, 2018.",
    )


def test_each_fact_that_fails_is_said(cast: Cast, cycle: Cycle) -> None:
    acting = roll_entry("3002", kind="acting", level="FS-04")
    late = roll_entry("3003", since=date(2026, 4, 6))

    assert said(case(cycle, cast, acting)) == (
        Verdict.NOT_ELIGIBLE,
        "Acting FS-04 only. Acting levels do not count.",
    )
    assert said(case(cycle, cast, late)) == (
        Verdict.NOT_ELIGIBLE,
        "The first membership begins on April 6, 2026. The first substantive appointment begins on April 6, 2026.",
    )


def test_of_a_member_no_level_is_asked(cast: Cast, cycle: Cycle) -> None:
    Cycle.objects.update(nominee_rule="member")

    assert said(case(cycle, cast, roll_entry("3004", level=""))) == (
        Verdict.ELIGIBLE,
        "Regular member since September 1, 2018.",
    )


def test_what_is_not_asked_and_what_is_not_known(cast: Cast, cycle: Cycle) -> None:
    assert said(case(cycle, cast)) == (Verdict.UNMATCHED, "The nominee is not matched to the roll.")
    assert said(case(cycle, cast, roll_entry("3005", level=""), nominee_kind="group")) == (
        Verdict.ELIGIBLE,
        "A group is not read against the roll.",
    )
    Cycle.objects.update(nominee_rule="anyone")
    assert said(case(cycle, cast)) == (Verdict.ELIGIBLE, "Anyone may receive this award.")


def test_a_merged_entry_stands_for_the_one_that_stayed_and_an_erased_one_for_nobody(cast: Cast, cycle: Cycle) -> None:
    kept, part, gone = roll_entry("3006"), roll_entry("3007", level=""), roll_entry("3008")
    Member.objects.filter(pk=part.pk).update(merged_into=kept)
    Member.objects.filter(pk=gone.pk).update(erased_at=datetime(2026, 1, 1, tzinfo=UTC))

    assert said(case(cycle, cast, part))[0] == Verdict.ELIGIBLE
    assert said(case(cycle, cast, gone)) == (Verdict.NOT_ELIGIBLE, "This entry was erased.")


def test_an_exception_decides_and_says_what_the_roll_says(cast: Cast, cycle: Cycle) -> None:
    member = roll_entry("3009", level="")
    nomination = case(cycle, cast, member, eligibility_override=True, eligibility_note="Seconded.")

    standing = standing_of(nomination)

    assert (standing.verdict, standing.reason, standing.is_exception) == (Verdict.ELIGIBLE, "Seconded.", True)
    assert standing.roll is not None
    assert (standing.roll.verdict, str(standing.roll.reason)) == (
        Verdict.NOT_ELIGIBLE,
        "No substantive appointment on the roll.",
    )
    nomination.eligibility_override = False
    assert standing_of(nomination).verdict == Verdict.NOT_ELIGIBLE


@pytest.mark.req("R15")
def test_a_list_costs_the_same_however_long(cast: Cast, cycle: Cycle) -> None:
    rows = [case(cycle, cast, roll_entry(f"31{n:02}")) for n in range(3)]

    def queries(nominations: list[Nomination]) -> int:
        with CaptureQueriesContext(connection) as asked:
            found = standings(nominations)
        assert {standing.verdict for standing in found.values()} == {Verdict.ELIGIBLE}
        assert set(found) == {one.pk for one in nominations}
        return len(asked)

    assert queries(rows[:1]) == queries(rows) == 3
