"""What an account may do: its own permissions and those of its groups, in one query, as Django's own backend says."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from pytest_django import DjangoAssertNumQueries

from members.models import User
from tests.factories.people import make_user


@pytest.fixture
def person(db: None) -> User:
    return make_user("Claude Roy", "claude@example.org")


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


@pytest.mark.req("R20")
def test_they_are_a_persons_own_and_those_of_their_groups(
    person: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    view, change, add = (Permission.objects.get(codename=f"{verb}_nomination") for verb in ("view", "change", "add"))
    for permissions in ([view], [view, change]):
        group = Group.objects.create(name=f"g{len(permissions)}")
        group.permissions.set(permissions)
        person.groups.add(group)
    Group.objects.create(name="others").permissions.add(add)
    person.user_permissions.add(view)

    read = again(person)
    with django_assert_num_queries(1):
        assert read.get_all_permissions() == {"awards.view_nomination", "awards.change_nomination"}
        assert not read.has_perm("awards.add_nomination")

    assert ModelBackend().get_all_permissions(again(person)) == read.get_all_permissions()


@pytest.mark.req("R20")
def test_an_account_that_is_closed_or_asked_about_one_row_has_none(person: User) -> None:
    person.user_permissions.add(Permission.objects.get(codename="view_nomination"))

    assert again(person).get_all_permissions(obj=person) == set()
    person.is_active = False
    person.save()
    assert again(person).get_all_permissions() == set()
    assert not again(person).has_perm("awards.view_nomination")


def test_a_superuser_has_them_all(person: User) -> None:
    person.is_superuser = True
    person.save()

    assert len(again(person).get_all_permissions()) == Permission.objects.count()
