"""The Secretary matches a nominee to the roll and makes exceptions; nobody else, and the nominator never learns of it."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.models import AwardRight, Cycle, Nomination, NominationDeclaration
from awards.nominations import matching
from awards.nominations.actions import roll
from members.models import Member, RollAddress, User
from pafso.audit.models import Entry
from pafso.errors import DomainError, Incomplete
from pafso.mail.models import Mail
from tests.factories import awards as make
from tests.factories.office import make_clerk, open_and_save
from tests.factories.people import Cast, let_look_after_nothing, make_member, make_user


@pytest.fixture
def entry(cast: Cast) -> Member:
    member = make_member(None, "4001", ("regular", date(2015, 1, 1), None), name="Jones, Narwhalia")
    RollAddress.objects.create(member=member, email="jones@example.org")
    return member


@pytest.fixture
def case(cast: Cast) -> Nomination:
    return make.make_submitted(make.make_cycle(nominee_rule="member"), cast.officer)


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client


def url(case: Nomination, verb: str) -> str:
    return reverse(f"admin:awards_nomination_{verb}", args=[case.pk])


def trail() -> list[tuple[str, dict[str, Any]]]:
    verbs = ["nominee_matched", "nominee_unmatched", "eligibility_decided", "eligibility_left_to_the_roll"]
    return list(Entry.objects.filter(verb__in=verbs).order_by("pk").values_list("verb", "changes"))


def refused(code: str, act: Any, *args: Any, **values: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        act(*args, **values)
    assert refusal.value.code == code


# --- The match -------------------------------------------------------------------------------------------------------
def test_proposed_by_address_and_by_folded_name(case: Nomination, entry: Member) -> None:
    other = make_member(None, "4002", name="Nárwhalia Jones")
    make_member(None, "4003", name="Somebody Else")

    found = {one.member: one.reasons for one in matching.proposed(case)}

    assert found == {entry: ["Same name", "Same address: jones@example.org"], other: ["Same name"]}
    case.nominee_kind = "group"
    assert matching.proposed(case) == []


def test_one_press_matches_and_another_unmatches(office: Client, case: Nomination, entry: Member) -> None:
    page = office.get(url(case, "matching"), {"q": "4001"}).text
    assert page.count(f'name="member" value="{entry.pk}"') == 2
    mails = Mail.objects.count()

    answer = office.post(url(case, "matching"), {"member": entry.pk, "seen": ""})
    again = office.post(url(case, "matching"), {"member": entry.pk, "seen": ""})

    assert (answer.status_code, again.status_code, answer.url) == (302, 302, url(case, "change"))
    case.refresh_from_db()
    assert case.nominee_member == entry
    shown = office.get(url(case, "change")).text
    assert "Jones, Narwhalia (4001)" in shown and "Regular member since January 1, 2015." in shown
    asked = office.get(url(case, "unmatching")).text
    assert "Matched now: Jones, Narwhalia (4001)" in asked and "Keep the match" in asked
    case.refresh_from_db()
    assert case.nominee_member == entry  # asked once; the page alone takes nothing away
    for _press in range(2):
        office.post(url(case, "unmatching"))
    case.refresh_from_db()
    assert case.nominee_member is None
    assert trail() == [
        ("nominee_matched", {"before": "", "after": "4001"}),
        ("nominee_unmatched", {"before": "4001", "after": ""}),
    ]
    assert Mail.objects.count() == mails


def test_of_two_colleagues_the_second_sees_what_the_first_matched(case: Nomination, entry: Member, cast: Cast) -> None:
    other = make_member(None, "4004", name="Another")
    roll.match_nominee(case, by=cast.staff, member=entry.pk)

    refused("matched_meanwhile", roll.match_nominee, case, by=cast.staff, member=other.pk)

    roll.match_nominee(case, by=cast.staff, member=other.pk, seen=entry.pk)
    case.refresh_from_db()
    assert case.nominee_member == other


def test_what_cannot_be_matched(case: Nomination, entry: Member, cast: Cast) -> None:
    for column, value in (
        ("merged_into", cast.officer.member),
        ("struck_at", timezone.now()),
        ("erased_at", timezone.now()),
    ):
        gone = make_member(None, f"5{column}", name="Gone")
        Member.objects.filter(pk=gone.pk).update(**{column: value})
        refused("nobody", roll.match_nominee, case, by=cast.staff, member=gone.pk)
        assert gone not in matching.searched("Gone")
    refused("nobody", roll.match_nominee, case, by=cast.staff, member=10**9)
    Nomination.objects.update(nominee_kind="group")
    refused("wrong_move", roll.match_nominee, case, by=cast.staff, member=entry.pk)


def test_after_the_first_round_opened_nothing_of_it_changes(
    office: Client, case: Nomination, entry: Member, cast: Cast
) -> None:
    Nomination.objects.update(nominee_member=entry, eligibility_override=True, eligibility_note="So.")
    Cycle.objects.update(frozen_at=timezone.now())

    refused("frozen", roll.match_nominee, case, by=cast.staff, member=entry.pk)
    refused("frozen", roll.unmatch_nominee, case, by=cast.staff)
    refused("frozen", roll.decide_eligibility, case, by=cast.staff, eligible=False, reason="No.")
    refused("frozen", roll.end_exception, case, by=cast.staff)
    assert [
        office.get(url(case, verb)).status_code for verb in ("matching", "eligibility", "unmatching", "exception_end")
    ] == [403] * 4
    assert trail() == []


# --- The exception ---------------------------------------------------------------------------------------------------
def test_an_exception_is_made_changed_and_ended(office: Client, case: Nomination, cast: Cast) -> None:
    with pytest.raises(Incomplete):
        roll.decide_eligibility(case, by=cast.staff, eligible=True, reason="  ")

    made = open_and_save(office, url(case, "eligibility"), {"eligible": "True", "reason": "Seconded to us."})
    open_and_save(office, url(case, "eligibility"), {"eligible": "True", "reason": "Seconded to us."})

    assert made.status_code == 302
    shown = office.get(url(case, "change")).text
    assert "Exception: Eligible – Seconded to us." in shown
    assert "The roll says: Not known – The nominee is not matched to the roll." in shown
    for _press in range(2):
        assert office.post(url(case, "exception_end")).status_code == 302
    assert "Exception: " not in office.get(url(case, "change")).text
    assert trail() == [
        ("eligibility_decided", {"eligible": True, "reason": "Seconded to us."}),
        ("eligibility_left_to_the_roll", {"eligible": True, "reason": "Seconded to us."}),
    ]


# --- Who may not -----------------------------------------------------------------------------------------------------
VERBS = [
    (roll.match_nominee, {"member": 0}), (roll.unmatch_nominee, {}),
    (roll.decide_eligibility, {"eligible": True, "reason": "So."}), (roll.end_exception, {}),
]  # fmt: skip


def strangers(cast: Cast) -> dict[str, User]:
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    superuser = make_user("Super User", "super@example.org", is_staff=True, is_superuser=True)
    for each in (bare, superuser):
        let_look_after_nothing(each)
    elsewhere = make_clerk("Else Where", "elsewhere@example.org")
    let_look_after_nothing(elsewhere)
    AwardRight.objects.create(user=elsewhere, award=make.make_award("other"))
    party = make_clerk("Paul Party", "party@example.org")
    return {"bare": bare, "superuser": superuser, "elsewhere": elsewhere, "party": party, "nominator": cast.officer}


@pytest.mark.req("R15", "R16")
def test_nobody_else(client: Client, cast: Cast, case: Nomination, entry: Member) -> None:
    people = strangers(cast)
    NominationDeclaration.objects.create(nomination=case, user=people["party"], by=cast.staff, is_party=True)
    for name, person in people.items():
        for act, values in VERBS:
            refused(
                "not_open_to_you",
                act,
                case,
                by=person,
                **{**values, **({"member": entry.pk} if values.get("member") == 0 else {})},
            )
        client.force_login(person)
        answers = [client.get(url(case, verb)).status_code for verb in ("matching", "eligibility")]
        answers.append(client.post(url(case, "matching"), {"member": entry.pk}).status_code)
        assert (
            set(answers) <= {302, 403, 404} and entry.name not in client.get(url(case, "matching"), {"q": "4001"}).text
        ), name
    namesake = make_clerk("Narwhalia Jones", "namesake@example.org")
    refused("say_who", roll.match_nominee, case, by=namesake, member=entry.pk)
    assert trail() == []


def test_without_a_right_on_the_roll_nobody_searches_it(client: Client, case: Nomination, entry: Member) -> None:
    secretary = make_user("Awards Only", "awards-only@example.org", is_staff=True)
    secretary.user_permissions.set(Permission.objects.filter(codename__in=["view_nomination", "change_nomination"]))
    client.force_login(secretary)

    assert client.get(url(case, "eligibility")).status_code == 200
    assert client.get(url(case, "matching")).status_code == 403
    assert client.post(url(case, "matching"), {"member": entry.pk}).status_code == 403
    assert trail() == []


@pytest.mark.req("R16")
def test_the_nominator_learns_nothing_of_the_roll(client: Client, cast: Cast, case: Nomination, entry: Member) -> None:
    roll.match_nominee(case, by=cast.staff, member=entry.pk)
    roll.decide_eligibility(case, by=cast.staff, eligible=False, reason="Wombatnote.")
    client.force_login(cast.officer)

    pages = "".join(
        client.get(reverse(f"awards:{name}", args=[case.code]), follow=True).text
        for name in ("nomination", "submission", "copy", "supporters")
    )

    assert case.code in pages
    assert [word for word in ("Wombatnote", "4001", "Jones, Narwhalia", "igible") if word in pages] == []
