"""The same application in many hands at the same instant, on PostgreSQL: one record, one decision, one mail, a sentence."""

import uuid
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from members.applications.actions import applicant as applications
from members.applications.actions import decisions
from members.applications.actions.idle import expire_idle, warn_idle
from members.models import Application, Member, Membership, MembershipClass, User
from pafso.audit.models import Entry
from pafso.errors import DomainError
from pafso.mail.models import Mail
from tests.factories.applications import make_application, make_submitted, touch
from tests.factories.people import Cast, make_user
from tests.services.test_awards_parallel import all_at_once

FIRST = date(2026, 12, 1)


def approve(application: Application, by: User, number: str) -> str:
    kind = MembershipClass.objects.get(pk="regular")
    return str(decisions.approve_application(application, by=by, number=number, kind=kind, starts_on=FIRST).state)


def sentences(found: list[Any]) -> Counter[str]:
    """What each was told; anything but a sentence of ours is an error that a person would have met."""
    assert [each for each in found if isinstance(each, Exception) and not isinstance(each, DomainError)] == []
    return Counter(str(each) for each in found)


@pytest.mark.req("R41", "R47")
def test_many_presses_begin_one(people: Cast) -> None:
    found = all_at_once(
        lambda _: applications.begin_application(by=people.newcomer, form_token=uuid.uuid4()).code, times=20
    )

    assert set(found) == {Application.objects.get().code}
    assert Entry.objects.filter(verb="application_begun").count() == 1


@pytest.mark.req("R41", "R47")
def test_many_presses_hand_in_once(people: Cast) -> None:
    draft = make_application(people.newcomer)

    found = all_at_once(lambda _: applications.submit_application(draft, by=people.newcomer).state, times=20)

    assert set(found) == {"submitted"}
    assert Mail.objects.filter(event="members/application_received").count() == 1


@pytest.mark.req("R47")
def test_of_many_who_decide_one_wins(people: Cast) -> None:
    submitted = make_submitted(people.newcomer)
    staff = [make_user(f"Staff {n}", f"s{n}@example.org", is_staff=True) for n in range(10)]

    def decide(n: int) -> str:
        if n % 2:
            return approve(submitted, staff[n], f"20{n:02}")
        return str(decisions.refuse_application(submitted, by=staff[n], reason="Not in the FS group.").state)

    told = sentences(all_at_once(decide, times=10))

    state = Application.objects.get().state
    assert told == {
        state: 1,
        "This application was decided a moment ago. Reload the page to see by whom and how.": 9,
    }
    assert Member.objects.filter(user=people.newcomer).count() == (state == "approved")
    assert Mail.objects.filter(event__in=["members/application_approved", "members/application_refused"]).count() == 1


@pytest.mark.req("R47")
def test_a_number_is_given_once(people: Cast) -> None:
    rows = [make_submitted(make_user(f"Person {n}", f"p{n}@example.org")) for n in range(8)]

    told = sentences(all_at_once(lambda n: approve(rows[n], people.staff, "2001"), times=8))

    assert told["approved"] == 1
    assert set(told) <= {
        "approved",
        "The number 2001 is already in use. Choose another one.",
        "Somebody else entered this number or this person a moment ago. Reload the page.",
    }
    assert Member.objects.filter(number="2001").count() == 1
    assert Membership.objects.filter(starts_on=FIRST).count() == 1
    assert Application.objects.filter(state="submitted").count() == 7


@pytest.mark.req("R47")
def test_two_clocks_end_an_application_once(people: Cast) -> None:
    old = timezone.now() - timedelta(days=31)
    for n in range(5):
        touch(make_application(make_user(f"Person {n}", f"p{n}@example.org")), touched_at=old)

    warned = all_at_once(lambda _: warn_idle(), times=4)
    Application.objects.update(warned_at=old)
    ended = all_at_once(lambda _: expire_idle(), times=4)

    assert (sum(warned), sum(ended)) == (5, 5)
    assert Mail.objects.filter(event="members/application_expiring").count() == 5
    assert Mail.objects.filter(event="members/application_expired").count() == 5
