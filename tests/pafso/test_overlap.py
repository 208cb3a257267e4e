"""Rows that may not share a day: said by the form, refused by the database of either engine, also after a change of the table."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.operations import AddConstraint, AlterField, RemoveConstraint
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.utils import timezone

from members.models import Appointment, Member, Membership
from pafso.overlap import NoOverlap
from tests.factories.people import make_member

SENTENCE = "This person holds another membership on some of these days."


def day(text: str) -> date:
    return date.fromisoformat(text)


def term(member: Member, first: str | None, last: str | None = None, **fields: Any) -> Membership:
    return Membership(
        member=member,
        kind_id="regular",
        starts_on=day(first) if first else None,
        ends_on=day(last) if last else None,
        **fields,
    )


@pytest.fixture
def member(db: None) -> Member:
    return make_member(None, "5001", ("regular", day("2020-01-01"), day("2020-06-30")))


CASES = [
    ("2019-01-01", "2019-12-31", False),
    ("2019-01-01", "2020-01-01", True),
    ("2020-02-29", "2020-02-29", True),
    ("2020-06-30", None, True),
    ("2020-07-01", None, False),
    ("2019-01-01", None, True),
    ("2019-01-01", "2021-12-31", True),
]


@pytest.mark.parametrize(("first", "last", "clash"), CASES)
def test_a_form_says_it_and_the_database_refuses_it(member: Member, first: str, last: str | None, clash: bool) -> None:
    row = term(member, first, last)
    if not clash:
        row.full_clean()
        row.save()
        assert member.memberships.count() == 2
        return

    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    with pytest.raises(IntegrityError, match="membership_one_at_a_time"), transaction.atomic():
        row.save()
    assert refusal.value.message_dict == {"__all__": [SENTENCE]}


def test_a_row_does_not_stand_in_its_own_way(member: Member) -> None:
    row = member.memberships.get()
    row.ends_on = day("2020-12-31")

    row.full_clean()
    row.save()

    assert member.memberships.get().ends_on == day("2020-12-31")


def test_a_change_is_refused_as_an_addition_is(member: Member) -> None:
    later = term(member, "2021-01-01")
    later.save()

    for change in ({"starts_on": day("2020-06-30")}, {"starts_on": day("2019-01-01")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=later.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(ends_on__isnull=False).update(ends_on=None)


def test_struck_rows_stand_in_nobodys_way_until_they_come_back(member: Member) -> None:
    Membership.objects.update(struck_at=timezone.now())
    row = term(member, "2020-01-01")
    row.full_clean()
    row.save()

    term(member, "2020-03-01", struck_at=timezone.now()).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.exclude(pk=row.pk).update(struck_at=None)


def test_only_rows_that_agree_are_compared(member: Member) -> None:
    other = make_member(None, "5002")
    term(other, "2020-01-01").save()
    dates = {"member": member, "level": "FS-02", "starts_on": day("2020-01-01")}
    Appointment.objects.create(kind="substantive", **dates)
    Appointment.objects.create(kind="acting", **dates)

    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(kind="acting", **dates)


def test_half_filled_forms_are_left_to_their_own_errors(member: Member) -> None:
    """What lacks a day or a person overlaps nothing yet; an overlap is said of a whole form only."""

    said = [errors_of(row) for row in (term(member, None), Membership(starts_on=day("2020-01-01"), kind_id="regular"))]
    left_out = errors_of(term(member, "2020-01-01"), exclude={"starts_on"})

    assert said == [{"starts_on"}, {"member"}]
    assert left_out == set()
    assert errors_of(term(member, "2020-01-01")) == {"__all__"}


def errors_of(row: Membership, **how: Any) -> set[str]:
    try:
        row.full_clean(**how)
    except ValidationError as error:
        return set(error.message_dict)
    return set()


def test_it_is_told_apart_for_migrations() -> None:
    one, same = (NoOverlap(name="n", same=["member"], violation_error_message="No.") for _ in range(2))
    other = NoOverlap(name="n", same=["member", "kind"], violation_error_message="No.")

    assert one == same and hash(one) == hash(same)
    assert one != other and one != "n"


def migrate(*operations: Operation) -> None:
    """Do to the tables what a migration with these OPERATIONS would do from today's models on."""
    state = ProjectState.from_apps(apps)
    for operation in operations:
        before, state = state, state.clone()
        operation.state_forwards("members", state)
        with connection.schema_editor() as editor:
            operation.database_forwards("members", editor, before, state)


@pytest.mark.django_db(transaction=True)
def test_the_refusal_survives_a_change_of_the_table() -> None:
    """SQLite makes the table anew for it, and with the table its triggers."""
    member = make_member(None, "5001", ("regular", day("2020-01-01"), None))
    reason = Membership._meta.get_field("reason").clone()
    longer = models.CharField("reason", max_length=201, blank=True)

    migrate(AlterField("membership", "reason", longer))
    try:
        with pytest.raises(IntegrityError, match="membership_one_at_a_time"), transaction.atomic():
            term(member, "2021-01-01").save()
        earlier = term(member, "2019-01-01", "2019-12-31")
        earlier.save()
        with pytest.raises(IntegrityError, match="membership_one_at_a_time"), transaction.atomic():
            Membership.objects.filter(pk=earlier.pk).update(ends_on=None)
    finally:
        migrate(AlterField("membership", "reason", longer), AlterField("membership", "reason", reason))


@pytest.mark.django_db(transaction=True)
def test_it_can_be_taken_off_and_put_back() -> None:
    member = make_member(None, "5001", ("regular", day("2020-01-01"), None))
    off = RemoveConstraint("membership", "membership_one_at_a_time")
    on = AddConstraint("membership", next(c for c in Membership._meta.constraints if isinstance(c, NoOverlap)))
    row = term(member, "2021-01-01")

    migrate(off)
    try:
        row.save()
        row.delete()
    finally:
        with connection.schema_editor() as editor:
            without = ProjectState.from_apps(apps)
            off.state_forwards("members", without)
            on.database_forwards("members", editor, without, ProjectState.from_apps(apps))

    with pytest.raises(IntegrityError), transaction.atomic():
        term(member, "2021-01-01").save()
