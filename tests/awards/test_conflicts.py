"""A colleague who is a party to a case neither reads nor decides it, by whatever door; nor whoever does not look after the award."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards import rules, waiting
from awards.letters import actions as letters
from awards.models import AwardRight, GroupMember, Letter, Nomination, NominationDeclaration
from awards.nominations import actions as nominations
from awards.returning.actions import return_nomination
from members.models import ContactDetail, Member, RollAddress, User
from pafso import rights
from pafso.audit.models import Entry
from pafso.clock import minute_of
from pafso.conflicts import declare_conflict, end_conflict, say_not_me
from pafso.errors import Incomplete, NotEligible
from pafso.files import uploads
from tests.factories.awards import (
    LETTER,
    LETTER_CANARY,
    make_award,
    make_cycle,
    make_draft,
    make_letter,
    make_submitted,
)
from tests.factories.office import make_clerk
from tests.factories.pdfs import pdf
from tests.factories.people import Cast, let_look_after_nothing, make_member, on_the_roll

NOMINEE = {"nominee_name": "Sam Sandpiper", "nominee_email": "sam@far.example"}


@pytest.fixture
def case(cast: Cast) -> Nomination:
    """Handed in by the officer, with a letter in a file and another one asked for."""
    draft = make_draft(make_cycle(make_award(letters_needed=1)), cast.officer, **NOMINEE)
    letter = make_letter(draft, "quill@far.example")
    letters.save_letter_draft(letter, values={**LETTER, "contact_email": "quill@home.example"}, tab="", version=0)
    letters.attach_file(letter, uploads.check_document(SimpleUploadedFile("letter.pdf", pdf(["Good."]))))
    letters.send_letter(letter)
    return nominations.submit_nomination(draft, by=cast.officer)


@pytest.fixture
def clerk(cast: Cast) -> User:
    return make_clerk()


def _second_address(clerk: User, case: Nomination) -> None:
    EmailAddress.objects.create(user=clerk, email="SAM@far.example".lower(), verified=True)


def _roll_address(clerk: User, case: Nomination) -> None:
    RollAddress.objects.create(member=make_member(clerk, "77"), email="sam@far.example")


def _address_of_a_second_entry(clerk: User, case: Nomination) -> None:
    second = on_the_roll("sam@far.example", "78", verified=False)
    Member.objects.filter(pk=second.pk).update(merged_into=make_member(clerk, "79"))


def _contact(clerk: User, case: Nomination) -> None:
    ContactDetail.objects.create(member=make_member(clerk, "80"), kind="other_email", value="Sam@Far.example")


def _nominator(clerk: User, case: Nomination) -> None:
    Nomination.objects.filter(pk=case.pk).update(nominator=clerk)


def _supporter(clerk: User, case: Nomination) -> None:
    EmailAddress.objects.create(user=clerk, email="quill@far.example", verified=True)


def _supporter_by_their_own_word(clerk: User, case: Nomination) -> None:
    EmailAddress.objects.create(user=clerk, email="quill@home.example", verified=True)


def _asked_and_silent(clerk: User, case: Nomination) -> None:
    Letter.objects.filter(pk=make_letter(case, clerk.email).pk).update(asked_again_at=timezone.now())


def _declared(clerk: User, case: Nomination) -> None:
    colleague = make_clerk("Other Clerk", "other@example.org")
    declare_conflict(NominationDeclaration, case, colleague=clerk, by=colleague, reason="Married to the nominee.")


def _no_right(clerk: User, case: Nomination) -> None:
    let_look_after_nothing(clerk)


def _right_on_another_award(clerk: User, case: Nomination) -> None:
    let_look_after_nothing(clerk)
    AwardRight.objects.create(user=clerk, award=make_award("another"))


def _superuser_without_a_right(clerk: User, case: Nomination) -> None:
    let_look_after_nothing(clerk)
    User.objects.filter(pk=clerk.pk).update(is_superuser=True)


PARTIES = [
    _second_address,
    _roll_address,
    _address_of_a_second_entry,
    _contact,
    _nominator,
    _supporter,
    _supporter_by_their_own_word,
    _asked_and_silent,
    _declared,
]
OUTSIDE = [_no_right, _right_on_another_award, _superuser_without_a_right]


def addresses(case: Nomination) -> dict[str, str]:
    letter = case.letters.get(state="sent")
    one = [case.pk]
    return {
        "record": reverse("admin:awards_nomination_change", args=one),
        "history": reverse("admin:awards_nomination_history", args=one),
        "verb": reverse("admin:awards_nomination_disqualification", args=one),
        "letter withdrawn": reverse("admin:awards_nomination_letter_withdrawal", args=[case.pk, letter.code]),
        "conflicts": reverse("admin:awards_nomination_conflict", args=one),
        "name": reverse("admin:awards_nomination_same_name", args=one),
        "letter": reverse("awards:letter_text", args=[letter.code]),
        "file": reverse("awards:letter_file", args=[letter.code]),
    }


def everything_seen(client: Client, case: Nomination) -> dict[str, object]:
    """By each door: a status, or what a list shows of the case."""
    found: dict[str, object] = {
        name: client.get(address).status_code for name, address in addresses(case).items() if name != "name"
    }
    lists = {
        "list": reverse("admin:awards_nomination_changelist"),
        "desk": reverse("admin:index"),
        "waiting": reverse("admin:waiting", args=["late-letters"]),
        "withdrawn": reverse("admin:waiting", args=["withdrawn-nominations"]),
    }
    for name, address in lists.items():
        text = client.get(address).text
        found[name] = any(word in text for word in (case.code, "Sandpiper", LETTER_CANARY))
    for name, model, term in (("search", "awards_nomination", "Sandpiper"), ("trail", "audit_entry", case.code)):
        answer = client.get(reverse(f"admin:{model}_changelist"), {"q": term})
        found[name] = bool(answer.context["cl"].result_count)
    panels = client.get(reverse("admin:index")).context["panels"]
    found["count"] = sum(number for panel in panels for _cycle, number in panel.context.get("cycles", ()))
    answer = client.post(addresses(case)["verb"], {"reason": "No."})
    found["press"] = answer.status_code
    return found


SHUT: dict[str, object] = {
    **dict.fromkeys(("record", "history", "verb", "letter withdrawn", "conflicts", "letter", "file", "press"), 404),
    **dict.fromkeys(("list", "search", "trail", "desk", "waiting", "withdrawn"), False),
    "count": 0,
}


@pytest.mark.req("R14", "R15", "R16")
@pytest.mark.parametrize("make", [*PARTIES, *OUTSIDE])
def test_no_door_opens_to_a_party_or_without_the_right(
    client: Client, cast: Cast, clerk: User, case: Nomination, make: Callable[[User, Nomination], None]
) -> None:
    late = make_letter(case, "slow@far.example")
    Letter.objects.filter(pk=late.pk).update(asked_again_at=timezone.now() - 2 * waiting.LETTER_IS_LATE)
    make(clerk, case)
    client.force_login(clerk)

    assert everything_seen(client, case) == SHUT
    case.refresh_from_db()
    assert case.state == "submitted"
    assert not Entry.objects.filter(verb="letter_read").exists()


def test_to_everybody_else_who_looks_after_it_all_of_them_open(client: Client, clerk: User, case: Nomination) -> None:
    """Otherwise the test above would prove nothing."""
    late = make_letter(case, "slow@far.example")
    Letter.objects.filter(pk=late.pk).update(asked_again_at=timezone.now() - 2 * waiting.LETTER_IS_LATE)
    client.force_login(clerk)

    found = everything_seen(client, case)

    assert found == {
        **dict.fromkeys(("record", "history", "verb", "letter withdrawn", "conflicts", "letter", "file"), 200),
        **dict.fromkeys(("list", "search", "trail", "desk", "waiting"), True),
        "withdrawn": False,
        "count": 1,
        "press": 302,
    }


@pytest.mark.req("R15", "R16")
@pytest.mark.parametrize("make", [*PARTIES, *OUTSIDE])
def test_both_faces_agree(cast: Cast, clerk: User, case: Nomination, make: Callable[[User, Nomination], None]) -> None:
    other = make_submitted(make_cycle(make_award("second")), cast.colleague)
    make(clerk, case)
    people: list[Any] = [
        *(User.objects.get(pk=one.pk) for one in (clerk, cast.staff, cast.officer, cast.retiree)),
        AnonymousUser(),
    ]
    cases = list(Nomination.objects.filter(pk__in=[case.pk, other.pk]).with_cycle().order_by("pk"))
    sent = list(Letter.objects.select_related("nomination__cycle__award", "nomination__nominator"))
    assert sent

    for user in people:
        assert set(Nomination.objects.visible_to(user)) == {one for one in cases if rules.may_see_nomination(user, one)}
        assert set(Nomination.objects.in_hands_of(user)) == {
            one for one in cases if rules.handles_nomination(user, one)
        }
        assert set(Letter.objects.visible_to(user)) == {one for one in sent if rules.may_read_letter(user, one)}
        if user.is_authenticated:
            parties = {one for one in cases if rules.is_party(user, one)}
            assert set(Nomination.objects.involving(user)) == parties
    assert rules.is_party(people[0], cases[0]) == (make in PARTIES)


# --- While it is with its nominator ----------------------------------------------------------------------------------
def give_back(case: Nomination) -> Nomination:
    until = minute_of(timezone.now()) + timedelta(days=5)
    return return_nomination(case, by=make_clerk("Other Clerk", "other@example.org"), note="When was it?", until=until)


def _nominee_until_now(clerk: User, case: Nomination) -> None:
    """As submitted, about the clerk; in what is typed meanwhile, about somebody else."""
    Nomination.objects.filter(pk=case.pk).update(nominee_email=clerk.email)
    give_back(case)
    Nomination.objects.filter(pk=case.pk).update(nominee_email="somebody@far.example")


def _one_of_the_group_until_now(clerk: User, case: Nomination) -> None:
    Nomination.objects.filter(pk=case.pk).update(nominee_kind="group", nominee_email="")
    for place, email in enumerate(("else@far.example", clerk.email)):
        GroupMember.objects.create(nomination=case, place=place, name=f"Member {place}", email=email)
    give_back(case)
    case.group_members.filter(email=clerk.email).delete()


def _one_of_what_is_no_group_any_more(clerk: User, case: Nomination) -> None:
    EmailAddress.objects.create(user=clerk, email="rené@bücher.example", verified=True)
    Nomination.objects.filter(pk=case.pk).update(nominee_kind="group", nominee_email="")
    GroupMember.objects.create(nomination=case, place=0, name="René", email="rené@bücher.example")
    give_back(case)
    Nomination.objects.filter(pk=case.pk).update(nominee_kind="individual")


def _without_the_right_since(clerk: User, case: Nomination) -> None:
    give_back(case)
    let_look_after_nothing(clerk)


UNTIL_NOW = [_nominee_until_now, _one_of_the_group_until_now, _one_of_what_is_no_group_any_more]


@pytest.mark.req("R15", "R16")
@pytest.mark.parametrize("make", [*UNTIL_NOW, _without_the_right_since])
def test_what_was_submitted_stays_closed_while_it_is_with_its_nominator(
    client: Client, cast: Cast, clerk: User, case: Nomination, make: Callable[[User, Nomination], None]
) -> None:
    late = make_letter(case, "slow@far.example")
    Letter.objects.filter(pk=late.pk).update(asked_again_at=timezone.now() - 2 * waiting.LETTER_IS_LATE)
    make(clerk, case)
    client.force_login(clerk)

    assert everything_seen(client, case) == SHUT
    case = Nomination.objects.with_cycle().get(pk=case.pk)
    assert case.state == "returned"
    with pytest.raises(NotEligible):
        nominations.disqualify_nomination(case, by=clerk, reason="No.")
    person = User.objects.get(pk=clerk.pk)
    assert rules.is_party(person, case) == (make in UNTIL_NOW)
    assert list(Nomination.objects.involving(person)) == ([case] if make in UNTIL_NOW else [])
    assert not rules.may_see_nomination(person, case)
    assert not Nomination.objects.visible_to(person).exists()
    assert [letter for letter in case.letters.all() if rules.may_read_letter(person, letter)] == []
    assert not Letter.objects.visible_to(person).exists()
    assert not Letter.objects.held_for(person).exists()


def test_submitted_again_it_is_open_to_whoever_is_not_in_it_any_more(clerk: User, case: Nomination) -> None:
    _nominee_until_now(clerk, case)

    again = nominations.submit_nomination(Nomination.objects.get(pk=case.pk), by=case.nominator)

    assert rules.handles_nomination(User.objects.get(pk=clerk.pk), again)
    assert list(Nomination.objects.in_hands_of(User.objects.get(pk=clerk.pk))) == [again]


@pytest.mark.parametrize("make", [*PARTIES, *OUTSIDE])
def test_the_verb_itself_refuses(clerk: User, case: Nomination, make: Callable[[User, Nomination], None]) -> None:
    rights.all_held(clerk)  # what a page that was opened earlier remembers
    make(clerk, case)

    with pytest.raises(NotEligible):
        nominations.disqualify_nomination(case, by=clerk, reason="No.")


@pytest.mark.req("R15", "R16")
@pytest.mark.parametrize(
    "name", ["Camille Bureau", "BUREAU, Camille", "camille  bureau", "Camille Bureau et Sam Sandpiper"]
)
def test_a_name_that_is_the_same_is_asked_about_before_anything_opens(
    client: Client, clerk: User, case: Nomination, name: str
) -> None:
    Nomination.objects.filter(pk=case.pk).update(nominee_name=name)
    client.force_login(clerk)
    pages = addresses(case)
    question = pages.pop("name")

    for door in ("record", "history", "verb", "letter withdrawn", "conflicts", "letter", "file"):
        answer = client.get(pages[door])
        assert (answer.status_code, answer.headers["Location"]) == (302, question), door
    assert client.post(pages["verb"], {"reason": "No."}).headers["Location"] == question
    listed = client.get(reverse("admin:awards_nomination_changelist")).text
    assert case.code in listed
    assert "Alix Tremblay-Okafor" not in listed
    assert name not in listed
    asked = client.get(question)
    assert asked.status_code == 200
    assert [word for word in (name, "Alix Tremblay-Okafor", LETTER_CANARY) if word in asked.text] == []
    with pytest.raises(NotEligible) as refusal:
        nominations.disqualify_nomination(case, by=clerk, reason="No.")
    assert refusal.value.code == "say_who"

    done = client.post(question, {"answer": "not_me"})

    assert done.headers["Location"] == pages["record"]
    assert client.get(pages["record"]).status_code == client.get(pages["letter"]).status_code == 200
    assert Entry.objects.filter(verb="same_name_denied", by=clerk, subject_id=case.pk).count() == 1


@pytest.mark.req("R15", "R16")
def test_whoever_says_it_is_them_is_shut_out_and_only_a_colleague_ends_it(
    client: Client, clerk: User, cast: Cast, case: Nomination
) -> None:
    Nomination.objects.filter(pk=case.pk).update(nominee_name=clerk.name)
    client.force_login(clerk)
    pages = addresses(case)

    done = client.post(pages["name"], {"answer": "me"}, follow=True)

    assert done.redirect_chain[-1][0] == reverse("admin:awards_nomination_changelist")
    assert [client.get(address).status_code for address in pages.values()] == [404] * len(pages)
    said = NominationDeclaration.objects.get()
    assert (said.user, said.by, said.is_party) == (clerk, clerk, True)
    end = reverse("admin:awards_nomination_conflict_end", args=[case.pk, said.pk])
    assert client.post(end).status_code == 404
    with pytest.raises(NotEligible):
        end_conflict(said, by=clerk)

    client.force_login(cast.staff)
    assert client.post(end).status_code == 302

    client.force_login(clerk)
    assert client.get(pages["record"]).headers["Location"] == pages["name"]
    assert list(Entry.objects.filter(verb__startswith="conflict_").order_by("pk").values_list("verb", "by")) == [
        ("conflict_declared", clerk.pk),
        ("conflict_ended", cast.staff.pk),
    ]


@pytest.mark.req("R15")
def test_a_colleague_marks_a_conflict_of_another_on_the_page(
    client: Client, clerk: User, cast: Cast, case: Nomination
) -> None:
    client.force_login(cast.staff)
    page = addresses(case)["conflicts"]

    empty = client.post(page, {"colleague": clerk.pk, "reason": " "})
    done = client.post(page, {"colleague": clerk.pk, "reason": "Married to the nominee."})

    assert (empty.status_code, done.status_code) == (200, 302)
    assert "Married to the nominee." in client.get(page).text
    client.force_login(clerk)
    assert client.get(page).status_code == 404


def test_what_was_said_first_stands_and_a_conflict_outdoes_not_me(clerk: User, cast: Cast, case: Nomination) -> None:
    denied = say_not_me(NominationDeclaration, case, by=clerk)
    assert say_not_me(NominationDeclaration, case, by=clerk) == denied

    said = declare_conflict(NominationDeclaration, case, colleague=clerk, by=cast.staff, reason="A cousin.")

    assert say_not_me(NominationDeclaration, case, by=clerk) == said
    assert declare_conflict(NominationDeclaration, case, colleague=clerk, by=clerk, reason="Again.") == said
    assert list(NominationDeclaration.objects.standing()) == [said]
    with pytest.raises(Incomplete):
        declare_conflict(NominationDeclaration, case, colleague=clerk, by=clerk, reason=" ")


def test_a_case_that_nobody_may_open_waits_for_whoever_cannot_learn_from_it(
    client: Client, clerk: User, cast: Cast, case: Nomination
) -> None:
    """Without a word of it, and not for somebody who would see by it that they are a party."""
    let_look_after_nothing(clerk)
    _second_address(cast.staff, case)

    rights.forget(clerk)
    rows = waiting.stuck_cycles(User.objects.get(pk=clerk.pk), timezone.now())
    assert list(rows) == [case.cycle]
    assert not waiting.stuck_cycles(User.objects.get(pk=cast.staff.pk), timezone.now()).exists()
    client.force_login(clerk)
    desk = client.get(reverse("admin:index")).text
    assert "Awards with a case that nobody may open" in desk
    assert [word for word in (case.code, "Sandpiper", "Alix") if word in desk] == []

    AwardRight.objects.create(user=clerk)
    assert not waiting.stuck_cycles(User.objects.get(pk=clerk.pk), timezone.now()).exists()


@pytest.mark.req("R15")
def test_a_cycle_is_changed_by_whoever_looks_after_its_award(client: Client, clerk: User, case: Nomination) -> None:
    address = reverse("admin:awards_cycle_change", args=[case.cycle_id])
    client.force_login(clerk)
    assert 'name="closes_at_0"' in client.get(address).text

    _right_on_another_award(clerk, case)

    mine = AwardRight.objects.get(user=clerk).award
    assert 'name="closes_at_0"' not in client.get(address).text
    assert client.post(address, {"grace_minutes": "90"}).status_code == 403
    for verb in ("amendment", "cancellation", "restoration", "skipping", "next", "deletion"):
        for answer in (client.get, client.post):
            assert answer(reverse(f"admin:awards_cycle_{verb}", args=[case.cycle_id])).status_code == 403, verb
    assert client.post(reverse("admin:awards_cycle_move", args=[case.cycle_id, "taking_up"])).status_code == 403
    assert [award for award, _latest in client.get(reverse("admin:awards_cycle_add")).context["awards"]] == [mine]
    for asked in (mine.pk, case.cycle.award_id):  # the form of another award begins with nothing of it
        adding = client.get(reverse("admin:awards_cycle_add"), {"award": asked}).context["adminform"].form
        assert list(adding.fields["award"].queryset) == [mine]
        assert adding.initial.get("award") == (mine.pk if asked == mine.pk else None)
    assert client.get(reverse("admin:awards_award_add")).status_code == 403
