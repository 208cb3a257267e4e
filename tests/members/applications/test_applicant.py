"""An applicant begins, saves, hands in, answers and withdraws; each refusal says why."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from members.applications.actions import applicant as actions
from members.applications.actions import decisions
from members.eligibility import today
from members.models import Application, Member, Membership
from pafso.drafts.models import EditedElsewhere
from pafso.errors import Incomplete, NotEligible, WrongMove
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories.applications import make_application, make_asked, make_stream, make_submitted, touch
from tests.factories.people import Cast, make_member

State = Application.State
TOLD = "chidi@example.org"


def begin(user: Any) -> Application:
    return actions.begin_application(by=user, form_token=uuid.uuid4())


# Begin


def test_a_begun_application_knows_what_the_account_knows(cast: Cast) -> None:
    with traces() as left:
        application = begin(cast.newcomer)

    assert (application.state, application.name, application.former_number) == ("draft", "Chidi Newcomer", "")
    assert len(application.code) == 5
    assert left.audit == [("application_begun", application.code, "Chidi Newcomer")]
    assert left.mails == []


def test_one_application_at_a_time(cast: Cast) -> None:
    first = begin(cast.newcomer)

    with traces() as left:
        second = begin(cast.newcomer)

    assert second == first
    assert left.audit == []


def test_a_second_press_finds_what_the_first_began_even_when_it_is_over(cast: Cast) -> None:
    token = uuid.uuid4()
    first = actions.begin_application(by=cast.newcomer, form_token=token)
    actions.withdraw_application(first, by=cast.newcomer)

    assert actions.begin_application(by=cast.newcomer, form_token=token) == first
    assert begin(cast.newcomer) != first


def test_the_token_of_somebody_else_is_a_press_of_its_own(cast: Cast) -> None:
    token = uuid.uuid4()
    theirs = actions.begin_application(by=cast.outsider, form_token=token)

    mine = actions.begin_application(by=cast.newcomer, form_token=token)

    assert mine != theirs
    assert mine.applicant == cast.newcomer


def test_somebody_who_was_a_member_is_known_by_the_number(cast: Cast) -> None:
    Member.objects.filter(user=cast.outsider).update(employer="ircc")

    application = begin(cast.outsider)

    assert (application.former_number, application.employer) == ("1004", "ircc")


def test_a_member_is_told_whom_to_ask(cast: Cast) -> None:
    with pytest.raises(NotEligible) as refusal:
        begin(cast.officer)

    assert str(refusal.value) == (
        "You are already on the roll: member 1001, regular, from September 1, 2015. "
        "To change your class of membership, write to the office."
    )
    assert not Application.objects.exists()


def test_a_membership_to_come_is_in_the_way_too_and_a_struck_one_is_not(cast: Cast) -> None:
    member = make_member(cast.newcomer, "2001", ("regular", today() + timedelta(days=9), None))

    with pytest.raises(NotEligible, match="member 2001, regular, from"):
        begin(cast.newcomer)
    Membership.objects.filter(member=member).update(struck_at=timezone.now())

    assert begin(cast.newcomer).state == State.DRAFT


# Save


def save(application: Application, tab: str = "t1", version: int | None = None, **values: Any) -> Application:
    version = application.version if version is None else version
    return actions.save_application(application, values=values, tab=tab, version=version)


def test_a_draft_is_saved_as_it_is_and_leaves_no_trace(cast: Cast) -> None:
    application = begin(cast.newcomer)

    with traces() as left:
        saved = save(application, name="Ch", level="FS-01", state="approved", code="XXXXX")

    assert (saved.name, saved.level, saved.state, saved.code, saved.version) == (
        "Ch", "FS-01", "draft", application.code, 1,
    )  # fmt: skip
    assert (left.audit, left.mails) == ([], [])


def test_two_tabs_do_not_overwrite_each_other(cast: Cast) -> None:
    application = begin(cast.newcomer)
    save(application, tab="one", version=0, name="From one")

    with pytest.raises(EditedElsewhere):
        save(application, tab="two", version=0, name="From two")

    application.refresh_from_db()
    assert (application.name, application.version) == ("From one", 1)


def test_a_touch_resets_the_warning_and_looking_does_not(cast: Cast) -> None:
    old = timezone.now() - timedelta(days=25)
    application = touch(begin(cast.newcomer), touched_at=old)
    same = save(application, name=application.name)
    assert same.touched_at == old
    touch(application, warned_at=timezone.now())

    saved = save(application, name=application.name)

    assert saved.warned_at is None
    assert saved.touched_at > timezone.now() - timedelta(minutes=1)


def test_an_answer_is_saved_only_while_one_is_asked(cast: Cast) -> None:
    draft = save(begin(cast.newcomer), answer="Nobody asked", name="Chidi")
    assert draft.answer == ""
    actions.withdraw_application(draft, by=cast.newcomer)
    asked = make_asked(cast.newcomer, cast.staff)

    assert save(asked, answer="GAC").answer == "GAC"


def test_what_the_office_has_is_not_changed(cast: Cast) -> None:
    application = make_submitted(cast.newcomer)

    with pytest.raises(WrongMove) as refusal:
        save(application, name="Somebody Else")

    assert str(refusal.value) == "This application can no longer be changed, but you can still read it."
    application.refresh_from_db()
    assert application.name == "Chidi Newcomer"


# Hand in


def test_handing_in_gives_a_receipt(cast: Cast) -> None:
    application = make_application(cast.newcomer)

    with traces() as left:
        submitted = actions.submit_application(application, by=cast.newcomer)

    assert submitted.state == State.SUBMITTED
    assert submitted.submitted_at is not None
    assert left.audit == [("application_submitted", application.code, "Chidi Newcomer")]
    assert left.mails == [("members/application_received", TOLD, "en")]
    mail = Mail.objects.get(event="members/application_received")
    assert mail.subject == f"Your application has been received: {application.code}"
    assert f"/en/account/application/{application.code}/" in mail.text


def test_handing_in_twice_is_once(cast: Cast) -> None:
    application = make_submitted(cast.newcomer)

    with traces() as left:
        again = actions.submit_application(application, by=cast.newcomer)

    assert again.submitted_at == application.submitted_at
    assert (left.audit, left.mails) == ([], [])


def test_everything_that_is_missing_is_said_at_once(cast: Cast) -> None:
    application = make_application(
        cast.newcomer, name=" ", employer="", level="", stream=None, joined_on=None, kind_id="regular"
    )

    with traces() as left, pytest.raises(Incomplete) as refusal:
        actions.submit_application(application, by=cast.newcomer)

    assert [(field, str(sentence)) for field, sentence in refusal.value.problems] == [
        ("name", "Write your name."),
        ("employer", "Say who your employer is."),
        ("level", "Choose your level."),
        ("stream", "Choose your stream."),
        ("joined_on", "Say when you joined the Foreign Service."),
    ]
    application.refresh_from_db()
    assert application.state == State.DRAFT
    assert (left.audit, left.mails) == ([], [])


@pytest.mark.parametrize("kind", ["retired", "associate"])
def test_other_classes_say_what_ties_them(cast: Cast, kind: str) -> None:
    nothing = {"employer": "", "level": "", "stream": None, "joined_on": None}
    application = make_application(cast.newcomer, kind_id=kind, **nothing)

    assert [field for field, _ in actions.missing(application)] == ["remarks"]
    application.remarks = "Thirty years at missions."
    assert actions.missing(application) == []


def test_without_a_class_only_that_is_asked(cast: Cast) -> None:
    application = make_application(cast.newcomer, kind_id=None)

    assert [(field, str(sentence)) for field, sentence in actions.missing(application)] == [
        ("kind", "Choose a class of membership.")
    ]


def test_without_a_class_what_each_asks_is_said_too(cast: Cast) -> None:
    nothing = {"employer": "", "level": "", "stream": None, "joined_on": None}
    application = make_application(cast.newcomer, kind_id=None, **nothing)

    sentences = [str(sentence) for _field, sentence in actions.missing(application)]

    assert sentences[0] == "Choose a class of membership."
    assert sentences[1].startswith("Regular members also give their employer, level and stream, and the date")
    assert len(sentences) == 2
    application.remarks = "Thirty years at missions."
    assert [str(sentence) for _field, sentence in actions.missing(application)] == ["Choose a class of membership."]


@pytest.mark.parametrize("day", [today() + timedelta(days=1), date(today().year - 81, 12, 31)])
def test_a_day_outside_a_career_is_pointed_at(cast: Cast, day: date) -> None:
    application = make_application(cast.newcomer, joined_on=day)

    assert [(field, str(sentence)) for field, sentence in actions.missing(application)] == [
        ("joined_on", "Check the year: this date is in the future, or too long ago.")
    ]


@pytest.mark.parametrize("day", [today(), date(today().year - 80, 1, 1)])
def test_a_day_within_a_career_is_taken(cast: Cast, day: date) -> None:
    assert actions.missing(make_application(cast.newcomer, joined_on=day)) == []


def test_an_account_without_a_proven_address_hands_in_nothing(cast: Cast) -> None:
    application = make_application(cast.newcomer)
    EmailAddress.objects.filter(user=cast.newcomer).update(verified=False)

    with pytest.raises(NotEligible) as refusal:
        actions.submit_application(application, by=cast.newcomer)

    assert str(refusal.value) == "Confirm one of your email addresses first: the office will write to it."


def test_somebody_who_became_a_member_meanwhile_hands_in_nothing(cast: Cast) -> None:
    application = make_application(cast.newcomer)
    make_member(cast.newcomer, "2001", ("regular", date(2020, 1, 1), None))

    with pytest.raises(NotEligible) as refusal:
        actions.submit_application(application, by=cast.newcomer)

    assert str(refusal.value).startswith("You are already on the roll: member 2001, regular,")


def test_what_was_withdrawn_is_not_handed_in(cast: Cast) -> None:
    application = actions.withdraw_application(make_application(cast.newcomer), by=cast.newcomer)

    with pytest.raises(WrongMove) as refusal:
        actions.submit_application(application, by=cast.newcomer)

    assert str(refusal.value) == "This is “Withdrawn” and cannot become “Submitted”."


# Answer


def test_an_answer_goes_back_to_the_office_with_a_receipt(cast: Cast) -> None:
    application = save(make_asked(cast.newcomer, cast.staff), answer="GAC, since May.")

    with traces() as left:
        answered = actions.submit_application(application, by=cast.newcomer)

    assert (answered.state, answered.answer) == (State.SUBMITTED, "GAC, since May.")
    assert left.audit == [("application_answered", application.code, "Chidi Newcomer")]
    assert left.mails == [("members/application_answered", TOLD, "en")]


def test_an_empty_answer_is_missing(cast: Cast) -> None:
    application = save(make_asked(cast.newcomer, cast.staff), answer=" \n")

    with pytest.raises(Incomplete) as refusal:
        actions.submit_application(application, by=cast.newcomer)

    assert [(field, str(sentence)) for field, sentence in refusal.value.problems] == [
        ("answer", "Answer the office’s question.")
    ]


# Withdraw


def test_a_submitted_application_is_withdrawn_with_a_receipt(cast: Cast) -> None:
    application = make_submitted(cast.newcomer)

    with traces() as left:
        actions.withdraw_application(application, by=cast.newcomer)
        again = actions.withdraw_application(application, by=cast.newcomer)

    assert again.state == State.WITHDRAWN
    assert left.audit == [("application_withdrawn", application.code, "Chidi Newcomer")]
    assert left.mails == [("members/application_withdrawn", TOLD, "en")]


def test_a_draft_is_thrown_away_without_a_mail(cast: Cast) -> None:
    with traces() as left:
        application = make_application(cast.newcomer)
        actions.withdraw_application(application, by=cast.newcomer)

    assert [verb for verb, *_ in left.audit] == ["application_begun", "application_withdrawn"]
    assert left.mails == []


def test_what_was_decided_is_not_withdrawn(cast: Cast) -> None:
    application = make_submitted(cast.newcomer, stream=make_stream())
    decisions.refuse_application(application, by=cast.staff, reason="Not in the FS group.")

    with pytest.raises(WrongMove) as refusal:
        actions.withdraw_application(application, by=cast.newcomer)

    assert str(refusal.value) == "This is “Refused” and cannot become “Withdrawn”."
