"""What nobody touches is warned of at 23 days and ends at 30; what waits for the office never does."""

from datetime import UTC, datetime, timedelta

import pytest

from members.applications.actions import applicant, idle
from members.applications.actions.idle import expire_idle, warn_idle
from members.models import Application
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories.applications import make_application, make_asked, make_submitted, touch
from tests.factories.people import Cast

State = Application.State
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def days(number: int) -> datetime:
    return NOW - timedelta(days=number)


@pytest.fixture
def draft(cast: Cast) -> Application:
    return touch(make_application(cast.newcomer), touched_at=days(23))


def test_after_23_days_the_applicant_is_told_once(draft: Application) -> None:
    with traces() as left:
        counts = [warn_idle(now=NOW), warn_idle(now=NOW)]

    assert counts == [1, 0]
    assert left.audit == []
    assert left.mails == [("members/application_expiring", "chidi@example.org", "en")]
    mail = Mail.objects.get(event="members/application_expiring")
    assert mail.subject == f"Your application {draft.code} ends in a week"
    assert "it ends on Sunday, November 29, 2026, 07:00 (EST)" in mail.text
    assert "The office is still waiting" not in mail.text


def test_a_second_before_it_is_not_told(draft: Application) -> None:
    assert warn_idle(now=NOW - SECOND) == 0


def test_an_unanswered_question_is_told_so(cast: Cast) -> None:
    touch(make_asked(cast.newcomer, cast.staff), touched_at=days(23))

    assert warn_idle(now=NOW) == 1

    assert "The office is still waiting for your answer to its question." in Mail.objects.latest("id").text


def test_after_30_days_it_ends_once(draft: Application) -> None:
    touch(draft, touched_at=days(30), warned_at=days(7))

    with traces() as left:
        counts = [expire_idle(now=NOW), expire_idle(now=NOW)]

    draft.refresh_from_db()
    assert counts == [1, 0]
    assert draft.state == State.EXPIRED
    assert left.audit == [("application_expired", draft.code, "")]
    assert left.mails == [("members/application_expired", "chidi@example.org", "en")]


def test_a_second_before_it_has_not_ended(draft: Application) -> None:
    touch(draft, touched_at=days(30), warned_at=days(8))

    assert expire_idle(now=NOW - SECOND) == 0


def test_a_late_warning_gives_its_week(draft: Application) -> None:
    """The worker was down from the 22nd day to the 32nd."""
    touch(draft, touched_at=days(32))

    assert (expire_idle(now=NOW), warn_idle(now=NOW)) == (0, 1)
    draft.refresh_from_db()

    assert draft.ends_at == NOW + timedelta(days=7)
    assert expire_idle(now=draft.ends_at - SECOND) == 0
    assert expire_idle(now=draft.ends_at) == 1


def test_a_touch_after_the_warning_keeps_it_and_the_warning_comes_again(draft: Application) -> None:
    warn_idle(now=NOW)

    saved = applicant.save_application(
        draft, values={"name": "Chidi N."}, tab="t", version=draft.version, now=NOW + timedelta(days=6)
    )

    assert (saved.warned_at, saved.touched_at) == (None, NOW + timedelta(days=6))
    assert expire_idle(now=NOW + timedelta(days=8)) == 0
    assert warn_idle(now=NOW + timedelta(days=29)) == 1
    assert Mail.objects.filter(event="members/application_expiring").count() == 2


def test_what_waits_for_the_office_or_is_over_is_left_alone(cast: Cast) -> None:
    touch(make_submitted(cast.newcomer), touched_at=days(400), warned_at=days(300))
    over = applicant.withdraw_application(make_application(cast.outsider), by=cast.outsider)
    touch(over, touched_at=days(400), warned_at=days(300))

    with traces() as left:
        assert (warn_idle(now=NOW), expire_idle(now=NOW)) == (0, 0)

    assert (left.audit, left.mails) == ([], [])


def test_more_than_a_batch_is_done_in_one_go(draft: Application, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(make_application(cast.outsider), touched_at=days(24))
    monkeypatch.setattr(idle, "BATCH", 1)

    assert warn_idle(now=NOW) == 2
