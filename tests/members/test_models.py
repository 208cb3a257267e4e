"""Accounts, the roll and terms of membership, and what the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from members.models import Member, Membership, User
from tests.factories.people import Cast


def test_addresses_are_kept_in_lower_case_and_found_in_any(db: None) -> None:
    user = User.objects.create_user(" Odile@Example.ORG ", "x", name="Odile Roy")

    assert user.email == "odile@example.org"
    assert User.objects.get_by_natural_key("ODILE@example.org") == user
    assert (str(user), user.get_full_name(), user.get_short_name()) == ("Odile Roy", "Odile Roy", "Odile")
    User.objects.filter(pk=user.pk).update(email="Odile@Example.org")
    user.refresh_from_db()
    assert user.email == "odile@example.org"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE members_user SET email = 'Odile@example.org' WHERE id = %s", [user.pk])


def test_a_superuser_works_in_the_office(db: None) -> None:
    user = User.objects.create_superuser("root@example.org", "x")

    assert (user.is_staff, user.is_superuser, str(user), user.get_short_name()) == (
        True,
        True,
        "root@example.org",
        "root@example.org",
    )


def test_a_session_proof_changes_with_the_password_and_with_each_end(db: None) -> None:
    user = User.objects.create_user("odile@example.org", "x")
    first = user.get_session_auth_hash()
    user.sign_outs += 1
    second = user.get_session_auth_hash()
    user.set_password("y")

    assert len({first, second, user.get_session_auth_hash()}) == 3


def test_one_term_without_an_end_and_none_that_ends_before_it_begins(cast: Cast) -> None:
    member = Member.objects.get(number="1001")

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(member=member, kind_id="retired", starts_on=date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            member=member, kind_id="retired", starts_on=date(2026, 1, 1), ends_on=date(2025, 12, 31)
        )


def test_the_roll_on_a_day(cast: Cast) -> None:
    names = {
        day: set(Member.objects.on_the_roll(date.fromisoformat(day)).values_list("number", flat=True))
        for day in ("1984-12-31", "1985-01-01", "2020-12-31", "2021-01-01")
    }

    assert names == {
        "1984-12-31": set(),
        "1985-01-01": {"1003"},
        "2020-12-31": {"1001", "1002", "1003", "1004"},
        "2021-01-01": {"1001", "1002", "1003"},
    }
