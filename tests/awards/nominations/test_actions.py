"""Every exit of the verbs of a nomination, with what each leaves in the audit trail and the outbox."""

import uuid
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from awards.letters import actions as letter_actions
from awards.models import Cycle, Nomination
from awards.nominations import actions
from awards.nominations.actions.drafts import MOST_NOMINATIONS
from pafso.clock import OTTAWA
from pafso.drafts.models import EditedElsewhere
from pafso.errors import Incomplete, NotEligible, WindowClosed, WrongMove
from pafso.mail.models import Mail
from tests.awards.nominations.test_deletion import at_once
from tests.awards.traces import traces
from tests.factories.awards import (
    CASE_CANARY,
    NOMINEE_CANARY,
    close,
    make_award,
    make_cycle,
    make_draft,
    make_sent_letter,
    make_submitted,
)
from tests.factories.people import Cast

CLOSES = datetime(2027, 4, 5, 23, 59, tzinfo=OTTAWA)
SECOND = timedelta(seconds=1)


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle()


@pytest.fixture
def april(db: None) -> Cycle:
    """Closes on 5 April 2027 at 23:59 in Ottawa, with an hour of grace."""
    return make_cycle(opens_at=CLOSES - timedelta(days=30), closes_at=CLOSES)


# --- begun ----------------------------------------------------------------------------------------------------------
def test_starting_makes_a_draft(cycle: Cycle, cast: Cast) -> None:
    with traces() as left:
        nomination = actions.start_nomination(cycle, by=cast.colleague, form_token=uuid.uuid4())

    assert (nomination.state, nomination.nominator, nomination.language) == ("draft", cast.colleague, "fr")
    assert len(nomination.code) == 5
    assert left.audit == [("nomination_begun", nomination.code, "Benoît Lefèvre")]
    assert left.mails == []


@pytest.mark.req("R41")
def test_a_second_press_of_the_button_finds_the_first_draft(cycle: Cycle, cast: Cast) -> None:
    token = uuid.uuid4()
    first = actions.start_nomination(cycle, by=cast.officer, form_token=token)

    with traces() as left:
        second = actions.start_nomination(cycle, by=cast.officer, form_token=token)

    assert second == first
    assert left.audit == []
    assert Nomination.objects.count() == 1


@pytest.mark.req("R41")
def test_nominating_again_goes_on_with_the_empty_draft(cycle: Cycle, cast: Cast) -> None:
    first = actions.start_nomination(cycle, by=cast.officer, form_token=uuid.uuid4())
    others = actions.start_nomination(cycle, by=cast.colleague, form_token=uuid.uuid4())

    with traces() as left:
        second = actions.start_nomination(cycle, by=cast.officer, form_token=uuid.uuid4())
    actions.save_draft(second, by=second.nominator, values={"nominee_name": "Ida Sand"}, tab="a", version=0)
    third = actions.start_nomination(cycle, by=cast.officer, form_token=uuid.uuid4())

    assert (second, left.audit) == (first, [])
    assert third not in (first, others)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_begin_one_draft(cast: Cast) -> None:
    cycle = make_cycle()
    press = lambda: actions.start_nomination(cycle, by=cast.officer, form_token=uuid.uuid4())  # noqa: E731

    assert at_once(*[press] * 4) == (None,) * 4

    assert Nomination.objects.count() == 1


def test_beginning_from_an_earlier_one_copies_its_words_and_asks_nobody(cycle: Cycle, cast: Cast) -> None:
    award = cycle.award
    earlier = make_submitted(make_cycle(award, year=2026), cast.officer, nominee_name="Ida Sand")
    token = uuid.uuid4()

    with traces() as left:
        nomination = actions.begin_from_earlier(earlier, cycle, by=cast.officer, form_token=token)
    actions.save_draft(nomination, by=nomination.nominator, values={"case": "Mine by now."}, tab="a", version=1)
    again = actions.begin_from_earlier(earlier, cycle, by=cast.officer, form_token=token)

    assert again == nomination
    assert (again.nominee_name, again.case, again.cycle) == ("Ida Sand", "Mine by now.", cycle)
    assert (nomination.case, nomination.nominee_email) == (earlier.case, earlier.nominee_email)
    assert nomination.state == "draft" and nomination.submitted_at is None
    assert not nomination.letters.exists()
    assert left.audit == [("nomination_begun", nomination.code, "Alix Tremblay-Okafor")]
    assert left.mails == []
    proposed = letter_actions.proposed_supporters(again, asked=[])
    assert [letter.email for letter in proposed] == ["quill1@example.org", "quill0@example.org"]
    assert letter_actions.proposed_supporters(again, asked=proposed) == []
    theirs = make_draft(cycle, cast.colleague, nominee_name="Ida Sand")
    assert letter_actions.proposed_supporters(theirs, asked=[]) == []


