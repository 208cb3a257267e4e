"""A nomination of the cycle before, with two letters, and the cycle that it may enter."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from awards.carrying import actions
from awards.models import CarryOver, Cycle, Nomination
from pafso.mail.models import Mail
from tests.factories.awards import close, make_award, make_cycle, make_submitted
from tests.factories.people import Cast


@pytest.fixture
def earlier(cast: Cast) -> Nomination:
    cycle = make_cycle(make_award(), year=2026)
    nomination = make_submitted(cycle, cast.officer)
    close(cycle)
    nomination.refresh_from_db()
    return nomination


@pytest.fixture
def cycle(earlier: Nomination) -> Cycle:
    return make_cycle(earlier.cycle.award, year=2027)


@pytest.fixture
def offer(earlier: Nomination, cycle: Cycle, cast: Cast) -> CarryOver:
    until = timezone.now() + timedelta(days=5)
    (row,) = actions.offer_carry_overs(cycle, by=cast.staff, nominations=[earlier.pk], until=until)
    return row


def link_in(event: str, to: str, part: str) -> str:
    text = Mail.objects.filter(event=event, to=to).latest("pk").text
    return re.findall(rf"http\S*?(/\w\w/awards/{part}/\S+/)", text)[0]


def link_of(offer: CarryOver) -> str:
    return link_in("awards/carry_over_offered", offer.nomination.nominator.email, "carry-over")


def link_of_supporter(number: int = 0) -> str:
    return link_in("awards/letter_carried", f"quill{number}@example.org", "letter")
