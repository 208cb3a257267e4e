"""Who works in the office, asked of a person and asked of the database."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission

from members.models import User
from pafso.access import office_accounts, works_in_office
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_user


@pytest.fixture
def people(cast: Cast) -> dict[str, Any]:
    """The cast, and each way of being nearly of the office."""
    view = Permission.objects.get(codename="view_nomination")
    readers = Group.objects.create(name="Readers")
    readers.permissions.add(view)
    others = {
        "clerk": make_clerk(),
        "bare": make_user("Bare", "bare@example.org", is_staff=True),
        "reader": make_user("Reader", "reader@example.org", is_staff=True),
        "lone": make_user("Lone", "lone@example.org", is_staff=True),
        "gone": make_user("Gone", "gone@example.org", is_staff=True, is_active=False),
        "no_staff": make_user("No Staff", "no_staff@example.org"),
        "super_no_staff": make_user("Super", "super@example.org", is_superuser=True),
        "stranger": AnonymousUser(),
    }
    others["reader"].groups.add(readers)
    for name in ("lone", "gone", "no_staff"):
        others[name].user_permissions.add(view)
    return vars(cast) | others


@pytest.mark.req("R15")
@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        ("awards.view_nomination", {"staff", "clerk", "reader", "lone"}),
        ("awards.change_nomination", {"staff", "clerk"}),
        ("members.delete_user", {"staff"}),
    ],
)
def test_both_faces_agree_about_the_office(people: dict[str, Any], permission: str, expected: set[str]) -> None:
    by_rule = {name for name, person in people.items() if works_in_office(person, permission)}
    accounts = set(office_accounts(permission).values_list("pk", flat=True))
    by_database = {name for name, person in people.items() if person.pk in accounts}

    assert by_rule == by_database == expected


def test_an_account_of_several_groups_is_one_account(people: dict[str, Any]) -> None:
    people["clerk"].groups.add(Group.objects.get(name="Readers"))
    people["clerk"].user_permissions.add(Permission.objects.get(codename="view_nomination"))

    emails = [user.email for user in office_accounts("awards.view_nomination")]

    assert sorted(emails) == ["camille@example.org", "dominique@example.org", "lone@example.org", "reader@example.org"]


def test_a_right_taken_away_is_gone_at_once(people: dict[str, Any]) -> None:
    User.objects.filter(pk=people["lone"].pk).update(is_staff=False)

    assert not works_in_office(User.objects.get(pk=people["lone"].pk), "awards.view_nomination")
    assert not office_accounts("awards.view_nomination").filter(pk=people["lone"].pk).exists()
