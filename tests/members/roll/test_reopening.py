"""Striking out a wrong row offers to open the one again that it ended: for every kind, whoever ended it, and for nothing else."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from members.accounts.actions.accounts import set_up_office
from members.importing.actions import apply_import
from members.importing.tasks import work_on_import
from members.models import Appointment, DuesTerm, Leave, Member, Membership, Posting, User
from members.roll.actions import careers, reopening
from pafso.audit.models import Entry
from pafso.errors import WrongMove
from tests.factories.people import Cast, make_member, make_user
from tests.factories.rollfiles import checked

PLACE = {"mission": "Embassy of Canada", "city": "Dakar", "country": "Senegal"}
FIRST, SECOND = date(2020, 1, 1), date(2024, 6, 1)
BEFORE, AFTER = date(2024, 5, 31), date(2026, 1, 1)
KINDS: list[tuple[type[Any], dict[str, Any], dict[str, Any]]] = [
    (Membership, {"kind_id": "regular"}, {"kind_id": "retired"}),
    (Appointment, {"level": "FS-02"}, {"level": "FS-03"}),
    (Appointment, {"kind": "acting", "level": "FS-03"}, {"kind": "acting", "level": "FS-04"}),
    (Posting, PLACE, {**PLACE, "city": "Accra"}),
    (DuesTerm, {}, {}),
    (Leave, {"kind": "with_pay"}, {"kind": "without_pay"}),
]


@pytest.fixture
def person(cast: Cast) -> Member:
    return make_member(None, "3001", name="Odile Fortin")


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    clerk = make_user("Camille Bureau", "camille@example.org", is_staff=True)
    clerk.groups.add(set_up_office())
    client.force_login(clerk)
    return client


def two(person: Member, by: User, model: type[Any], one: Any, other: Any) -> tuple[Any, Any]:
    """One row, and another that followed it by mistake."""
    first = careers.add_row(model(member=person, starts_on=FIRST, **one), by=by)
    second = careers.succeed(model(member=person, starts_on=SECOND, **other), by=by)
    first.refresh_from_db()
    assert first.ends_on == BEFORE
    return first, second


def slug(model: type[Any]) -> str:
    return {
        Membership: "memberships",
        Appointment: "appointments",
        Posting: "postings",
        DuesTerm: "dues",
        Leave: "leaves",
    }[model]


@pytest.mark.parametrize(("model", "one", "other"), KINDS)
def test_the_page_offers_it_and_one_press_does_both(
    desk: Client, cast: Cast, person: Member, model: type[Any], one: Any, other: Any
) -> None:
    first, second = two(person, cast.staff, model, one, other)
    url = f"/admin/members/member/{person.pk}/career/{slug(model)}/{second.pk}/strike/"

    form = desk.get(url).context["form"]
    key = form.fields["reopens"].initial
    desk.post(url, {"reason": "Another person's", "reopens": key})

    first.refresh_from_db()
    second.refresh_from_db()
    assert key == [f"{first.pk}:"]
    assert (first.ends_on, first.struck_at, second.struck_reason) == (None, None, "Another person's")
    assert model.objects.held(AFTER).get(member=person) == first
    verb = careers.VERBS[model]
    assert Entry.objects.get(verb=verb.goes_on).changes == {"row": first.pk, "ends_on": [str(BEFORE), None]}
    assert Entry.objects.filter(verb=verb.struck_out).count() == 1


def test_without_the_mark_its_last_day_stays(desk: Client, cast: Cast, person: Member) -> None:
    first, second = two(person, cast.staff, *KINDS[0])

    desk.post(f"/admin/members/member/{person.pk}/career/memberships/{second.pk}/strike/", {"reason": "Wrong"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ends_on, second.struck_at is not None) == (BEFORE, True)


def test_an_end_written_the_day_before_by_hand_is_offered_and_not_chosen(
    cast: Cast, person: Member, time_machine: Any
) -> None:
    time_machine.move_to("2024-05-01T15:00:00Z", tick=False)
    first = careers.add_row(Leave(member=person, starts_on=FIRST, kind="with_pay"), by=cast.staff)
    careers.end_term(first, ends_on=BEFORE, by=cast.staff)
    time_machine.move_to("2024-06-03T15:00:00Z", tick=False)
    second = careers.add_row(Leave(member=person, starts_on=SECOND, kind="with_pay"), by=cast.staff)

    found = reopening.reopening_for(second)

    assert found is not None
    assert (found.row, found.until, found.is_sure) == (first, None, False)


def test_one_that_never_lasted_longer_is_not_offered(cast: Cast, person: Member) -> None:
    careers.add_row(Membership(member=person, kind_id="regular", starts_on=FIRST, ends_on=BEFORE), by=cast.staff)
    second = careers.add_row(Membership(member=person, kind_id="retired", starts_on=SECOND), by=cast.staff)

    assert reopening.reopening_for(second) is None


@pytest.mark.parametrize(("model", "one", "other"), KINDS)
def test_one_from_before_the_trail_is_offered_and_not_chosen(
    cast: Cast, person: Member, model: type[Any], one: Any, other: Any
) -> None:
    """As the demonstration, and whoever brought an old roll, write rows: without a word of who ended them, or why."""
    first = model.objects.create(member=person, starts_on=FIRST, ends_on=BEFORE, **one)
    second = model.objects.create(member=person, starts_on=SECOND, **other)

    found = reopening.reopening_for(second)

    assert found is not None
    assert (found.row, found.until, found.is_sure) == (first, None, False)

    reopening.strike_out_and_reopen(second, key=found.key, reason="Somebody else’s.", by=cast.staff)
    first.refresh_from_db()
    assert first.ends_on is None


def test_it_gets_the_last_day_that_it_had(cast: Cast, person: Member) -> None:
    first = careers.add_row(
        Membership(member=person, kind_id="regular", starts_on=FIRST, ends_on=date(2027, 12, 31)), by=cast.staff
    )
    second = careers.succeed(Membership(member=person, kind_id="retired", starts_on=SECOND), by=cast.staff)

    found = reopening.reopening_for(second)

    assert found is not None
    assert (found.row, found.until) == (first, date(2027, 12, 31))


def test_it_goes_on_up_to_the_next_one_only(cast: Cast, person: Member) -> None:
    first, second = two(person, cast.staff, *KINDS[0])
    careers.succeed(Membership(member=person, kind_id="associate", starts_on=AFTER), by=cast.staff)
    second.refresh_from_db()
    found = reopening.reopening_for(second)
    assert found is not None

    reopening.strike_out_and_reopen(second, key=found.key, reason="Wrong", by=cast.staff)

    first.refresh_from_db()
    assert first.ends_on == date(2025, 12, 31)


def test_what_a_file_ended_is_offered(cast: Cast, person: Member) -> None:
    first = careers.add_row(Membership(member=person, kind_id="regular", starts_on=FIRST), by=cast.staff)
    found = checked({"number": "3001", "class": "retired", "member_since": "2024-06-01"}, by=cast.staff)
    apply_import(found, by=cast.staff)
    work_on_import(found.pk)
    second = Membership.objects.get(member=person, kind_id="retired")

    offered = reopening.reopening_for(second)

    assert offered is not None
    assert (offered.row, offered.until, offered.is_sure) == (first, None, True)


def test_whoever_looked_before_somebody_changed_it_is_told(desk: Client, cast: Cast, person: Member) -> None:
    first, second = two(person, cast.staff, *KINDS[0])
    found = reopening.reopening_for(second)
    assert found is not None
    careers.succeed(Membership(member=person, kind_id="associate", starts_on=AFTER), by=cast.staff)

    with pytest.raises(WrongMove):
        reopening.strike_out_and_reopen(second, key=found.key, reason="Wrong", by=cast.staff)
    url = f"/admin/members/member/{person.pk}/career/memberships/{second.pk}/strike/"
    page = desk.post(url, {"reason": "Wrong", "reopens": [found.key]})

    first.refresh_from_db()
    second.refresh_from_db()
    assert page.status_code == 200
    assert page.context["form"].errors["reopens"] == [
        "Something related to this row has changed since. Check it again."
    ]
    assert (first.ends_on, second.struck_at) == (BEFORE, None)


def test_twice_is_once(cast: Cast, person: Member) -> None:
    _first, second = two(person, cast.staff, *KINDS[0])
    found = reopening.reopening_for(second)
    assert found is not None
    for _press in range(2):
        reopening.strike_out_and_reopen(second, key=found.key, reason="Wrong", by=cast.staff)

    assert Entry.objects.filter(verb="membership_goes_on").count() == 1
