"""What leads from a case to the roll: goes along when two entries are merged, and ends with the account."""

import pytest
from django.utils import timezone

from awards.models import Letter, Nomination
from members.merging.actions import consent_merge, propose_merge, undo_merge
from members.models import Member
from pafso.privacy.registry import erasures
from tests.factories import awards
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_member


@pytest.fixture
def case(cast: Cast) -> Nomination:
    return awards.make_submitted(awards.make_cycle(), cast.officer)


def leads_to(case: Nomination) -> list[int | None]:
    case.refresh_from_db()
    return [case.nominee_member_id, *case.letters.order_by("pk").values_list("member", flat=True)]


def test_both_go_along_with_a_merge_and_back(cast: Cast, case: Nomination) -> None:
    kept, duplicate = cast.colleague.member, make_member(None, "2002", name="Benoit Lefevre")
    elsewhere = awards.make_submitted(case.cycle, cast.officer)
    for each in (case, elsewhere):
        Nomination.objects.filter(pk=each.pk).update(nominee_member=duplicate)
    Letter.objects.filter(nomination=case).update(member=duplicate)
    clerk, second = make_clerk(), make_clerk("Fatou Second", "fatou@example.org")
    merge = propose_merge(kept, duplicate, reason="Same person.", by=clerk)

    merge = consent_merge(merge, by=second)
    assert set(leads_to(case)) == {kept.pk}
    # Matched anew by the Secretary since: stays so.
    other = make_member(None, "2003", name="Somebody Else")
    Nomination.objects.filter(pk=elsewhere.pk).update(nominee_member=other)

    undo_merge(merge, by=clerk)
    assert set(leads_to(case)) == {duplicate.pk}
    assert leads_to(elsewhere)[0] == other.pk


def test_no_case_says_whose_an_anonymous_entry_was(cast: Cast, case: Nomination) -> None:
    member = cast.colleague.member
    part = make_member(None, "2004", name="The Same")
    Member.objects.filter(pk=part.pk).update(merged_into=member)
    Nomination.objects.filter(pk=case.pk).update(nominee_member=member)
    Letter.objects.filter(nomination=case).update(member=part)

    for erasure in erasures():
        if "awards.Letter.member" in erasure.through:
            erasure.function(cast.colleague, timezone.now())

    assert set(leads_to(case)) == {None}
