"""Contact details that colleagues at one's mission let one see: both faces of the rule agree, and nobody else sees any."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from members.models import ContactDetail, Member, Membership, Posting
from members.roll.actions.careers import strike_out
from members.rules import may_see_contact
from tests.factories.people import Cast

ON = date(2026, 4, 5)


@pytest.fixture
def mobile(cast: Cast) -> ContactDetail:
    """The colleague's, for the mission; the officer is posted there, too, and writes its name otherwise."""
    for user, mission, city in [
        (cast.officer, "Embassy of Canada", "Dakar"),
        (cast.colleague, "embassy of  Canadá", "DAKAR"),
    ]:
        member = Member.objects.get(user=user)
        Posting.objects.create(member=member, mission=mission, city=city, country="Senegal", starts_on=date(2025, 8, 1))
    colleague = Member.objects.get(user=cast.colleague)
    ContactDetail.objects.create(member=colleague, kind="home_phone", value="+221 77 555 0100")
    return ContactDetail.objects.create(member=colleague, kind="mobile", value="+221 77 555 0199", seen_by="mission")


def seen(user: Any, on: date = ON) -> set[str]:
    return set(ContactDetail.objects.visible_to(user, on).values_list("kind", flat=True))


def test_a_colleague_at_the_mission_sees_what_was_shared(cast: Cast, mobile: ContactDetail) -> None:
    assert seen(cast.officer) == {"mobile"}
    assert seen(cast.officer, date(2025, 8, 1)) == {"mobile"}
    assert seen(cast.officer, date(2025, 7, 31)) == set()


def test_ones_own_are_not_among_them_and_strangers_see_none(cast: Cast, mobile: ContactDetail) -> None:
    viewers = [cast.colleague, cast.retiree, cast.newcomer, cast.staff, cast.outsider, AnonymousUser()]

    assert [seen(viewer) for viewer in viewers] == [set()] * 6


def not_shared(cast: Cast, mobile: ContactDetail) -> None:
    ContactDetail.objects.update(seen_by="nobody")


def elsewhere(cast: Cast, mobile: ContactDetail) -> None:
    posting = Posting.objects.get(member__user=cast.officer)
    posting.city = "Lima"
    posting.save()


def mine_over(cast: Cast, mobile: ContactDetail) -> None:
    Posting.objects.filter(member__user=cast.officer).update(ends_on=date(2026, 4, 4))


def theirs_over(cast: Cast, mobile: ContactDetail) -> None:
    Posting.objects.filter(member__user=cast.colleague).update(ends_on=date(2026, 4, 4))


def struck(cast: Cast, mobile: ContactDetail) -> None:
    strike_out(Posting.objects.get(member__user=cast.officer), reason="Wrong.", by=cast.staff)


def i_left(cast: Cast, mobile: ContactDetail) -> None:
    Membership.objects.filter(member__user=cast.officer).update(ends_on=date(2026, 4, 4))


def they_left(cast: Cast, mobile: ContactDetail) -> None:
    Membership.objects.filter(member__user=cast.colleague).update(ends_on=date(2026, 4, 4))


def they_were_erased(cast: Cast, mobile: ContactDetail) -> None:
    Member.objects.filter(user=cast.colleague).update(erased_at=timezone.now())


def i_was_erased(cast: Cast, mobile: ContactDetail) -> None:
    Member.objects.filter(user=cast.officer).update(erased_at=timezone.now())


def they_were_merged(cast: Cast, mobile: ContactDetail) -> None:
    Member.objects.filter(user=cast.colleague).update(merged_into=Member.objects.get(user=cast.retiree))


CHANGES = [
    not_shared,
    elsewhere,
    mine_over,
    theirs_over,
    struck,
    i_left,
    they_left,
    they_were_erased,
    i_was_erased,
    they_were_merged,
]


@pytest.mark.parametrize("change", CHANGES)
def test_each_of_the_conditions_is_needed(
    cast: Cast, mobile: ContactDetail, change: Callable[[Cast, ContactDetail], None]
) -> None:
    assert seen(cast.officer) == {"mobile"}

    change(cast, mobile)

    assert seen(cast.officer) == set()
    assert not may_see_contact(cast.officer, ContactDetail.objects.get(pk=mobile.pk), ON)


@pytest.mark.parametrize("on", [date(2025, 7, 31), ON])
def test_both_faces_of_the_rule_agree(cast: Cast, mobile: ContactDetail, on: date) -> None:
    viewers: list[Any] = [*vars(cast).values(), AnonymousUser()]
    by_rows = {(viewer, row.pk) for viewer in viewers for row in ContactDetail.objects.visible_to(viewer, on)}
    details = list(ContactDetail.objects.all())
    by_rule = {(viewer, row.pk) for viewer in viewers for row in details if may_see_contact(viewer, row, on)}

    assert by_rows == by_rule == ({(cast.officer, mobile.pk)} if on == ON else set())
