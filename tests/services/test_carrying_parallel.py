"""Two clicks at the same instant on PostgreSQL: one draft, each supporter asked once, each letter sent once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from awards.carrying import actions
from awards.cycles.actions import cancel_cycle
from awards.letters import actions as letters
from awards.models import CarryOver, Letter, Nomination
from pafso.audit.models import Entry
from pafso.errors import DomainError
from pafso.mail.models import Mail
from tests.factories.awards import close, make_cycle, make_draft, make_submitted
from tests.factories.people import Cast

from .test_co_nominators_parallel import at_once
from .test_co_nominators_parallel import people as people

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True), pytest.mark.req("R47")]


def offered(people: Cast) -> CarryOver:
    before = make_cycle(year=2026)
    earlier = make_submitted(before, people.officer)
    close(before)
    cycle = make_cycle(before.award, year=2027)
    until = timezone.now() + timedelta(days=5)
    answers = at_once(
        *[lambda: actions.offer_carry_overs(cycle, by=people.staff, nominations=[earlier.pk], until=until)] * 6
    )
    assert all(isinstance(answer, list) for answer in answers), answers
    assert CarryOver.objects.count() == Mail.objects.filter(event="awards/carry_over_offered").count() == 1
    return CarryOver.objects.with_cycles().get()


def test_of_many_clicks_one_draft_and_each_letter_once(people: Cast) -> None:
    offer = offered(people)

    answers = at_once(*[lambda: actions.accept_carry_over(offer, by=people.officer)] * 12)

    assert len({answer.pk for answer in answers if isinstance(answer, Nomination)}) == 1
    assert all(isinstance(answer, Nomination) for answer in answers), answers
    assert Nomination.objects.filter(cycle=offer.cycle).count() == 1
    assert Mail.objects.filter(event="awards/letter_carried").count() == 2
    letter = Letter.objects.filter(nomination__cycle=offer.cycle).first()
    assert letter is not None
    sent = at_once(*[lambda: letters.send_earlier_letter(letter)] * 12)
    assert all(isinstance(answer, Letter) for answer in sent), sent
    assert Entry.objects.filter(verb="letter_carried_over").count() == 1


def test_yes_and_no_at_once_is_one_of_them(people: Cast) -> None:
    offer = offered(people)

    yes, no = at_once(
        lambda: actions.accept_carry_over(offer, by=people.officer),
        lambda: actions.decline_carry_over(offer, by=people.officer),
    )

    offer.refresh_from_db()
    assert isinstance(yes, Nomination) == bool(offer.accepted)
    assert isinstance(no, DomainError) == bool(offer.accepted)
    assert Nomination.objects.filter(cycle=offer.cycle).exists() == bool(offer.accepted)


def test_yes_while_the_cycle_is_cancelled_is_before_or_after(people: Cast) -> None:
    offer = offered(people)
    make_draft(offer.cycle, people.colleague)

    yes, _cancelled = at_once(
        lambda: actions.accept_carry_over(offer, by=people.officer),
        lambda: cancel_cycle(offer.cycle, by=people.staff, reason_en="No.", reason_fr="Non."),
    )

    offer.refresh_from_db()
    assert isinstance(yes, Nomination | DomainError), yes
    assert isinstance(yes, Nomination) == bool(offer.accepted)