def test_each_earlier_nomination_on_a_page_is_a_press_of_its_own(cycle: Cycle, cast: Cast) -> None:
    """Back on a page that the browser kept, another button is pressed: never the draft of the first."""
    past = make_cycle(cycle.award, year=2020)
    ida, otto = (make_draft(past, cast.officer, nominee_name=name) for name in ("Ida Sand", "Otto Fell"))
    token = uuid.uuid4()
    first = actions.begin_from_earlier(ida, cycle, by=cast.officer, form_token=token)
    plain = actions.start_nomination(cycle, by=cast.officer, form_token=token)

    actions.save_draft(plain, by=plain.nominator, values={"nominee_name": "Somebody else"}, tab="a", version=0)
    second = actions.begin_from_earlier(otto, cycle, by=cast.officer, form_token=token)

    assert len({first.pk, plain.pk, second.pk}) == 3
    assert [row.nominee_name for row in (first, second)] == ["Ida Sand", "Otto Fell"]


def test_somebody_elses_token_does_not_lead_to_their_draft(cycle: Cycle, cast: Cast) -> None:
    token = uuid.uuid4()
    actions.start_nomination(cycle, by=cast.officer, form_token=token)

    other = actions.start_nomination(cycle, by=cast.outsider, form_token=token)

    assert other.nominator == cast.outsider
    assert Nomination.objects.count() == 2


def test_an_award_for_groups_begins_with_a_group(cast: Cast) -> None:
    cycle = make_cycle(make_award("groups", nominee_kind="group"))

    nomination = actions.start_nomination(cycle, by=cast.officer, form_token=uuid.uuid4())

    assert nomination.nominee_kind == "group"


@pytest.mark.req("R46")
@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (CLOSES - timedelta(days=30) - SECOND, "Nominations are not open yet."),
        (CLOSES + timedelta(seconds=60), "This cycle is closed: no new nomination can be started."),
    ],
)
def test_outside_the_window_nothing_is_begun(april: Cycle, cast: Cast, now: datetime, sentence: str) -> None:
    with traces() as left, pytest.raises(WindowClosed) as refused:
        actions.start_nomination(april, by=cast.officer, form_token=uuid.uuid4(), now=now)

    assert str(refused.value).startswith(sentence)
    assert left.audit == []
    assert not Nomination.objects.exists()


def test_there_is_an_end_to_beginning(cycle: Cycle, cast: Cast) -> None:
    for number in range(MOST_NOMINATIONS):
        begun = actions.start_nomination(cycle, by=cast.officer, form_token=uuid.uuid4())
        actions.save_draft(begun, by=begun.nominator, values={"nominee_name": f"Nominee {number}"}, tab="a", version=0)

    with pytest.raises(NotEligible):
        actions.start_nomination(cycle, by=cast.officer, form_token=uuid.uuid4())

    assert actions.start_nomination(cycle, by=cast.colleague, form_token=uuid.uuid4()).nominator == cast.colleague


# --- saved ----------------------------------------------------------------------------------------------------------
def test_a_draft_needs_nothing(cycle: Cycle, cast: Cast) -> None:
    nomination = actions.start_nomination(cycle, by=cast.officer, form_token=uuid.uuid4())

    with traces() as left:
        saved = actions.save_draft(
            nomination, by=cast.officer, values={"nominee_email": "half@", "state": "submitted"}, tab="a", version=0
        )

    nomination.refresh_from_db()
    assert (nomination.nominee_email, nomination.state, nomination.version) == ("half@", "draft", 1)
    assert saved.version == 1
    assert (left.audit, left.mails) == ([], [])


