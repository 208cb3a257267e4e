"""Two nominations of one nominee become one: what comes along, what stays behind, who is told, who may."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.letters import actions as letters
from awards.models import Cycle, Letter, Nomination, NominationDeclaration
from awards.nominations.actions.joining import Joined, join_nominations
from awards.nominations.same_nominee import others_of
from awards.returning.actions import return_nomination
from members.models import Member, RollAddress
from pafso.audit.models import Entry
from pafso.errors import DomainError
from pafso.mail.models import Mail
from tests.factories import awards as make
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing, make_member

State = Nomination.State


@pytest.fixture
def cycle() -> Cycle:
    return make.make_cycle(make.make_award(letters_needed=1))


@pytest.fixture
def stays(cast: Cast, cycle: Cycle) -> Nomination:
    """Alix’s, with a letter of quill0@example.org."""
    return make.make_submitted(cycle, cast.officer)


@pytest.fixture
def other(cast: Cast, cycle: Cycle) -> Nomination:
    """Benoît’s, of the same person, with a letter of own@example.org; his preferred language is French."""
    nomination = make.make_draft(cycle, cast.colleague, nominee_name="JONES, Narwhália", nominee_email="")
    make.make_sent_letter(nomination, "own@example.org")
    return make.actions.submit_nomination(nomination, by=cast.colleague)


def join(other: Nomination, stays: Nomination, cast: Cast) -> Joined:
    return join_nominations(other, by=cast.staff, into=stays.pk)


def refused(why: str, act: Any, *args: Any, **values: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        act(*args, **values)
    assert refusal.value.code == why


def addresses(nomination: Nomination) -> set[tuple[str, str]]:
    return set(nomination.letters.not_revoked().values_list("email", "state"))


# --- Seen ------------------------------------------------------------------------------------------------------------
def test_the_same_name_address_or_entry_is_seen_with_its_reason(
    cast: Cast, stays: Nomination, other: Nomination
) -> None:
    assert [(one.nomination, one.reasons) for one in others_of(stays)] == [(other, ("Same name",))]
    member = make_member(None, "6001", name="Somebody")
    Nomination.objects.filter(pk=other.pk).update(
        nominee_name="Wholly Other", nominee_email="Jones@Example.org", nominee_member=member
    )
    assert [one.reasons for one in others_of(stays)] == [("Same address",)]
    Nomination.objects.update(nominee_member=member)
    stays.refresh_from_db()
    assert [one.reasons for one in others_of(stays)] == [("Matched to the same entry of the roll", "Same address")]


def test_no_draft_no_group_and_no_other_cycle_is_seen(
    cast: Cast, cycle: Cycle, stays: Nomination, other: Nomination
) -> None:
    rows = Nomination.objects.filter(pk=other.pk)
    for change in ({"state": State.DRAFT}, {"state": State.WITHDRAWN}, {"nominee_kind": "group"}):
        kept = rows.values(*change)[0]
        rows.update(**change)
        assert others_of(stays) == [], change
        rows.update(**kept)
    make.make_submitted(make.make_cycle(cycle.award, year=2031), cast.colleague)
    assert [one.nomination for one in others_of(stays)] == [other]
    stays.nominee_kind = "group"
    assert others_of(stays) == []


# --- Joined ----------------------------------------------------------------------------------------------------------
def test_letters_come_along_and_both_are_told(cast: Cast, stays: Nomination, other: Nomination) -> None:
    asked = make.make_letter(other, "slow@example.org")
    token = make.make_token(asked)

    joined = join(other, stays, cast)
    again = join(other, stays, cast)

    assert ([one.email for one in joined.moved], joined.left, again.moved) == (
        ["own@example.org", "slow@example.org"],
        [],
        [],
    )
    other.refresh_from_db()
    assert (other.state, other.joined_to) == (State.JOINED, stays)
    assert addresses(stays) == {
        ("quill0@example.org", "sent"), ("own@example.org", "sent"), ("slow@example.org", "invited"),
    }  # fmt: skip
    found = letters.letter_for_token(token)
    assert found is not None
    assert found.nomination == stays
    letters.save_letter_draft(found, values=make.LETTER, tab="", version=0)
    assert letters.send_letter(found).state == "sent"
    mails = Mail.objects.filter(event__in=["awards/nomination_joined", "awards/nomination_taken_in"]).order_by("event")
    assert [(mail.event, mail.to, mail.language) for mail in mails] == [
        ("awards/nomination_joined", cast.colleague.email, cast.colleague.language),
        ("awards/nomination_taken_in", cast.officer.email, cast.officer.language),
    ]
    assert [row.user for row in stays.co_nominators.joined()] == [cast.colleague]
    assert Nomination.objects.put_forward_by(cast.colleague).filter(pk=stays.pk).exists()
    trail = Entry.objects.filter(verb__in=["nomination_joined", "nomination_taken_in"]).order_by("pk")
    assert [(entry.verb, entry.subject_label, entry.changes) for entry in trail] == [
        ("nomination_joined", other.code,
         {"into": stays.code, "letters": [one.code for one in joined.moved], "left": []}),
        ("nomination_taken_in", stays.code, {"nomination": other.code}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("here", "there", "kept"),
    [("sent", "invited", "other"), ("invited", "sent", "stays"), ("invited", "invited", "stays"), ("sent", "sent", "stays"),
     ("begun", "invited", "other"), ("begun", "begun", "stays"), ("invited", "declined", "other")],
)  # fmt: skip
def test_of_an_address_asked_in_both_one_letter_stays(
    cast: Cast, stays: Nomination, other: Nomination, here: str, there: str, kept: str
) -> None:
    made = {}
    for name, nomination, state in (("other", other, here), ("stays", stays, there)):
        letter = made[name] = make.make_letter(nomination, "Both@example.org")
        if state in {"begun", "sent"}:
            letters.save_letter_draft(letter, values=make.LETTER, tab="", version=0)
        if state == "sent":
            letters.send_letter(letter)
        if state == "declined":
            letters.decline_letter(letter)
    tokens = {name: make.make_token(letter) for name, letter in made.items()}

    joined = join(other, stays, cast)

    winner = made[kept]
    loser = made["stays" if kept == "other" else "other"]
    winner.refresh_from_db()
    loser.refresh_from_db()
    assert winner.nomination == stays
    assert stays.letters.not_revoked().filter(email__iexact="both@example.org").count() == 1
    opened = letters.letter_for_token(tokens["stays" if kept == "other" else "other"])
    has_own_words = (here if kept == "stays" else there) in {"begun", "sent"}
    assert opened == (loser if has_own_words else winner)
    assert loser.state == ("sent" if here == there == "sent" else "revoked")
    assert (made["other"] in joined.left) == (kept == "stays")


def test_a_writer_on_paper_is_known_by_the_address_in_the_letter(
    cast: Cast, stays: Nomination, other: Nomination
) -> None:
    Letter.objects.filter(nomination=stays).update(
        email="k7qx3@post.invalid", on_paper=True, contact_email="own@example.org"
    )

    joined = join(other, stays, cast)

    assert [letter.email for letter in joined.left] == ["own@example.org"]
    assert addresses(stays) == {("k7qx3@post.invalid", "sent")}


def test_a_letter_of_who_puts_the_other_forward_stays_behind(cast: Cast, stays: Nomination, other: Nomination) -> None:
    RollAddress.objects.create(member=Member.objects.get(user=cast.officer), email="second@example.org")
    letter = make.make_sent_letter(other, "second@example.org")

    joined = join(other, stays, cast)

    letter.refresh_from_db()
    assert (letter.nomination, letter.state, joined.left) == (other, "sent", [letter])


def test_of_one_nominator_who_began_twice(cast: Cast, cycle: Cycle, stays: Nomination) -> None:
    second = make.make_draft(cycle, cast.officer)
    make.make_sent_letter(second, "second@example.org")
    make.actions.submit_nomination(second, by=cast.officer)

    join(second, stays, cast)

    assert list(stays.co_nominators.all()) == []
    (mail,) = Mail.objects.filter(event__in=["awards/nomination_joined", "awards/nomination_taken_in"])
    assert (mail.to, "You nominate the same person twice" in mail.text) == (cast.officer.email, True)


def test_a_nominator_who_wrote_for_the_other_stays_its_supporter(
    cast: Cast, stays: Nomination, other: Nomination
) -> None:
    make.make_sent_letter(stays, cast.colleague.email)

    join(other, stays, cast)

    assert list(stays.co_nominators.joined()) == []
    mail = Mail.objects.get(event="awards/nomination_joined", to=cast.colleague.email)
    assert "You nominate there together" not in mail.text


def test_a_returned_one_is_joined_as_it_was_submitted_and_one_joined_before_goes_on_too(
    cast: Cast, cycle: Cycle, stays: Nomination, other: Nomination
) -> None:
    third = make.make_draft(cycle, cast.retiree)
    make.make_sent_letter(third, "third@example.org")
    make.actions.submit_nomination(third, by=cast.retiree)
    join(third, other, cast)
    return_nomination(other, by=cast.staff, note="More.", until=timezone.now() + timedelta(days=3))
    other.refresh_from_db()
    make.actions.save_draft(other, by=cast.colleague, values={"case": ""}, tab="x", version=other.version)

    join(other, stays, cast)

    other.refresh_from_db()
    third.refresh_from_db()
    assert (other.state, make.CASE_CANARY in other.case, third.joined_to) == (State.JOINED, True, stays)
    assert ("third@example.org", "sent") in addresses(stays)


def test_nothing_more_is_done_with_one_that_was_joined(cast: Cast, stays: Nomination, other: Nomination) -> None:
    join(other, stays, cast)

    refused("wrong_move", make.make_letter, other, "late@example.org")
    refused("wrong_move", make.actions.save_draft, other, by=cast.colleague, values={"case": "x"}, tab="y", version=9)
    refused("wrong_move", make.actions.withdraw_nomination, other, by=cast.colleague)
    refused("wrong_move", join_nominations, stays, by=cast.staff, into=other.pk)


def test_what_is_not_joined(cast: Cast, cycle: Cycle, stays: Nomination, other: Nomination) -> None:
    Nomination.objects.filter(pk=other.pk).update(nominee_name="Wholly Other")
    refused("not_the_same", join_nominations, other, by=cast.staff, into=stays.pk)
    Nomination.objects.filter(pk=other.pk).update(nominee_name="Jones Narwhalia")
    Cycle.objects.update(frozen_at=timezone.now())
    refused("frozen", join_nominations, other, by=cast.staff, into=stays.pk)
    assert addresses(other) == {("own@example.org", "sent")}


# --- The office ------------------------------------------------------------------------------------------------------
def test_the_page_of_the_office(client: Client, cast: Cast, stays: Nomination, other: Nomination) -> None:
    client.force_login(cast.staff)
    page = reverse("admin:awards_nomination_change", args=[other.pk])
    assert f"({stays.code})" in client.get(page).text
    url = reverse("admin:awards_nomination_joining", args=[other.pk])
    assert f"({stays.code})" in client.get(url).text

    nothing = client.post(url, {})
    done = client.post(url, {"into": stays.pk}, follow=True).text

    assert "Choose the nomination that stays." in nothing.text
    assert "Joined. 1 letter came along." in done
    assert "This one continues there." in done
    assert "Was joined to this one." in client.get(reverse("admin:awards_nomination_change", args=[stays.pk])).text
    client.force_login(cast.colleague)
    assert (
        f"another one of the same nominee, {stays.code}"
        in client.get(reverse("awards:submission", args=[other.code])).text
    )


@pytest.mark.req("R15", "R16")
def test_nobody_joins_or_sees_what_is_closed_to_them(
    client: Client, cast: Cast, stays: Nomination, other: Nomination
) -> None:
    outside, party = make_clerk("Out Side", "outside@example.org"), make_clerk("Paul Party", "party@example.org")
    let_look_after_nothing(outside)
    NominationDeclaration.objects.create(nomination=stays, user=party, by=cast.staff, is_party=True)
    for person in (outside, party, cast.officer, cast.colleague):
        refused("not_open_to_you", join_nominations, other, by=person, into=stays.pk)
        refused("not_open_to_you", join_nominations, stays, by=person, into=other.pk)
    client.force_login(party)
    for name in ("change", "joining"):
        assert stays.code not in client.get(reverse(f"admin:awards_nomination_{name}", args=[other.pk])).text
    assert (
        client.post(reverse("admin:awards_nomination_joining", args=[other.pk]), {"into": stays.pk}).status_code == 200
    )
    assert Letter.objects.filter(nomination=other).count() == 1
    namesake = make_clerk("Narwhalia Jones", "namesake@example.org")
    refused("say_who", join_nominations, other, by=namesake, into=stays.pk)
