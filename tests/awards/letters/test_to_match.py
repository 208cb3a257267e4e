"""A supporter whom the roll was not found to have: the office matches them while the nomination is a draft, which stays closed."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards import waiting
from awards.letters.actions.counting import settle_letter
from awards.models import Cycle, Letter, Nomination
from members.models import Member, User
from pafso.errors import DomainError, Incomplete, NotEligible, WrongMove
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories.awards import LETTER, make_cycle, make_draft, make_sent_letter
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing, make_member


@pytest.fixture
def letter(cast: Cast) -> Letter:
    cycle = make_cycle(letters_from="regular", letters_needed=1, eligibility_on=date(2027, 4, 5))
    return make_sent_letter(make_draft(cycle, cast.officer), "at-home@example.org")


@pytest.fixture
def writer() -> Member:
    return make_member(None, "4711", ("regular", date(2010, 1, 1), None), name="Mei Home")


def address(letter: Letter) -> str:
    return reverse("admin:awards_cycle_letter_to_match", args=[letter.nomination.cycle_id, letter.code])


def waits(person: object) -> list[int]:
    return [row.pk for row in waiting.unmatched_letters(person, timezone.now())]  # type: ignore[arg-type]


def test_it_is_matched_from_the_desk_and_the_nominator_is_told_that_it_counts(
    cast: Cast, letter: Letter, writer: Member, client: Client
) -> None:
    client.force_login(cast.staff)
    assert waits(cast.staff) == [letter.pk]
    page = client.get(address(letter)).content.decode()
    assert letter.code in page and "at-home@example.org" in page
    nomination = letter.nomination
    for closed in (nomination.code, nomination.nominee_name, nomination.case, cast.officer.name, LETTER["text"]):
        assert str(closed) not in page

    with traces() as left:
        answer = client.post(address(letter), {"number": "4711", "reason": "", "press": ""}, follow=True)

    letter.refresh_from_db()
    assert (answer.status_code, letter.member, waits(cast.staff)) == (200, writer, [])
    assert left.audit == [("letter_matched", letter.code, cast.staff.name)]
    assert list(Mail.objects.filter(event="awards/letter_counts").values_list("to", flat=True)) == [cast.officer.email]


def test_or_counts_for_a_reason(cast: Cast, letter: Letter) -> None:
    settle_letter(letter, by=cast.staff, number="", reason="Member since last week.")

    letter.refresh_from_db()
    assert (letter.member, letter.counts_note, waits(cast.staff)) == (None, "Member since last week.", [])
    assert list(Letter.objects.counting()) == [letter]


@pytest.mark.parametrize(("number", "reason"), [("", " "), ("4711", "Both.")])
def test_neither_and_both_are_refused(cast: Cast, letter: Letter, writer: Member, number: str, reason: str) -> None:
    with traces() as left, pytest.raises(Incomplete) as error:
        settle_letter(letter, by=cast.staff, number=number, reason=reason)

    assert str(error.value.problems[0][1]) == "Give either the member number or the reason."
    assert (left.audit, left.mails) == ([], [])


def test_of_two_colleagues_the_second_is_told(cast: Cast, letter: Letter, writer: Member) -> None:
    other = make_member(None, "4712", ("regular", date(2010, 1, 1), None))
    settle_letter(letter, by=cast.staff, number="4711", reason="")

    with pytest.raises(WrongMove, match="This has been done meanwhile: Regular member"):
        settle_letter(letter, by=make_clerk(), number=other.number, reason="")

    letter.refresh_from_db()
    assert letter.member == writer


def test_who_may_only_read_changes_nothing(cast: Cast, letter: Letter, writer: Member) -> None:
    clerk = make_clerk()
    clerk.user_permissions.set([])
    clerk.groups.clear()
    clerk = User.objects.get(pk=clerk.pk)

    with pytest.raises(NotEligible, match="You may read nominations"):
        settle_letter(letter, by=clerk, number="4711", reason="")


@pytest.mark.req("R15", "R16")
def test_who_does_not_look_after_the_award_or_is_a_party_learns_nothing(
    cast: Cast, letter: Letter, client: Client
) -> None:
    clerk = make_clerk()
    Nomination.objects.update(nominee_email=clerk.email)
    assert waits(clerk) == []
    client.force_login(clerk)
    assert client.get(address(letter)).status_code == 404
    with pytest.raises(DomainError):
        settle_letter(letter, by=clerk, number="", reason="For me.")

    Nomination.objects.update(nominee_email="")
    let_look_after_nothing(clerk)
    assert waits(clerk) == []
    assert client.get(address(letter)).status_code == 404


def test_it_waits_only_as_long_as_it_matters(cast: Cast, letter: Letter) -> None:
    late = timezone.now() - timedelta(days=9)
    for changes in (
        {"frozen_at": late},
        {"letters_from": "anyone"},
        {"closes_at": late, "opens_at": late - timedelta(days=1)},
    ):
        before = Cycle.objects.values(*changes).get()
        Cycle.objects.update(**changes)
        assert waits(cast.staff) == [], changes
        Cycle.objects.update(**before)
    assert waits(cast.staff) == [letter.pk]
    Nomination.objects.update(state="withdrawn")
    assert waits(cast.staff) == []
