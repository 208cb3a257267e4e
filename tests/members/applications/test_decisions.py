"""The office asks, approves and refuses; two deciding at once, and nobody about themselves."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.applications.actions import applicant, decisions
from members.models import Application, Appointment, Member, Membership, MembershipClass, RollAddress, User
from pafso.errors import DomainError, Incomplete, NotEligible, Refused, WrongMove
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories.applications import make_application, make_asked, make_submitted, touch
from tests.factories.people import Cast, make_member, make_user

State = Application.State
TOLD = "chidi@example.org"
FIRST = date(2026, 12, 1)


@pytest.fixture
def submitted(cast: Cast) -> Application:
    return make_submitted(cast.newcomer, employer="gac", preferred_name="Chi")


@pytest.fixture
def other_staff(db: None) -> User:
    return make_user("Robin Second", "robin@example.org", is_staff=True)


def approve(application: Application, by: User, **more: Any) -> Application:
    choices = {"number": "2001", "kind": MembershipClass.objects.get(pk="regular"), "starts_on": FIRST, **more}
    return decisions.approve_application(application, by=by, **choices)


def refuse(application: Application, by: User) -> Application:
    return decisions.refuse_application(application, by=by, reason="Not in the FS group.")


def ask(application: Application, by: User) -> Application:
    return decisions.request_information(application, by=by, question="Who is your employer now?")


# Ask


def test_a_question_goes_to_the_applicant_and_the_days_count_anew(submitted: Application, cast: Cast) -> None:
    touch(submitted, touched_at=timezone.now() - timedelta(days=29))

    with traces() as left:
        asked = ask(submitted, cast.staff)

    assert (asked.state, asked.question) == (State.INFORMATION_REQUESTED, "Who is your employer now?")
    assert asked.touched_at > timezone.now() - timedelta(minutes=1)
    assert left.audit == [("application_information_requested", asked.code, "Dominique Roy")]
    assert left.mails == [("members/application_information_requested", TOLD, "en")]
    mail = Mail.objects.get(event="members/application_information_requested")
    assert "Who is your employer now?" in mail.text
    assert "employer" not in mail.subject


def test_the_same_question_twice_is_one(submitted: Application, cast: Cast) -> None:
    ask(submitted, cast.staff)

    with traces() as left:
        ask(submitted, cast.staff)

    assert (left.audit, left.mails) == ([], [])


def test_two_questions_at_once_are_one_and_a_sentence(submitted: Application, cast: Cast, other_staff: User) -> None:
    ask(submitted, cast.staff)

    with pytest.raises(WrongMove) as refusal:
        decisions.request_information(submitted, by=other_staff, question="And since when?")

    assert str(refusal.value) == "Somebody else asked the applicant a question a moment ago. Reload the page to see it."


def test_a_second_round_keeps_the_first(submitted: Application, cast: Cast) -> None:
    asked = ask(submitted, cast.staff)
    applicant.save_application(asked, values={"answer": "GAC."}, tab="t", version=asked.version)
    applicant.submit_application(asked, by=cast.newcomer)

    again = decisions.request_information(asked, by=cast.staff, question="And since when?")

    assert (again.question, again.answer) == ("And since when?", "")
    assert again.earlier == [{"question": "Who is your employer now?", "answer": "GAC."}]
    assert Mail.objects.filter(event="members/application_information_requested").count() == 2


@pytest.mark.parametrize(
    ("verb", "field", "sentence"),
    [
        (
            lambda row, by: decisions.request_information(row, by=by, question=" "),
            "question",
            "Write what you need to know.",
        ),
        (
            lambda row, by: decisions.refuse_application(row, by=by, reason="\n"),
            "reason",
            "Give the reason: the applicant will be told.",
        ),
        (lambda row, by: approve(row, by, number=" "), "number", "Give the member number."),
    ],
)
def test_what_must_be_written(
    submitted: Application, cast: Cast, verb: Callable[..., Any], field: str, sentence: str
) -> None:
    with traces() as left, pytest.raises(Incomplete) as refusal:
        verb(submitted, cast.staff)

    assert [(name, str(words)) for name, words in refusal.value.problems] == [(field, sentence)]
    assert (left.audit, left.mails) == ([], [])


# Approve


def test_approval_makes_the_member(submitted: Application, cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.newcomer, email="chidi@work.example", verified=True)
    EmailAddress.objects.create(user=cast.newcomer, email="unproven@example.org", verified=False)

    with traces() as left:
        approved = approve(submitted, cast.staff, reason="Welcome back from Dakar.")

    member = Member.objects.get(number="2001")
    assert (approved.state, approved.decided_by, approved.member) == (State.APPROVED, cast.staff, member)
    assert (member.user, member.name, member.preferred_name, member.employer) == (
        cast.newcomer, "Chidi Newcomer", "Chi", "gac",
    )  # fmt: skip
    assert list(member.memberships.values_list("kind", "starts_on", "ends_on")) == [("regular", FIRST, None)]
    proven = member.addresses.exclude(verified_at=None).values_list("email", flat=True)
    assert set(proven) == {"chidi@example.org", "chidi@work.example"}
    assert not RollAddress.objects.filter(email="unproven@example.org").exists()
    assert not Appointment.objects.filter(member=member).exists()
    cast.newcomer.refresh_from_db()
    assert cast.newcomer.preferred_name == "Chi"
    assert left.audit == [
        ("member_added", "Chidi Newcomer (2001)", "Dominique Roy"),
        ("account_joined_to_roll", "Chidi Newcomer (2001)", "Dominique Roy"),
        ("membership_added", "Chidi Newcomer (2001)", "Dominique Roy"),
        ("application_approved", approved.code, "Dominique Roy"),
    ]
    assert left.mails == [("members/application_approved", TOLD, "en")]
    text = Mail.objects.get(event="members/application_approved").text
    assert "Your member number is 2001. Your class of membership: regular." in text
    assert "Welcome back from Dakar." in text
    assert "endorse nominations and vote" in text


def test_the_welcome_is_in_the_language_of_the_newcomer(cast: Cast) -> None:
    User.objects.filter(pk=cast.newcomer.pk).update(language="fr")
    submitted = make_submitted(User.objects.get(pk=cast.newcomer.pk), kind_id="associate", remarks="Consul honoraire.")

    with traces() as left:
        approve(submitted, cast.staff, kind=MembershipClass.objects.get(pk="associate"))

    assert left.mails == [("members/application_approved", TOLD, "fr")]
    assert "associé" in Mail.objects.get(event="members/application_approved").text
    assert Member.objects.get(number="2001").language == "fr"


def test_an_entry_that_is_there_is_joined(submitted: Application, cast: Cast) -> None:
    entry = make_member(None, "1500", ("regular", date(2001, 1, 1), date(2010, 12, 31)), name="Chidi N.")
    address = RollAddress.objects.create(member=entry, email=TOLD)
    RollAddress.objects.create(member=entry, email="former@example.org", verified_at=timezone.now())

    with traces() as left:
        approve(submitted, cast.staff, number="ignored", member=entry)

    entry.refresh_from_db()
    address.refresh_from_db()
    assert (entry.user, entry.name, entry.sort_name) == (cast.newcomer, "Chidi Newcomer", "chidi newcomer")
    assert address.verified_at is not None
    assert list(entry.memberships.values_list("starts_on", flat=True)) == [FIRST, date(2001, 1, 1)]
    assert not Member.objects.filter(number="ignored").exists()
    assert [verb for verb, *_ in left.audit] == ["account_joined_to_roll", "membership_added", "application_approved"]
    assert ("members/entry_joined", "former@example.org", "en") in left.mails


def test_somebody_who_left_comes_back_to_the_same_entry(cast: Cast) -> None:
    submitted = make_submitted(cast.outsider)

    with traces() as left:
        approve(submitted, cast.staff, member=Member.objects.get(number="1004"))

    member = Member.objects.get(user=cast.outsider)
    assert member.number == "1004"
    assert member.memberships.count() == 2
    assert [verb for verb, *_ in left.audit] == ["membership_added", "application_approved"]


def test_a_member_without_an_account_is_only_joined(submitted: Application, cast: Cast) -> None:
    entry = make_member(None, "1500", ("regular", date(2001, 1, 1), None), name="Chidi N.")

    approve(submitted, cast.staff, member=entry)

    assert list(entry.memberships.values_list("starts_on", "ends_on")) == [(date(2001, 1, 1), None)]


def test_another_class_follows_the_one_before(submitted: Application, cast: Cast) -> None:
    entry = make_member(None, "1500", ("associate", date(2001, 1, 1), None), name="Chidi N.")

    approve(submitted, cast.staff, member=entry)

    assert list(entry.memberships.values_list("kind", "starts_on", "ends_on")) == [
        ("regular", FIRST, None),
        ("associate", date(2001, 1, 1), date(2026, 11, 30)),
    ]


def wrong_number(cast: Cast) -> dict[str, Any]:
    return {"number": "1001"}


def entry_of_somebody_else(cast: Cast) -> dict[str, Any]:
    return {"member": Member.objects.get(user=cast.officer)}


def merged_entry(cast: Cast) -> dict[str, Any]:
    kept = Member.objects.get(user=cast.officer)
    return {"member": Member.objects.create(number="1500", name="Chidi", merged_into=kept)}


def erased_entry(cast: Cast) -> dict[str, Any]:
    return {"member": Member.objects.create(number="1500", name="Chidi", erased_at=timezone.now())}


def second_entry(cast: Cast) -> dict[str, Any]:
    make_member(cast.newcomer, "1600")
    return {}


def second_entry_chosen(cast: Cast) -> dict[str, Any]:
    make_member(cast.newcomer, "1600")
    return {"member": make_member(None, "1700")}


def later_membership(cast: Cast) -> dict[str, Any]:
    return {"member": make_member(None, "1700", ("retired", date(2027, 1, 1), None))}


@pytest.mark.parametrize(
    ("wrong", "error", "sentence"),
    [
        (wrong_number, NotEligible, "The number 1001 is already in use. Choose another one."),
        (
            entry_of_somebody_else,
            NotEligible,
            "This entry belongs to another account. If both are the same person, write to them first.",
        ),
        (
            merged_entry,
            WrongMove,
            "This entry was merged into another one of the same person and is no longer changed.",
        ),
        (erased_entry, WrongMove, "This entry was erased and is no longer changed."),
        (second_entry, NotEligible, "This account is already linked to entry 1600. Choose that one."),
        (second_entry_chosen, NotEligible, "This account is already linked to entry 1600. Choose that one."),
        (
            later_membership,
            Refused,
            "Another one already begins on January 1, 2027. Choose a later first day, or have that one struck out.",
        ),
    ],
)
def test_an_approval_that_does_not_fit_changes_nothing(
    submitted: Application, cast: Cast, wrong: Callable[[Cast], dict[str, Any]], error: type[DomainError], sentence: str
) -> None:
    choices, before = wrong(cast), Membership.objects.count()

    with traces() as left, pytest.raises(error) as refusal:
        approve(submitted, cast.staff, **choices)

    assert str(refusal.value) == sentence
    submitted.refresh_from_db()
    assert (submitted.state, submitted.member) == (State.SUBMITTED, None)
    assert Membership.objects.count() == before
    assert (left.audit, left.mails) == ([], [])


def test_approving_twice_is_once(submitted: Application, cast: Cast) -> None:
    approve(submitted, cast.staff)

    with traces() as left:
        again = approve(submitted, cast.staff, number="2002")

    assert again.member is not None
    assert again.member.number == "2001"
    assert not Member.objects.filter(number="2002").exists()
    assert (left.audit, left.mails) == ([], [])


def test_refusing_twice_is_once(submitted: Application, cast: Cast) -> None:
    refuse(submitted, cast.staff)

    with traces() as left:
        refuse(submitted, cast.staff)

    assert (left.audit, left.mails) == ([], [])


@pytest.mark.parametrize(
    ("first", "second"), [(approve, refuse), (refuse, approve), (approve, approve), (refuse, refuse)]
)
def test_of_two_who_decide_at_once_one_wins(
    submitted: Application, cast: Cast, other_staff: User, first: Callable[..., Any], second: Callable[..., Any]
) -> None:
    stale = Application.objects.get(pk=submitted.pk)
    first(submitted, cast.staff)

    with traces() as left, pytest.raises(WrongMove) as refusal:
        second(stale, other_staff)

    assert str(refusal.value) == "This application was decided a moment ago. Reload the page to see by whom and how."
    assert (left.audit, left.mails) == ([], [])


@pytest.mark.parametrize("verb", [approve, refuse, ask])
def test_nobody_decides_on_their_own(cast: Cast, verb: Callable[..., Any]) -> None:
    own = make_submitted(cast.staff)

    with traces() as left, pytest.raises(NotEligible) as refusal:
        verb(own, cast.staff)

    assert str(refusal.value) == "You cannot decide your own application. Ask a colleague."
    assert (left.audit, left.mails) == ([], [])


def test_the_database_refuses_a_decision_on_ones_own(cast: Cast) -> None:
    own = make_submitted(cast.staff)

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=own.pk).update(decided_by=cast.staff)


@pytest.mark.parametrize("verb", [approve, refuse, ask])
def test_a_draft_is_not_the_offices(cast: Cast, verb: Callable[..., Any]) -> None:
    draft = make_application(cast.newcomer)

    with pytest.raises(WrongMove, match="This is “Draft” and cannot become"):
        verb(draft, cast.staff)

    assert not Member.objects.filter(number="2001").exists()


@pytest.mark.parametrize("verb", [approve, refuse])
def test_while_a_question_stands_nothing_is_decided(cast: Cast, verb: Callable[..., Any]) -> None:
    asked = make_asked(cast.newcomer, cast.staff)

    with pytest.raises(WrongMove, match="This is “Information requested” and cannot become"):
        verb(asked, cast.staff)


# Refuse


def test_a_refusal_gives_its_reason(submitted: Application, cast: Cast) -> None:
    with traces() as left:
        refused = refuse(submitted, cast.staff)

    assert (refused.state, refused.decision_reason, refused.decided_by) == (
        State.REFUSED, "Not in the FS group.", cast.staff,
    )  # fmt: skip
    assert left.audit == [("application_refused", refused.code, "Dominique Roy")]
    assert left.mails == [("members/application_refused", TOLD, "en")]
    mail = Mail.objects.get(event="members/application_refused")
    assert "Not in the FS group." in mail.text
    assert mail.subject == f"The decision on your application {refused.code}"


# The next number


def test_the_next_number_follows_the_highest_of_figures(cast: Cast) -> None:
    for number in ("999", "A-9999", "12345678901234"):
        Member.objects.create(number=number, name=number)

    assert decisions.suggested_number() == "1005"


def test_the_first_number_is_one(db: None) -> None:
    assert decisions.suggested_number() == "1"