def test_saving_the_same_again_writes_nothing(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer, case="Here.")

    again = actions.save_draft(nomination, by=nomination.nominator, values={"case": "Here."}, tab="other", version=0)

    assert (again.version, again.tab) == (1, "first")


def test_one_tab_saves_again_and_again(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer, case="One.")

    actions.save_draft(nomination, by=nomination.nominator, values={"case": "Two."}, tab="first", version=0)
    actions.save_draft(nomination, by=nomination.nominator, values={"case": "Three."}, tab="first", version=0)

    nomination.refresh_from_db()
    assert (nomination.case, nomination.version) == ("Three.", 3)


def test_two_tabs_do_not_overwrite_each_other(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer, case="From the first tab.")
    actions.save_draft(
        nomination, by=nomination.nominator, values={"case": "From the second tab."}, tab="second", version=1
    )

    with pytest.raises(EditedElsewhere) as refused:
        actions.save_draft(
            nomination, by=nomination.nominator, values={"case": "From the first again."}, tab="first", version=0
        )

    nomination.refresh_from_db()
    assert nomination.case == "From the second tab."
    assert (refused.value.code, refused.value.status) == ("edited_elsewhere", 409)


def test_an_award_for_one_person_keeps_its_kind(cycle: Cycle, cast: Cast) -> None:
    assert make_draft(cycle, cast.officer, nominee_kind="group").nominee_kind == "individual"


def test_an_award_for_either_takes_the_choice(cast: Cast) -> None:
    cycle = make_cycle(make_award("either", nominee_kind="either"))

    assert make_draft(cycle, cast.officer, nominee_kind="group").nominee_kind == "group"


def test_what_was_handed_in_is_not_saved_over(cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)

    with pytest.raises(WrongMove):
        actions.save_draft(
            nomination, by=nomination.nominator, values={"case": "Other."}, tab="first", version=nomination.version
        )


@pytest.mark.req("R46")
@pytest.mark.parametrize(("late_by", "is_saved"), [(-SECOND, True), (timedelta(0), False), (SECOND, False)])
def test_work_begun_before_may_be_finished_within_the_grace(
    april: Cycle, cast: Cast, late_by: timedelta, is_saved: bool
) -> None:
    with time_machine.travel(CLOSES - timedelta(hours=1), tick=False):
        nomination = make_draft(april, cast.officer, case="Before.")
    end_of_grace = CLOSES + timedelta(minutes=1) + timedelta(hours=1)
    after = {"values": {"case": "After."}, "tab": "first", "version": 1, "now": end_of_grace + late_by}

    if is_saved:
        actions.save_draft(nomination, by=nomination.nominator, **after)
    else:
        with pytest.raises(WindowClosed):
            actions.save_draft(nomination, by=nomination.nominator, **after)

    nomination.refresh_from_db()
    assert nomination.case == ("After." if is_saved else "Before.")


# --- handed in ------------------------------------------------------------------------------------------------------
def test_submitting_leaves_a_line_and_a_receipt(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.colleague)
    make_sent_letter(nomination, "one@example.org")
    make_sent_letter(nomination, "two@example.org")

    with traces() as left:
        nomination = actions.submit_nomination(nomination, by=cast.colleague)

    assert nomination.state == "submitted"
    assert nomination.submitted_at is not None
    assert left.audit == [("nomination_submitted", nomination.code, "Benoît Lefèvre")]
    assert left.mails == [
        ("awards/nomination_received", "benoit@example.org", "fr"),
        ("awards/letter_thanks", "one@example.org", "en"),
        ("awards/letter_thanks", "two@example.org", "en"),
    ]


