"""What a list may be asked for, list by list; and that everything else is refused with a sentence."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from awards.models import Nomination
from contests.models import Contest, Entry
from magazine.models import Issue
from members.models import Member, Posting
from pafso.api.query import in_state, since, until
from pafso.clock import OTTAWA, ottawa_day
from tests.factories.awards import make_award, make_cycle, make_draft, make_submitted
from tests.factories.contests import make_contest, make_entry
from tests.factories.magazine import make_issue
from tests.factories.people import Cast

DAY = timedelta(days=1)
LISTS = [
    "cycles", "contests", "galleries", "issues", "nominations", "entries", "members/me/addresses", "members/me/postings",
]  # fmt: skip


def found(client: Client, path: str, key: str) -> list[Any]:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return [row[key] for row in answer.json()["results"]]


def refused(client: Client, path: str) -> dict[str, list[str]]:
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), path
    fields: dict[str, list[str]] = answer.json()["fields"]
    return fields


@pytest.mark.parametrize("name", LISTS)
def test_what_is_not_known_is_refused_by_every_list(as_member: Client, name: str) -> None:
    assert refused(as_member, f"{name}/?sort=name&a=1") == {
        "sort": ["This parameter does not exist here."],
        "a": ["This parameter does not exist here."],
    }
    assert refused(as_member, f"{name}/?page_size=1&page_size=2") == {"page_size": ["Give it only once."]}
    for size in ("0", "101", "many", "-1", "1.5", "٣"):
        assert refused(as_member, f"{name}/?page_size={size}") == {"page_size": ["A whole number from 1 to 100."]}
    assert refused(as_member, f"{name}/?fields=password") == {"fields": ["There is no field “password” here."]}
    assert refused(as_member, f"{name}/?fields=") == {"fields": ["There is no field “” here."]}
    assert as_member.get(f"/api/v1/{name}/?cursor=broken").json()["code"] == "cursor_unknown"


@pytest.mark.parametrize(
    "path",
    [
        "cycles/?state=ajar",
        "cycles/?year=soon",
        "cycles/?year=1900",
        "cycles/?award=a%20b",
        "cycles/?closes_from=2026-02-30",
        "contests/?state=",
        "contests/?closes_to=yesterday",
        "galleries/?contest=a%2Fb",
        "issues/?volume=0",
        "issues/?published_from=2026",
        "nominations/?state=won",
        "nominations/?submitted_to=1",
        "entries/?state=lost",
        "entries/?received_from=x",
        "members/me/postings/?state=open",
        "members/me/postings/?starts_from=x",
        "search/?q=a&page=0",
        "search/?q=a&page=11",
        "search/?q=a&size=3",
    ],
)
def test_a_value_that_is_not_possible_is_refused(as_member: Client, path: str) -> None:
    name = path.split("?")[1].split("&")[-1].split("=")[0]

    assert list(refused(as_member, path)) == [name]


def test_details_and_changes_take_no_parameters(as_member: Client, cast: Cast) -> None:
    cycle = make_cycle()

    assert list(refused(as_member, f"cycles/{cycle.pk}/?fields=id")) == ["fields"]
    assert list(refused(as_member, "members/me/?fields=name")) == ["fields"]
    answer = as_member.post("/api/v1/members/me/postings/?dry=1", {}, content_type="application/json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["dry"])


def test_cycles_by_state_award_year_and_day(client: Client, db: None) -> None:
    now = timezone.now()
    award, other = make_award("one"), make_award("two")
    make_cycle(award, year=2024, opens_at=now - 9 * DAY, closes_at=now - 2 * DAY)
    make_cycle(award, year=2025, opens_at=now - DAY, closes_at=now + DAY)
    make_cycle(other, year=2026, opens_at=now + DAY, closes_at=now + 9 * DAY)
    last = (now - 2 * DAY).astimezone(OTTAWA).date()

    assert found(client, "cycles/?state=past", "year") == [2024]
    assert found(client, "cycles/?state=open", "year") == [2025]
    assert found(client, "cycles/?state=coming", "year") == [2026]
    assert found(client, "cycles/?award=two", "year") == [2026]
    assert found(client, "cycles/?award=one&state=open", "year") == [2025]
    assert found(client, "cycles/?year=2024", "year") == [2024]
    assert found(client, f"cycles/?closes_to={last}", "year") == [2024]
    assert found(client, f"cycles/?closes_to={last - DAY}", "year") == []
    assert sorted(found(client, f"cycles/?closes_from={last + DAY}", "year")) == [2025, 2026]


def test_a_state_is_what_the_page_says(client: Client, db: None) -> None:
    """Every second around the edges of a window, by the same clock."""
    now = timezone.now().replace(second=30, microsecond=0)
    contest = make_contest(opens_at=now - DAY, closes_at=now.replace(second=0))
    for moment in (
        now - DAY - timedelta(seconds=1),
        now - DAY,
        now,
        now + timedelta(seconds=29),
        now + timedelta(minutes=1),
    ):
        states = [
            state for state in ("open", "coming", "past") if Contest.objects.filter(in_state(Contest, state, moment))
        ]
        assert len(states) == 1
        assert (states == ["open"]) is contest.window.is_open(moment)


def test_own_nominations_by_state_award_year_and_day(as_member: Client, cast: Cast) -> None:
    cycle = make_cycle(year=2026)
    draft, sent = make_draft(cycle, cast.officer), make_submitted(cycle, cast.officer)
    make_submitted(cycle, cast.colleague)
    Nomination.objects.filter(pk=sent.pk).update(submitted_at=datetime(2026, 3, 1, 23, 59, tzinfo=OTTAWA))

    assert found(as_member, "nominations/?state=draft", "code") == [draft.code]
    assert found(as_member, "nominations/?state=submitted", "code") == [sent.code]
    assert found(as_member, "nominations/?submitted_to=2026-03-01&submitted_from=2026-03-01", "code") == [sent.code]
    assert found(as_member, "nominations/?submitted_to=2026-02-28", "code") == []
    assert len(found(as_member, f"nominations/?year=2026&award={cycle.award.slug}", "code")) == 2
    assert found(as_member, "nominations/?year=2027", "code") == []


def test_own_photos_by_state_contest_and_day(as_member: Client, cast: Cast) -> None:
    first, second = make_contest("2025"), make_contest("2026")
    old, new = make_entry(first, cast.officer), make_entry(second, cast.officer, colour=50)
    Entry.objects.filter(pk=old.pk).update(received_at=datetime(2025, 3, 1, 0, 0, tzinfo=OTTAWA))

    assert found(as_member, "entries/?contest=2026", "code") == [new.code]
    assert found(as_member, "entries/?received_to=2025-03-01", "code") == [old.code]
    assert found(as_member, "entries/?received_to=2025-02-28", "code") == []
    assert found(as_member, f"entries/?received_from={ottawa_day()}", "code") == [new.code]
    assert len(found(as_member, f"entries/?state={new.state}", "code")) == 2
    assert found(as_member, "entries/?state=disqualified", "code") == []


def test_issues_by_volume_and_day(client: Client, db: None) -> None:
    make_issue(37, 1)
    make_issue(38, 1)
    Issue.objects.filter(volume=37).update(published_at=datetime(2025, 3, 1, 12, 0, tzinfo=OTTAWA))

    assert found(client, "issues/?volume=38", "id") == ["38-1"]
    assert found(client, "issues/?published_to=2025-03-01", "id") == ["37-1"]
    assert found(client, "issues/?published_from=2025-03-02", "id") == ["38-1"]


def test_own_postings_by_state_and_day(as_member: Client, cast: Cast) -> None:
    member, today = Member.objects.get(user=cast.officer), ottawa_day()
    place = {"member": member, "city": "x", "country": "y"}
    Posting.objects.create(**place, mission="past", starts_on=today - 9 * DAY, ends_on=today - DAY)
    Posting.objects.create(**place, mission="current", starts_on=today, ends_on=today)
    Posting.objects.create(**place, mission="coming", starts_on=today + DAY)

    for state in ("past", "current", "coming"):
        assert found(as_member, f"members/me/postings/?state={state}", "mission") == [state]
    assert found(as_member, f"members/me/postings/?starts_from={today + DAY}", "mission") == ["coming"]
    assert found(as_member, f"members/me/postings/?starts_to={today - DAY}", "mission") == ["past"]


@pytest.mark.req("R20")
@pytest.mark.parametrize("rows", [1, 3])
def test_only_the_fields_that_were_asked_for(
    client: Client, db: None, django_assert_num_queries: Callable[..., Any], rows: int
) -> None:
    for year in range(rows):
        make_cycle(make_award(f"a{year}"), year=2020 + year)
    with django_assert_num_queries(1):
        answer = client.get("/api/v1/cycles/?fields=year,is_open&page_size=100").json()["results"]

    assert [set(row) for row in answer] == [{"year", "is_open"}] * rows


def test_filters_stay_while_pages_turn(client: Client, db: None) -> None:
    for year in range(3):
        make_cycle(make_award(f"a{year}"), year=2020 + year)
    make_cycle(make_award("b"), year=2020, opens_at=timezone.now() + DAY, closes_at=timezone.now() + 2 * DAY)
    seen, address = [], "/api/v1/cycles/?state=open&page_size=1&fields=id"
    while address:
        page = client.get(address).json()
        seen += page["results"]
        address = page["next"]

    assert len(seen) == 3


def test_days_at_the_ends_of_the_calendar() -> None:
    assert since(date.min).year == 1
    assert until(date.max) > since(date.max)
    assert until(date(2026, 3, 7)) - since(date(2026, 3, 7)) == DAY
    assert (until(date(2026, 3, 8)) - since(date(2026, 3, 8))) == DAY  # by the calendar: 23 hours of the clock
