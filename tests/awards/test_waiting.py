"""What of the awards waits for the office: to the minute, and never for whoever is a party to the case."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards import waiting
from awards.models import Cycle, Letter, Nomination
from awards.nominations import actions
from members.models import User
from tests.factories.awards import NOMINEE_CANARY, make_cycle, make_submitted
from tests.factories.office import make_clerk
from tests.factories.people import Cast
from tests.factories.waiting import MAKERS

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
KINDS = {"closed-cycles": waiting.undecided_cycles, "late-letters": waiting.late_letters,
         "withdrawn-nominations": waiting.withdrawn_nominations}  # fmt: skip


def keys(name: str, by: User, now: datetime | None = None) -> list[int]:
    return list(KINDS[name](by, now or timezone.now()).values_list("pk", flat=True))


@pytest.mark.req("R46")
def test_a_cycle_waits_from_the_end_of_its_grace(cast: Cast) -> None:
    cycle = make_cycle(grace_minutes=90)
    make_submitted(cycle, cast.officer)
    Cycle.objects.filter(pk=cycle.pk).update(closes_at=datetime.fromisoformat("2027-04-05T23:59:00-04:00"))
    # 23:59 is part of the window, and an hour and a half of grace follows it.
    ends = datetime.fromisoformat("2027-04-06T00:00:00-04:00") + 90 * MINUTE

    assert keys("closed-cycles", cast.staff, ends - SECOND) == []
    assert keys("closed-cycles", cast.staff, ends) == [cycle.pk]


def test_a_cycle_without_anything_to_decide_does_not_wait(cast: Cast) -> None:
    cycle = MAKERS["closed-cycles"](cast)
    assert keys("closed-cycles", cast.staff) == [cycle.pk]

    actions.disqualify_nomination(Nomination.objects.get(), by=cast.staff, reason="Not a member.")

    assert keys("closed-cycles", cast.staff) == []


def test_a_letter_waits_a_week_after_it_was_asked_for_again_while_it_may_arrive(cast: Cast) -> None:
    letter = MAKERS["late-letters"](cast)
    asked = Letter.objects.get(pk=letter.pk).asked_again_at
    week = asked + waiting.LETTER_IS_LATE
    Cycle.objects.update(closes_at=timezone.now().replace(second=0, microsecond=0) + timedelta(days=9))
    cycle = Cycle.objects.get()

    assert keys("late-letters", cast.staff, week - SECOND) == []
    assert keys("late-letters", cast.staff, week) == [letter.pk]
    assert keys("late-letters", cast.staff, cycle.window.ends_at + 60 * MINUTE - SECOND) == [letter.pk]
    assert keys("late-letters", cast.staff, cycle.window.ends_at + 60 * MINUTE) == []
    Nomination.objects.update(state="withdrawn", submitted_at=None)
    assert keys("late-letters", cast.staff, week) == []


def test_a_withdrawn_nomination_waits_until_it_is_handed_in_again(cast: Cast) -> None:
    nomination = make_submitted(make_cycle(), cast.officer)
    now = timezone.now()

    withdrawn = actions.withdraw_nomination(nomination, by=cast.officer, now=now)
    assert withdrawn.withdrawn_at == now
    assert keys("withdrawn-nominations", cast.staff) == [nomination.pk]
    again = actions.submit_nomination(withdrawn, by=cast.officer)

    assert again.withdrawn_at is None
    assert keys("withdrawn-nominations", cast.staff) == []


@pytest.mark.req("R15", "R16")
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("party", ["nominator", "nominee"])
def test_a_colleague_who_is_a_party_does_not_learn_of_it(cast: Cast, client: Client, name: str, party: str) -> None:
    row, clerk = MAKERS[name](cast), make_clerk()
    assert keys(name, clerk) == [row.pk]

    changes = {"nominator": clerk} if party == "nominator" else {"nominee_email": clerk.email.upper()}
    Nomination.objects.update(**changes)

    client.force_login(clerk)
    assert keys(name, clerk) == []
    assert client.get(reverse("admin:waiting_item", args=[name, row.pk])).status_code == 404
    assert reverse("admin:waiting_item", args=[name, row.pk]) not in client.get(reverse("admin:index")).content.decode()


@pytest.mark.req("R16")
def test_a_withdrawn_nomination_is_told_of_without_its_nominee(cast: Cast, client: Client) -> None:
    nomination = MAKERS["withdrawn-nominations"](cast)
    client.force_login(cast.staff)

    page = client.get(reverse("admin:waiting_item", args=["withdrawn-nominations", nomination.pk])).content.decode()

    assert Nomination.objects.get().code in page
    assert cast.officer.name in page
    assert NOMINEE_CANARY not in page
    assert client.get(reverse("admin:awards_nomination_change", args=[nomination.pk])).status_code == 404


def test_the_office_reads_on_the_nomination_who_has_not_answered(cast: Cast, client: Client) -> None:
    letter = MAKERS["late-letters"](cast)
    client.force_login(cast.staff)

    page = client.get(reverse("admin:awards_nomination_change", args=[Nomination.objects.get().pk])).content.decode()

    assert f"{Letter.objects.get(pk=letter.pk).name} – slow@example.org" in page