def test_supporters_are_thanked_once_and_told_nothing_of_the_case(cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    actions.withdraw_nomination(nomination, by=cast.officer)
    make_sent_letter(nomination, "third@example.org")

    with traces() as left:
        actions.submit_nomination(nomination, by=cast.officer)

    assert [to for event, to, _language in left.mails if event == "awards/letter_thanks"] == ["third@example.org"]
    thanks = Mail.objects.filter(event="awards/letter_thanks")
    assert thanks.count() == 3
    for mail in thanks:
        assert not any(word in mail.subject + mail.text + mail.html for word in (CASE_CANARY, NOMINEE_CANARY, "Alix"))
    assert not Mail.objects.filter(to=nomination.nominee_email).exists()


@pytest.mark.parametrize(("zone", "line"), [("Africa/Nairobi", "Your time: "), ("America/Toronto", ""), ("", "")])
def test_the_receipt_says_both_times(cycle: Cycle, cast: Cast, zone: str, line: str) -> None:
    cast.officer.time_zone = zone
    cast.officer.save()

    nomination = make_submitted(cycle, cast.officer)

    receipt = Mail.objects.get(event="awards/nomination_received").text
    assert nomination.code in receipt
    assert ("Your time: " in receipt) == bool(line)
    assert "takes it to the independent panel" in receipt


@pytest.mark.req("R41")
def test_submitting_twice_is_submitting_once(cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)

    with traces() as left:
        again = actions.submit_nomination(nomination, by=cast.officer)

    assert again.submitted_at == nomination.submitted_at
    assert (left.audit, left.mails) == ([], [])


def test_everything_that_is_missing_is_said_at_once(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer, nominee_name=" ", nominee_position="", nominee_email="half@", case=" ")

    with traces() as left, pytest.raises(Incomplete) as refused:
        actions.submit_nomination(nomination, by=cast.officer)

    assert [(field, str(sentence)) for field, sentence in refused.value.problems] == [
        ("nominee_name", "Say whom you are nominating."),
        ("nominee_position", "Give the nominee’s position."),
        ("case", "Write the case."),
        ("nominee_email", "The nominee’s email address is not complete."),
        ("letters", "2 letters of support are still missing."),
    ]
    assert (left.audit, left.mails) == ([], [])
    nomination.refresh_from_db()
    assert nomination.state == "draft"


def test_a_letter_that_was_only_asked_for_does_not_count(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer)
    make_sent_letter(nomination, "one@example.org")
    letter_actions.invite_supporter(
        nomination, by=cast.officer, name="Two", email="two@example.org", language="en", form_token=uuid.uuid4()
    )

    with pytest.raises(Incomplete) as refused:
        actions.submit_nomination(nomination, by=cast.officer)

    assert [str(sentence) for _, sentence in refused.value.problems] == ["1 letter of support is still missing."]


@pytest.mark.parametrize(("words", "problems"), [(150, []), (151, ["The case is 1 word too long."])])
def test_the_case_has_a_limit_in_words(cast: Cast, words: int, problems: list[str]) -> None:
    cycle = make_cycle(make_award("short", case_words=150, letters_needed=0))
    nomination = make_draft(cycle, cast.officer, case="word – " * words)

    assert [str(sentence) for _, sentence in actions.missing(nomination, letters_counting=0)] == problems


@pytest.mark.req("R46")
@pytest.mark.parametrize(("late_by", "state"), [(-SECOND, "submitted"), (timedelta(0), "draft"), (SECOND, "draft")])
def test_a_nomination_is_late_to_the_second(cast: Cast, late_by: timedelta, state: str) -> None:
    cycle = make_cycle(
        make_award(letters_needed=0), opens_at=CLOSES - timedelta(days=30), closes_at=CLOSES, grace_minutes=0
    )
    with time_machine.travel(CLOSES - timedelta(hours=1), tick=False):
        nomination = make_draft(cycle, cast.officer)
    moment = CLOSES + timedelta(minutes=1) + late_by

    if state == "submitted":
        actions.submit_nomination(nomination, by=cast.officer, now=moment)
    else:
        with pytest.raises(WindowClosed):
            actions.submit_nomination(nomination, by=cast.officer, now=moment)

    nomination.refresh_from_db()
    assert nomination.state == state
    assert "It was done without a budget." in nomination.case


# --- withdrawn, disqualified ----------------------------------------------------------------------------------------
def test_withdrawing_opens_it_for_changes(cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)

    with traces() as left:
        nomination = actions.withdraw_nomination(nomination, by=cast.officer)

    assert (nomination.state, nomination.submitted_at, nomination.is_editable) == ("withdrawn", None, True)
    assert left.audit == [("nomination_withdrawn", nomination.code, "Alix Tremblay-Okafor")]
    with traces() as left:
        assert actions.withdraw_nomination(nomination, by=cast.officer).state == "withdrawn"
    assert left.audit == []


def test_submitting_again_sends_a_second_receipt(cycle: Cycle, cast: Cast) -> None:
    nomination = actions.withdraw_nomination(make_submitted(cycle, cast.officer), by=cast.officer)

    with traces() as left:
        actions.submit_nomination(nomination, by=cast.officer)

    assert left.mails == [("awards/nomination_received", "alix@example.org", "en")]


def test_a_draft_cannot_be_withdrawn(cycle: Cycle, cast: Cast) -> None:
    with pytest.raises(WrongMove):
        actions.withdraw_nomination(make_draft(cycle, cast.officer), by=cast.officer)


def test_after_the_deadline_it_is_withdrawn_for_good(cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    close(cycle)

    with traces() as left:
        nomination = actions.withdraw_nomination(nomination, by=cast.officer)

    assert nomination.state == "withdrawn"
    assert left.audit == [("nomination_withdrawn", nomination.code, cast.officer.name)]
    assert left.mails == [("awards/nomination_withdrawn", cast.officer.email, "en")]
    assert "cannot be submitted again" in Mail.objects.latest("pk").text
    with pytest.raises(WindowClosed):
        actions.submit_nomination(nomination, by=cast.officer)


@pytest.mark.parametrize("state", ["submitted", "returned"])
def test_once_dossiers_are_frozen_nothing_is_withdrawn(cycle: Cycle, cast: Cast, state: str) -> None:
    nomination = make_submitted(cycle, cast.officer)
    if state == "returned":
        returned = {"returned_until": timezone.now(), "returned_note": "The case.", "as_submitted": {}}
        Nomination.objects.update(state=state, **returned)
    Cycle.objects.update(frozen_at=timezone.now())

    with pytest.raises(WrongMove) as refused:
        actions.withdraw_nomination(nomination, by=cast.officer)

    assert refused.value.code == "frozen"
    assert Nomination.objects.get(pk=nomination.pk).state == state


def test_disqualifying_tells_the_nominator_why(cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.colleague)

    with traces() as left:
        nomination = actions.disqualify_nomination(nomination, by=cast.staff, reason=" Not a career officer. ")

    assert (nomination.state, nomination.disqualified_reason) == ("disqualified", "Not a career officer.")
    assert left.audit == [("nomination_disqualified", nomination.code, "Dominique Roy")]
    assert left.mails == [("awards/nomination_disqualified", "benoit@example.org", "fr")]
    with traces() as left:
        actions.disqualify_nomination(nomination, by=cast.staff, reason="Again.")
    assert (left.audit, left.mails) == ([], [])


def test_disqualifying_needs_a_reason_and_a_submission(cycle: Cycle, cast: Cast) -> None:
    draft = make_draft(cycle, cast.officer)

    with pytest.raises(Incomplete):
        actions.disqualify_nomination(draft, by=cast.staff, reason=" ")
    with pytest.raises(WrongMove):
        actions.disqualify_nomination(draft, by=cast.staff, reason="Because.")


def test_what_was_disqualified_cannot_be_submitted_again(cycle: Cycle, cast: Cast) -> None:
    nomination = actions.disqualify_nomination(make_submitted(cycle, cast.officer), by=cast.staff, reason="No.")

    with pytest.raises(WrongMove):
        actions.submit_nomination(nomination, by=cast.officer)


def test_the_same_nominee_twice_is_noticed(cycle: Cycle, cast: Cast) -> None:
    first = make_draft(cycle, cast.officer, nominee_name="Ida Roe")
    second = make_draft(cycle, cast.officer, nominee_name="IDA ROE")
    others = make_draft(cycle, cast.colleague, nominee_name="Ida Roe")

    assert actions.is_second_for_nominee(first)
    assert actions.is_second_for_nominee(second)
    assert not actions.is_second_for_nominee(others)
    assert not actions.is_second_for_nominee(make_draft(cycle, cast.officer, nominee_name=""))


def test_the_database_refuses_a_submission_without_a_case(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer, case="")

    with pytest.raises(IntegrityError), transaction.atomic():
        nomination.advance(Nomination.State.SUBMITTED, submitted_at=timezone.now())
