"""A death recorded beside a sign-up that joins the entry, a worker that sends, and colleagues who write."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as postbox

from members.accounts.actions.accounts import join_roll
from members.deaths.actions import record_death, take_back_death
from members.eligibility import today
from members.models import Death, Member, Membership
from members.roll.actions import careers
from pafso.errors import DomainError
from pafso.mail.delivery import deliver
from pafso.mail.models import Mail
from pafso.mail.outbox import write
from tests.factories.people import Cast, make_cast, make_user, on_the_roll
from tests.services.test_awards_parallel import all_at_once

pytestmark = [pytest.mark.services, pytest.mark.req("R47")]
YESTERDAY = today() - timedelta(days=1)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def died(member: Member, cast: Cast) -> Death:
    return record_death(member, died_on=YESTERDAY, source="A letter", by=cast.staff)


def test_an_account_that_joins_is_shut_or_comes_too_late(cast: Cast) -> None:
    member = on_the_roll("odile@example.org", "3001", name="Odile Fortin")
    user = make_user("Odile", "odile@example.org")

    outcomes = all_at_once(lambda n: died(member, cast) if n else join_roll(user, user.email), times=2)

    member.refresh_from_db()
    user.refresh_from_db()
    assert member.died_on == YESTERDAY
    assert (outcomes[0] is not None) == (member.user_id == user.pk) == (not user.is_active)


def test_what_is_written_meanwhile_ends_with_the_day_or_is_refused(cast: Cast) -> None:
    member = on_the_roll("odile@example.org", "3001", name="Odile Fortin")
    row = Membership(member=member, kind_id="regular", starts_on=date(2020, 1, 1))

    outcomes = all_at_once(lambda n: died(member, cast) if n else careers.add_row(row, by=cast.staff), times=2)

    assert not isinstance(outcomes[0], Exception) or isinstance(outcomes[0], DomainError)
    assert not Membership.objects.held(today()).filter(member=member).exists()


def test_a_worker_sends_nothing_after_the_record(cast: Cast) -> None:
    user = cast.colleague
    mails = [
        write("members/what_waits", to=user.email, language="en", subject="Hello", text="Text", key=f"k{n}")
        for n in range(12)
    ]

    def act(number: int) -> Any:
        return died(user.member, cast) if number == 0 else deliver([mail.pk for mail in mails[number::3]])

    all_at_once(act, times=4)
    sent = len(postbox.outbox)
    deliver([mail.pk for mail in mails])

    assert len(postbox.outbox) == sent
    states = set(Mail.objects.filter(to=user.email).values_list("state", flat=True))
    assert states <= {Mail.State.SENT, Mail.State.STOPPED}


def test_many_presses_record_and_take_back_once(cast: Cast) -> None:
    member = cast.colleague.member
    assert not [each for each in all_at_once(lambda _n: died(member, cast), times=6) if isinstance(each, Exception)]
    death = Death.objects.get(member=member)

    all_at_once(lambda n: take_back_death(death, reason=f"Press {n}", by=cast.staff), times=6)

    member.refresh_from_db()
    assert member.died_on is None
    assert Membership.objects.held(today()).filter(member=member).count() == 1
