"""The filter of the desk by who served with the nominee: it leaves what the column says, and costs the same."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.desk.facts import add_facts, facts_of
from awards.desk.serving_together import serving_together, serving_with_nobody
from awards.models import Cycle, Nomination
from members.models import Member, Posting
from tests.factories.awards import (
    make_co_nominator,
    make_submitted,
)
from tests.factories.people import Cast, on_the_roll

from .rows import D, closing_in_2027, found, match, opened, serve

SPANS = [
    (D(2020, 1, 1), None),
    (D(2022, 4, 5), D(2024, 3, 1)),
    (D(2024, 3, 1), D(2024, 3, 1)),
    (D(2024, 3, 2), D(2027, 4, 5)),
    (D(2015, 1, 1), D(2022, 4, 4)),
    (D(2015, 1, 1), D(2022, 4, 5)),
    (D(2027, 4, 5), None),
    (D(2027, 4, 6), None),
]


def _posted(member: Member, span: tuple[date, date | None], **where: Any) -> Posting:
    place = {"mission": "Embassy", "city": "Dakar", "country": "Senegal", **where}
    return Posting.objects.create(member=member, starts_on=span[0], ends_on=span[1], **place)


def _faces_agree(cycle: Cycle) -> set[str]:
    """The codes that the filter leaves; of both answers it leaves what the column says."""
    rows = list(Nomination.objects.filter(cycle=cycle).with_cycle())
    add_facts(rows)
    for filtered, holds in ((serving_together, True), (serving_with_nobody, False)):
        said = {one.code for one in rows if (near := facts_of(one).near) is not None and bool(near) is holds}
        assert {one.code for one in filtered(Nomination.objects.filter(cycle=cycle), cycle)} == said, holds
    return {one.code for one in serving_together(Nomination.objects.filter(cycle=cycle), cycle)}


def test_the_filter_of_nearness_leaves_what_the_column_says(office: Client, cast: Cast) -> None:
    """Over every way in which two spans of days lie; five years back from April 5, 2027."""
    cycle = closing_in_2027()
    Cycle.objects.filter(pk=cycle.pk).update(nearness_years=5)
    cycle.refresh_from_db()
    unmatched = make_submitted(cycle, cast.officer)
    case, letter = Nomination.objects.get(pk=unmatched.pk), unmatched.letters.order_by("pk")[0]
    both = [(own, theirs) for own in SPANS for theirs in SPANS]
    for number, (own, theirs) in enumerate(both):
        nominee, supporter = (on_the_roll(f"{who}{number}@far.example", f"{who}{number}") for who in "ns")
        _posted(nominee, own)
        _posted(supporter, theirs)
        case.pk, case.code, case.nominee_member, case.form_token = None, f"T{number}", nominee, uuid.uuid4()
        case.save(force_insert=True)
        letter.pk, letter.code, letter.nomination, letter.member = None, f"L{number}", case, supporter
        letter.form_token = uuid.uuid4()
        letter.save(force_insert=True)

    near = _faces_agree(cycle)

    nobody = {f"T{number}" for number in range(len(both))} - near
    assert found(office, cycle, near="yes") == near
    assert found(office, cycle, near="no") == nobody
    assert {f"T{both.index((SPANS[0], other))}" for other in SPANS} & near == {
        f"T{both.index((SPANS[0], other))}"
        for other in SPANS
        if other[1] != D(2022, 4, 4) and other[0] != D(2027, 4, 6)
    }


@pytest.mark.parametrize(
    ("role", "is_near"),
    [
        ("nominator", True), ("co-nominator", True), ("invited", True), ("merged", True), ("declined", False),
        ("revoked", False), ("left", False), ("oneself", False), ("home", False), ("elsewhere", False), ("struck", False),
    ],
)  # fmt: skip
def test_who_counts_for_the_filter_of_nearness(cast: Cast, role: str, is_near: bool) -> None:
    cycle, now = closing_in_2027(), timezone.now()
    case = make_submitted(cycle, cast.officer)
    nominee, other = match(case), on_the_roll("o@far.example", "950")
    letter = case.letters.order_by("pk").first()
    if role in ("nominator", "co-nominator", "left"):
        person = cast.officer if role == "nominator" else cast.retiree
        if role != "nominator":
            make_co_nominator(case, person)
        if role == "left":
            case.co_nominators.update(ended_at=now, ending="left")
        other = Member.objects.get(user=person)
    elif role == "merged":
        first = on_the_roll("first@far.example", "951")
        Member.objects.filter(pk=first.pk).update(merged_into=other)
        case.letters.filter(pk=letter.pk).update(member=first)
    else:
        state = {"declined": {"state": "declined", "declined_at": now}, "revoked": {"state": "revoked"}}.get(role, {})
        entry = nominee if role == "oneself" else other
        case.letters.filter(pk=letter.pk).update(member=entry, **(state or {"state": "invited"}))
    where = {"country": " CANADÁ "} if role == "home" else {}
    _posted(nominee, SPANS[0], **where)
    if role != "oneself":
        posting = _posted(other, SPANS[0], **where, **({"city": "Accra"} if role == "elsewhere" else {}))
        if role == "struck":
            Posting.objects.filter(pk=posting.pk).update(struck_at=now)

    assert _faces_agree(cycle) == ({case.code} if is_near else set())
    # The roll is put right: the filter reads it as it is.
    Posting.objects.update(struck_at=now)
    assert _faces_agree(cycle) == set()


def test_the_filter_of_nearness_costs_the_same_with_one_and_three(office: Client, cast: Cast) -> None:
    cycle = closing_in_2027()
    serve(Member.objects.get(user=cast.officer), D(2020, 1, 1))

    def add() -> None:
        serve(match(make_submitted(cycle, cast.officer), str(Nomination.objects.count() + 900)), D(2024, 1, 1))

    def cost() -> int:
        opened(office, cycle, near="yes")
        with CaptureQueriesContext(connection) as queries:
            assert opened(office, cycle, near="yes").context["cl"].result_count >= 1
        return len(queries)

    add()
    one = cost()
    add()
    add()

    assert (one, cost()) == (one, one)
    assert one <= 14
