"""Superusers who take each other's rights at the same instant, on PostgreSQL: one of them is left, whichever way they do it."""

import pytest
from django.db import transaction

from members.accounts.actions.accounts import administrators, rights_of, settle_rights
from members.details.actions import lock_person
from members.leaving.actions import leave_office
from members.models import User
from pafso.audit.models import Entry
from pafso.errors import NotEligible
from pafso.mail.models import Mail
from pafso.models import Keeper
from tests.factories.magazine import make_issue
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_user
from tests.services.test_awards_parallel import all_at_once


def take_superuser(user: User, by: User) -> None:
    """As the form of an account does it."""
    with transaction.atomic():
        lock_person(user.pk)
        user = User.objects.get(pk=user.pk)
        before = rights_of(user)
        user.is_superuser = False
        user.save()
        settle_rights(user, before, by=by)


@pytest.mark.req("R21", "R47")
@pytest.mark.parametrize("way", ["page", "form", "both", "oneself"])
def test_of_superusers_who_remove_each_other_one_is_left(people: Cast, way: str) -> None:
    several = [
        people.staff,
        *(make_user(f"S {n}", f"s{n}@example.org", is_staff=True, is_superuser=True) for n in (1, 2, 3)),
    ]

    def press(number: int) -> None:
        by = several[number]
        user = by if way == "oneself" else several[(number + 1) % len(several)]
        if way == "form" or (way == "both" and number % 2):
            take_superuser(user, by)
        else:
            leave_office(user, by=by)

    found = all_at_once(press, times=len(several))

    assert all(each is None or isinstance(each, NotEligible) for each in found), found
    assert administrators().count() >= 1
    assert administrators().count() == found.count(None) * -1 + len(several)


@pytest.mark.req("R47")
def test_two_who_press_for_one_colleague_do_it_once(people: Cast) -> None:
    clerk, issue = make_clerk(), make_issue(41, 1, state="ready")
    Keeper.objects.create(subject_type="magazine.Issue", subject_id=issue.pk, user=clerk)
    second = make_user("Second", "second@example.org", is_staff=True, is_superuser=True)

    found = all_at_once(
        lambda number: leave_office(clerk, to=people.staff, by=(people.staff, second)[number % 2]).moved, times=8
    )

    assert sorted(found) == [0] * 7 + [1]
    assert Entry.objects.filter(verb="office_left").count() == 1
    assert Mail.objects.filter(event="members/office_left", to=clerk.email).count() == 1
    assert Keeper.objects.get().user_id == people.staff.pk
