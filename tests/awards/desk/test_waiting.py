"""What waits on the desk of an award: each is there from the moment on that it can be done, and gone when it is done."""

from datetime import date, timedelta

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards import waiting
from awards.desk.not_eligible import judged
from awards.eligibility import Verdict, standings
from awards.models import Cycle, Letter, Nomination, NominationDeclaration
from awards.nominations import actions
from members.models import Appointment, Member, Membership, User
from pafso.conflicts import say_not_me
from tests.factories.awards import close, make_award, make_cycle, make_submitted
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_member
from tests.factories.waiting import MAKERS

KINDS = {kind.name: kind.rows for kind in waiting.KINDS}
OWN = ["unmatched-nominees", "ineligible-nominees", "double-nominations", "returned-nominations"]


def keys(name: str, by: User) -> list[int]:
    return [row.pk for row in KINDS[name](by, timezone.now())]


@pytest.mark.req("R15", "R16")
@pytest.mark.parametrize("name", [*OWN, "unfrozen-cycles", "namesakes", "unreadable-scans", "unmatched-letters"])
@pytest.mark.parametrize("party", ["nominator", "nominee"])
def test_a_colleague_who_is_a_party_does_not_learn_of_it(cast: Cast, client: Client, name: str, party: str) -> None:
    row, clerk = MAKERS[name](cast), make_clerk()
    assert keys(name, clerk) == [row.pk]

    changes = {"nominator": clerk} if party == "nominator" else {"nominee_email": clerk.email.upper()}
    Nomination.objects.update(**changes)

    client.force_login(clerk)
    assert keys(name, clerk) == []
    assert client.get(reverse("admin:waiting_item", args=[name, row.pk])).status_code == 404


def test_of_two_nominations_nobody_learns_who_is_a_party_to_one(cast: Cast) -> None:
    later, clerk = MAKERS["double-nominations"](cast), make_clerk()
    Nomination.objects.exclude(pk=later.pk).update(nominator=clerk)

    assert keys("double-nominations", clerk) == []


def test_a_nominee_waits_to_be_matched_until_matched_or_excepted(cast: Cast) -> None:
    row = MAKERS["unmatched-nominees"](cast)
    this = Nomination.objects.filter(pk=row.pk)
    assert keys("unmatched-nominees", cast.staff) == [row.pk]

    for changes in (
        {"nominee_member": Member.objects.get(user=cast.officer)},
        {"eligibility_override": True, "eligibility_note": "The board."},
        {"nominee_kind": "group"},
        {"state": "withdrawn"},
    ):
        before = this.values(*changes).get()
        this.update(**changes)
        assert keys("unmatched-nominees", cast.staff) == [], changes
        this.update(**before)
    assert keys("unmatched-nominees", cast.staff) == [row.pk]
    Cycle.objects.update(nominee_rule="anyone")
    assert keys("unmatched-nominees", cast.staff) == []


def test_who_is_not_eligible_waits_until_it_is_decided(cast: Cast) -> None:
    row = MAKERS["ineligible-nominees"](cast)
    assert keys("ineligible-nominees", cast.staff) == [row.pk]

    Nomination.objects.filter(pk=row.pk).update(eligibility_override=False, eligibility_note="No.")
    assert keys("ineligible-nominees", cast.staff) == []
    Nomination.objects.filter(pk=row.pk).update(eligibility_override=None)
    Cycle.objects.update(frozen_at=timezone.now())
    assert keys("ineligible-nominees", cast.staff) == []
    Cycle.objects.update(frozen_at=None)
    actions.disqualify_nomination(Nomination.objects.get(), by=cast.staff, reason="Not a member.")
    assert keys("ineligible-nominees", cast.staff) == []


def test_two_nominations_wait_until_one_stands(cast: Cast) -> None:
    later = MAKERS["double-nominations"](cast)
    assert keys("double-nominations", cast.staff) == [later.pk]

    actions.disqualify_nomination(Nomination.objects.exclude(pk=later.pk).get(), by=cast.staff, reason="Twice.")

    assert keys("double-nominations", cast.staff) == []


