"""The table of a cycle: what stands in it, what its filters leave, what it costs, and what it does not betray."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards import rules
from awards.desk.same_name import unanswered
from awards.models import CoNominator, Cycle, GroupMember, Letter, Nomination, NominationDeclaration
from awards.nominations.actions import submit_nomination
from members.models import Member, User
from pafso.clock import OTTAWA
from pafso.conflicts import say_not_me
from tests.factories.awards import (
    NOMINEE_CANARY,
    SUPPORTER_CANARY,
    make_award,
    make_co_nominator,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing, on_the_roll

from .rows import LIST, D, cells, closing_in_2027, found, match, opened, serve


def test_a_row_says_how_far_a_nomination_has_come(office: Client, cast: Cast) -> None:
    cycle = closing_in_2027()
    nomination = make_submitted(cycle, cast.officer)
    Letter.objects.filter(pk=nomination.letters.first().pk).update(state="invited", sent_at=None)

    row = cells(opened(office, cycle), nomination.code)

    assert row["letters_in"] == "Incomplete | 1 of 2 · 1 counts"
    assert row["near"] == "Not matched"
    assert (row["language"], row["state"], row["notes"]) == ("English", "Received", "–")
    assert row["eligible"] == "Eligible | Anyone may receive this award."


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Complete | 3 (2 needed) · 3 count"), ("fr", "Complète | 3 (il en faut 2) · 3 comptent")],
)
def test_more_letters_than_needed_are_no_fraction(office: Client, cast: Cast, language: str, said: str) -> None:
    cycle = closing_in_2027()
    draft = make_draft(cycle, cast.officer)
    for number in range(3):
        make_sent_letter(draft, f"s{number}@example.org")
    nomination = submit_nomination(draft, by=cast.officer)
    office.cookies["pafso_language"] = language

    assert cells(opened(office, cycle), nomination.code)["letters_in"] == said


def test_it_says_what_is_unusual_with_its_date(office: Client, cast: Cast) -> None:
    cycle = closing_in_2027()
    nomination = make_submitted(cycle, cast.officer)
    until = datetime(2027, 4, 9, 17, 0, tzinfo=OTTAWA)
    Nomination.objects.filter(pk=nomination.pk).update(
        state="returned", returned_until=until, returned_note="Say when.", as_submitted={}, on_paper=True,
        extended_until=until, extension_reason="Ill.",
    )  # fmt: skip

    row = cells(opened(office, cycle), nomination.code)

    assert row["notes"] == (
        "Returned until April 9, 2027, 17:00 (EDT) | Later deadline: April 9, 2027, 17:00 (EDT) | On paper"
    )


@pytest.mark.req("R16")
def test_what_is_typed_while_it_is_returned_is_not_shown(office: Client, cast: Cast) -> None:
    cycle = closing_in_2027()
    nomination = make_submitted(cycle, cast.officer)
    Nomination.objects.filter(pk=nomination.pk).update(
        state="returned", returned_until=datetime(2099, 1, 1, tzinfo=OTTAWA), returned_note="When?",
        as_submitted={"nominee_name": "As Submitted"}, nominee_name="Typed Meanwhile",
    )  # fmt: skip

    page = opened(office, cycle)

    assert cells(page, nomination.code)["nominee_name"] == "As Submitted"
    assert "Typed Meanwhile" not in page.content.decode()


def test_eligibility_is_said_with_its_reason(office: Client, cast: Cast) -> None:
    cycle = closing_in_2027()
    Cycle.objects.filter(pk=cycle.pk).update(nominee_rule="member")
    unmatched, former, except_for = (make_submitted(cycle, by) for by in (cast.officer, cast.colleague, cast.retiree))
    outsider = Member.objects.get(user=cast.outsider)
    Nomination.objects.filter(pk__in=[former.pk, except_for.pk]).update(nominee_member=outsider)
    Nomination.objects.filter(pk=except_for.pk).update(eligibility_override=True, eligibility_note="The board decided.")

    page = opened(office, cycle)

    assert [cells(page, one.code)["eligible"] for one in (unmatched, former, except_for)] == [
        "Not known | The nominee is not matched to the roll.",
        "Not eligible | The last membership ended on December 31, 2020.",
        "Eligible, by exception | The board decided.",
    ]


def test_who_served_with_the_nominee_is_said_with_mission_and_dates(office: Client, cast: Cast) -> None:
    cycle = closing_in_2027()
    nomination = make_submitted(cycle, cast.officer)
    nominee = match(nomination)
    serve(nominee, D(2024, 1, 1), D(2025, 12, 31))
    serve(Member.objects.get(user=cast.officer), D(2025, 6, 1))
    supporter = on_the_roll("s@example.org", "901", name="Supportina Quill")
    serve(supporter, D(2020, 1, 1), D(2024, 3, 31))
    silent, declined = nomination.letters.order_by("pk")
    Letter.objects.filter(pk=silent.pk).update(member=supporter)
    Letter.objects.filter(pk=declined.pk).update(
        member=supporter, state="declined", declined_at=timezone.now(), sent_at=None
    )

    row = cells(opened(office, cycle), nomination.code)

    assert row["near"] == (
        "Alix Tremblay-Okafor (nominator): Embassy, Dakar, from June 1, 2025 to December 31, 2025"
        " | Supportina Quill (supporter): Embassy, Dakar, from January 1, 2024 to March 31, 2024"
    )


@pytest.mark.parametrize(("years", "said"), [(1, "Nobody"), (2, "Alix Tremblay-Okafor (nominator)")])
def test_what_is_longer_ago_than_the_cycle_says_is_not_near(office: Client, cast: Cast, years: int, said: str) -> None:
    cycle = closing_in_2027()
    Cycle.objects.filter(pk=cycle.pk).update(nearness_years=years)
    nomination = make_submitted(cycle, cast.officer)
    serve(match(nomination), D(2020, 1, 1), D(2026, 4, 4))
    serve(Member.objects.get(user=cast.officer), D(2020, 1, 1))

    assert cells(opened(office, cycle), nomination.code)["near"].startswith(said)


def test_nobody_is_near_themselves(office: Client, cast: Cast) -> None:
    cycle = closing_in_2027()
    nomination = make_submitted(cycle, cast.officer)
    own = Member.objects.get(user=cast.officer)
    serve(own, D(2020, 1, 1))
    Nomination.objects.filter(pk=nomination.pk).update(nominee_member=own)

    assert cells(opened(office, cycle), nomination.code)["near"] == "Nobody"


def test_each_filter_leaves_its_own(office: Client, cast: Cast) -> None:
    cycle = closing_in_2027()
    plain, other = make_submitted(cycle, cast.officer), make_submitted(cycle, cast.colleague, language="fr")
    elsewhere = make_submitted(make_cycle(make_award("other")), cast.officer, language="fr")
    match(other)
    longer = {"extended_until": timezone.now(), "extension_reason": "Ill."}
    Nomination.objects.filter(pk=other.pk).update(on_paper=True, carried_from=elsewhere, **longer)
    other.letters.update(state="invited", sent_at=None)

    for name, only_other, only_plain in (
        ("letters", "incomplete", "complete"),
        ("matched", "yes", "no"),
        ("language", "fr", "en"),
        ("notes", "paper", None),
        *(("notes", note, None) for note in ("later", "carried")),
    ):
        assert found(office, cycle, **{name: only_other}) == {other.code}, name
        if only_plain:
            assert found(office, cycle, **{name: only_plain}) == {plain.code}, name
        assert found(office, cycle, **{name: "nonsense"}) == {plain.code, other.code}
        # Without a cycle they are not offered, and change nothing.
        all_of_them = office.get(reverse(LIST), {name: only_other}).context["cl"]
        assert {row.code for row in all_of_them.result_list} == {plain.code, other.code, elsewhere.code}


def test_drafts_are_numbers_only(office: Client, cast: Cast) -> None:
    cycle = closing_in_2027()
    make_submitted(cycle, cast.officer)
    drafts = [make_draft(cycle, cast.colleague, nominee_name="Draftina Poe") for _ in range(2)]

    page = opened(office, cycle)

    counted = {str(words): number for words, number, _url in page.context["cl"].counted}
    assert counted == {
        "Drafts": 2, "Received": 1, "Returned": 0, "Withdrawn": 0, "Set aside": 0, "Joined to another": 0,
    }  # fmt: skip
    assert not [draft for draft in drafts if draft.code in page.content.decode()]
    assert "Draftina" not in page.content.decode()


# --- What it does not betray -----------------------------------------------------------------------------------------
@pytest.mark.req("R15", "R16")
@pytest.mark.parametrize("how", ["nominator", "nominee", "no_right", "superuser"])
def test_to_whom_a_case_is_closed_neither_row_nor_number_shows_it(client: Client, cast: Cast, how: str) -> None:
    cycle, clerk = closing_in_2027(), make_clerk()
    nomination, draft = make_submitted(cycle, cast.officer), make_draft(cycle, cast.colleague)
    both = Nomination.objects.filter(pk__in=[nomination.pk, draft.pk])
    if how == "nominator":
        both.update(nominator=clerk)
    elif how == "nominee":
        both.update(nominee_email=clerk.email.upper())
    else:
        let_look_after_nothing(clerk)
        User.objects.filter(pk=clerk.pk).update(is_superuser=how == "superuser")
    client.force_login(clerk)

    page = opened(client, cycle)

    assert page.context["cl"].result_count == 0
    assert {number for _words, number, _url in page.context["cl"].counted} == {0}
    assert NOMINEE_CANARY not in page.content.decode() and nomination.code not in page.content.decode()


@pytest.fixture
def namesake(cast: Cast) -> tuple[User, Nomination, Nomination]:
    """A clerk with the name of a nominee, the case, and another one of the same cycle."""
    cycle, clerk = closing_in_2027(), make_clerk("Narwhalia Roe", "roe@example.org")
    case = make_submitted(cycle, cast.officer, nominee_name="Roe, Narwhalia", nominee_email="", language="fr")
    other = make_submitted(cycle, cast.colleague, nominee_name="Narwhalia Roehampton", language="fr")
    Nomination.objects.filter(pk__in=[case.pk, other.pk]).update(on_paper=True)
    return clerk, case, other


@pytest.mark.req("R15")
def test_a_row_about_which_one_must_answer_says_nothing(client: Client, namesake: tuple[Any, ...]) -> None:
    clerk, case, other = namesake
    client.force_login(clerk)

    page = opened(client, case.cycle)

    closed = cells(page, case.code)
    assert {closed[name] for name in ("nominee_name", "letters_in", "eligible", "near", "notes")} == {"…"}
    assert "Narwhalia Roehampton" in cells(page, other.code)["nominee_name"]
    assert cells(page, other.code)["notes"] == "On paper"


@pytest.mark.req("R15")
@pytest.mark.parametrize("asked", [{"language": "fr"}, {"notes": "paper"}, {"matched": "no"}, {"letters": "complete"}])
def test_no_filter_answers_for_it(client: Client, namesake: tuple[Any, ...], asked: dict[str, str]) -> None:
    clerk, case, other = namesake
    client.force_login(clerk)

    page = opened(client, case.cycle, **asked)
    assert {row.code for row in page.context["cl"].result_list} == {other.code}
    assert page.context["cl"].result_count == 1

    say_not_me(NominationDeclaration, case, by=clerk)
    assert found(client, case.cycle, **asked) == {case.code, other.code}


@pytest.mark.req("R15")
def test_the_filter_of_nearness_does_not_answer_for_it_either(client: Client, namesake: tuple[Any, ...]) -> None:
    clerk, case, other = namesake
    Nomination.objects.update(nominee_member=on_the_roll("z@far.example", "960"))
    client.force_login(clerk)

    assert found(client, case.cycle, near="no") == {other.code}

    say_not_me(NominationDeclaration, case, by=clerk)
    assert found(client, case.cycle, near="no") == {case.code, other.code}


def test_the_row_of_a_supporters_namesake_is_closed_too(client: Client, cast: Cast) -> None:
    cycle, clerk = closing_in_2027(), make_clerk(f"{SUPPORTER_CANARY} Quill", "q@example.org")
    nomination = make_submitted(cycle, cast.officer)
    client.force_login(clerk)

    assert cells(opened(client, cycle), nomination.code)["near"] == "…"


def _with_another_signature(nomination: Nomination, cast: Cast) -> str:
    nomination.letters.filter(pk=nomination.letters.first().pk).update(full_name="Dr Wilhelmina Ōtori")
    return "Ōtori, Wilhelmina"


def _beside_under_another_name(nomination: Nomination, cast: Cast) -> str:
    row = make_co_nominator(nomination, cast.retiree)
    CoNominator.objects.filter(pk=row.pk).update(name="Friend of theirs")
    return cast.retiree.name.upper()


def _who_left(nomination: Nomination, cast: Cast) -> str:
    _beside_under_another_name(nomination, cast)
    nomination.co_nominators.update(ended_at=timezone.now(), ending="left")
    return cast.retiree.name


def _who_declined(nomination: Nomination, cast: Cast) -> str:
    letter = make_letter(nomination, "later@example.org", name="Wilhelmina Otori")
    Letter.objects.filter(pk=letter.pk).update(state="declined", declined_at=timezone.now())
    return "Wilhelmina Ōtori"


def _of_a_group(nomination: Nomination, cast: Cast) -> str:
    Nomination.objects.filter(pk=nomination.pk).update(nominee_kind="group")
    GroupMember.objects.create(nomination=nomination, place=0, name="Wilhelmina Otori")
    return "Wilhelmina Ōtori"


def _given_back(nomination: Nomination, **words: object) -> None:
    until = datetime(2099, 1, 1, tzinfo=OTTAWA)
    Nomination.objects.filter(pk=nomination.pk).update(
        state="returned", returned_until=until, returned_note="When?", as_submitted=words, nominee_name="Typed Since"
    )


def _as_submitted(nomination: Nomination, cast: Cast) -> str:
    _given_back(nomination, nominee_name="Wilhelmina Otori", nominee_kind="individual")
    return "Wilhelmina Ōtori"


def _of_a_group_as_submitted(nomination: Nomination, cast: Cast) -> str:
    group = [{"name": name, "email": "", "position": ""} for name in ("Ida Roe", "Wilhelmina Otori")]
    _given_back(nomination, nominee_name="The team", nominee_kind="group", group=group)
    GroupMember.objects.create(nomination=nomination, place=0, name="Typed Since")
    return "Wilhelmina Ōtori"


@pytest.mark.req("R15")
@pytest.mark.parametrize(
    "name_in",
    [_with_another_signature, _beside_under_another_name, _who_left, _who_declined, _of_a_group, _as_submitted, _of_a_group_as_submitted],
)  # fmt: skip
def test_whoever_is_named_anywhere_in_a_case_is_asked_about_and_its_row_is_closed(
    client: Client, cast: Cast, name_in: Any
) -> None:
    cycle = closing_in_2027()
    case, other = make_submitted(cycle, cast.officer), make_submitted(cycle, cast.colleague)
    clerk = make_clerk(name_in(case, cast), "clerk@far.example")
    case = Nomination.objects.with_cycle().get(pk=case.pk)

    assert rules.must_say_who(clerk, case) is True
    assert unanswered(clerk, cycle.pk) == unanswered(clerk) == [case.pk]
    client.force_login(clerk)
    page = opened(client, cycle)
    assert cells(page, case.code)["near"] == "…"
    assert cells(page, other.code)["near"] == "Not matched"
    assert found(client, cycle, matched="no") == {other.code}


@pytest.mark.req("R15")
@pytest.mark.parametrize("name", ["Typed Since", "Ida Otori"])
def test_what_was_typed_since_and_two_halves_of_names_ask_nobody(client: Client, cast: Cast, name: str) -> None:
    cycle = closing_in_2027()
    case = make_submitted(cycle, cast.officer)
    _of_a_group_as_submitted(case, cast)
    clerk = make_clerk(name, "clerk@far.example")

    assert unanswered(clerk, cycle.pk) == unanswered(clerk) == []
    assert not rules.must_say_who(clerk, Nomination.objects.with_cycle().get(pk=case.pk))
    client.force_login(clerk)
    assert cells(opened(client, cycle), case.code)["nominee_name"] == "The team"


def test_nobody_is_asked_about_what_they_put_forward(cast: Cast) -> None:
    cycle = closing_in_2027()
    own = make_submitted(cycle, cast.officer, nominee_name=cast.colleague.name, nominee_email="")
    make_co_nominator(own, cast.retiree)

    for person in (cast.officer, cast.retiree):
        assert (unanswered(person, cycle.pk), rules.must_say_who(person, own)) == ([], False)
    assert (unanswered(cast.colleague, cycle.pk), rules.must_say_who(cast.colleague, own)) == ([own.pk], True)


def test_both_faces_of_who_must_answer_agree(cast: Cast) -> None:
    cycle = closing_in_2027()
    first = make_submitted(cycle, cast.officer, nominee_name="Ida Roe")
    make_submitted(cycle, cast.colleague, nominee_name="Sam Roehampton-Idaho")
    make_letter(make_draft(cycle, cast.retiree, nominee_name="X"), "z@example.org", name="Roe Ida")
    people = [make_clerk(name, f"c{number}@example.org") for number, name in enumerate(
        ["Ida Roe", "ROE Idá", "Alix Tremblay-Okafor", f"{SUPPORTER_CANARY} Quill", "Nobody Here"]
    )]  # fmt: skip
    say_not_me(NominationDeclaration, first, by=people[1])

    for person in people:
        must = {case.pk for case in Nomination.objects.with_cycle() if rules.must_say_who(person, case)}
        assert set(unanswered(person, cycle.pk)) == must, person.name


# --- What it costs ---------------------------------------------------------------------------------------------------
def test_it_costs_the_same_with_one_and_three(office: Client, cast: Cast) -> None:
    cycle = closing_in_2027()

    def cost() -> int:
        opened(office, cycle)
        with CaptureQueriesContext(connection) as queries:
            assert opened(office, cycle).status_code == 200
        return len(queries)

    Cycle.objects.filter(pk=cycle.pk).update(nominee_rule="substantive")

    def add() -> None:
        nomination = make_submitted(cycle, cast.officer)
        serve(match(nomination, str(900 + nomination.pk)), D(2024, 1, 1))

    serve(Member.objects.get(user=cast.officer), D(2020, 1, 1))
    add()
    one = cost()
    add()
    add()

    assert (one, cost()) == (one, one)
    assert one <= 12


@pytest.mark.req("R60")
def test_it_reads_french(office: Client, cast: Cast) -> None:
    cycle = closing_in_2027()
    nomination = make_submitted(cycle, cast.officer)
    serve(match(nomination), D(2024, 3, 1))
    serve(Member.objects.get(user=cast.officer), D(2020, 1, 1))
    office.cookies["pafso_language"] = "fr"

    row = cells(opened(office, cycle), nomination.code)

    assert row["letters_in"] == "Complète | 2 sur 2 · 2 comptent"
    assert row["near"] == (
        "Alix Tremblay-Okafor (personne qui propose la candidature)\u00a0: Embassy, Dakar, depuis le 1er mars 2024"
    )


def test_a_cycle_that_there_cannot_be_has_no_table(office: Client, cast: Cast) -> None:
    make_submitted(make_cycle(), cast.officer)
    for asked in ("x", "9" * 19, "٣", "-1", "999999"):
        page = office.get(reverse(LIST), {"cycle": asked, "language": "fr"})
        assert page.status_code == 200
        assert "counts-line" not in page.content.decode() or asked == "999999"