def test_a_returned_one_waits_from_two_days_before_it_is_due(cast: Cast) -> None:
    row, now = MAKERS["returned-nominations"](cast), timezone.now()
    this = Nomination.objects.filter(pk=row.pk)
    for left, waits in ((timedelta(days=3), []), (timedelta(hours=47), [row.pk])):
        this.update(returned_until=now + left)
        assert [each.pk for each in waiting.returned_nominations(cast.staff, now)] == waits
    this.update(state="submitted")
    assert keys("returned-nominations", cast.staff) == []


def test_a_cycle_waits_to_be_frozen_when_nobody_has_longer(cast: Cast) -> None:
    cycle = make_cycle()
    nomination = make_submitted(cycle, cast.officer)
    assert keys("unfrozen-cycles", cast.staff) == []
    close(cycle)
    assert keys("unfrozen-cycles", cast.staff) == [cycle.pk]

    soon = {"extended_until": timezone.now() + timedelta(days=1), "extension_reason": "Ill."}
    for rows in (Nomination.objects.filter(pk=nomination.pk), Letter.objects.filter(nomination=nomination)):
        rows.update(**soon)
        assert keys("unfrozen-cycles", cast.staff) == []
        rows.update(extended_until=timezone.now() - timedelta(days=1))
        assert keys("unfrozen-cycles", cast.staff) == [cycle.pk]
    Cycle.objects.update(frozen_at=timezone.now())
    assert keys("unfrozen-cycles", cast.staff) == []


def test_a_namesake_is_asked_once(cast: Cast) -> None:
    row, clerk, other = MAKERS["namesakes"](cast), make_clerk(), make_clerk("Noor Clerk", "noor@example.org")
    assert (keys("namesakes", clerk), keys("namesakes", other)) == ([row.pk], [])

    say_not_me(NominationDeclaration, row, by=clerk)

    assert keys("namesakes", clerk) == []


def test_both_faces_of_eligibility_agree(cast: Cast) -> None:
    """The predicate with its reason, and the question to the database, over every kind of career."""
    day = date(2027, 4, 5)
    regular = [("regular", date(2015, 1, 1), None)]
    ended = [("regular", date(2015, 1, 1), date(2027, 4, 4))]
    last_day = [("retired", date(2015, 1, 1), day)]
    members = [make_member(None, f"7{n}", *terms, name="M") for n, terms in enumerate(
        [[], regular, ended, last_day, regular, regular, regular, regular, regular]
    )]  # fmt: skip
    for member, kind, first in (
        (members[4], "substantive", day), (members[5], "acting", date(2020, 1, 1)), (members[6], "substantive", date(2027, 4, 6)),
    ):  # fmt: skip
        Appointment.objects.create(member=member, kind=kind, level="FS-02", starts_on=first)
    Membership.objects.filter(member=members[1]).update(struck_at=None)
    Member.objects.filter(pk=members[7].pk).update(merged_into=members[4])
    Member.objects.filter(pk=members[8].pk).update(erased_at=timezone.now())
    for rule in ("anyone", "member", "substantive"):
        cycle = make_cycle(make_award(rule), nominee_rule=rule, eligibility_on=day if rule != "member" else None)
        Cycle.objects.filter(pk=cycle.pk).update(
            closes_at="2027-04-05T23:59:00-04:00", opens_at="2027-03-05T23:59:00-04:00"
        )
        template = Nomination.objects.filter(cycle=cycle)
        for n, member in enumerate([None, *members, members[2], members[4]]):
            nomination = Nomination.objects.create(
                code=f"{rule[:2]}{n}".upper(), cycle=cycle, nominator=cast.officer, nominee_member=member,
                nominee_kind="group" if n == 3 and rule == "anyone" else "individual",
            )  # fmt: skip
            if n > len(members):
                template.filter(pk=nomination.pk).update(
                    eligibility_override=n == len(members) + 1, eligibility_note="The board."
                )

    said = standings(Nomination.objects.select_related("cycle"))

    assert {standing.verdict for standing in said.values()} == set(Verdict)
    for verdict in Verdict:
        found = {row.pk for row in judged(Nomination.objects.filter(~Q(pk=None)), verdict)}
        assert found == {pk for pk, standing in said.items() if standing.verdict == verdict}, verdict
