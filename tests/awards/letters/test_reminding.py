"""Reminders of letters: at the moments promised, by the supporter's clock, once, and never to whom we should not write."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction

from awards.letters import actions
from awards.letters.actions import reminding
from awards.letters.actions.reminding import remind_supporter, remind_supporters
from awards.models import Cycle, Letter, LetterReminder
from awards.nominations import actions as nomination_actions
from members.deadlines.actions.reminders import remind_people
from members.models import Consent, Topic
from pafso.clock import OTTAWA
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories.awards import LETTER, make_award, make_cycle, make_draft, make_letter, make_sent_letter
from tests.factories.people import Cast

DAY = timedelta(days=1)
# 23:59 in Ottawa; the clock there has been put forward on March 14.
CLOSES = datetime(2027, 4, 6, 3, 59, tzinfo=UTC)
BEGINS = CLOSES - 40 * DAY
SENT = "awards/letter_reminder"


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle(opens_at=BEGINS - DAY, closes_at=CLOSES)


@pytest.fixture
def letter(cycle: Cycle, cast: Cast) -> Letter:
    return asked(cycle, cast)


def asked(cycle: Cycle, cast: Cast, email: str = "quill@example.org", **values: Any) -> Letter:
    with time_machine.travel(BEGINS, tick=False):
        letter = make_letter(make_draft(cycle, cast.officer), email)
    Letter.objects.filter(pk=letter.pk).update(**values)
    return Letter.objects.get(pk=letter.pk)


def sent_at(until: datetime = CLOSES + DAY, since: datetime = CLOSES - 17 * DAY) -> list[datetime]:
    """When the clock, asked every hour, wrote reminders."""
    found, now = [], since
    while now < until:
        with time_machine.travel(now, tick=False):
            found += [now] * remind_supporters(now)
        now += timedelta(hours=1)
    return found


@pytest.mark.parametrize("zone", ["", "America/Vancouver", "Asia/Kabul", "Pacific/Kiritimati", "Nowhere/Nothing"])
def test_three_reminders_each_in_their_daytime_with_the_notice_promised(cycle: Cycle, cast: Cast, zone: str) -> None:
    letter = asked(cycle, cast, time_zone=zone)
    there = ZoneInfo(zone) if zone and not zone.startswith("Nowhere") else OTTAWA

    found = sent_at()

    assert len(found) == LetterReminder.objects.count() == 3
    for at, notice in zip(found, (14, 3, 1), strict=True):
        assert 8 <= at.astimezone(there).hour < 20
        assert notice * DAY <= CLOSES - at <= (notice + 1) * DAY
    assert Mail.objects.filter(event=SENT, to=letter.email).count() == 3


def test_the_mail_has_a_link_of_its_own_and_the_earlier_ones_live(letter: Letter) -> None:
    moment = CLOSES - 3 * DAY - timedelta(hours=6)
    with traces() as left, time_machine.travel(moment, tick=False):
        assert remind_supporter(letter.pk, now=moment) is True
        assert remind_supporter(letter.pk, now=moment) is False

    assert left.mails == [(SENT, "quill@example.org", "en")]
    mail = Mail.objects.get(event=SENT)
    assert mail.is_secret
    assert "Monday, April 5, 2027, 23:59 (EDT)" in mail.text
    assert letter.code in mail.text
    assert "/en/awards/letter/" in mail.text
    assert "Narwhalia" not in mail.subject
    assert letter.links.count() == 2


def test_never_twice_says_the_database(letter: Letter) -> None:
    once = {"letter": letter, "deadline": CLOSES, "step": "3d", "at": CLOSES}
    LetterReminder.objects.create(**once)

    with pytest.raises(IntegrityError), transaction.atomic():
        LetterReminder.objects.create(**once)


@pytest.mark.parametrize(
    "ended", ["sent", "declined", "cancelled", "taken back", "set aside", "withdrawn", "cycle cancelled", "frozen"]
)
def test_none_once_it_is_over(cycle: Cycle, cast: Cast, letter: Letter, ended: str) -> None:
    with time_machine.travel(BEGINS + DAY, tick=False):
        if ended == "sent":
            actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
            actions.send_letter(letter)
        elif ended == "declined":
            actions.decline_letter(letter)
        elif ended == "cancelled":
            actions.revoke_letter(letter, by=cast.officer)
        elif ended == "taken back":
            actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
            actions.take_back_letter(actions.send_letter(letter))
        elif ended in ("set aside", "withdrawn"):
            for number in range(2):
                make_sent_letter(letter.nomination, f"w{number}@example.org")
            nomination = nomination_actions.submit_nomination(letter.nomination, by=cast.officer)
            if ended == "set aside":
                nomination_actions.disqualify_nomination(nomination, by=cast.staff, reason="No.")
            else:
                nomination_actions.withdraw_nomination(nomination, by=cast.officer)
        elif ended == "cycle cancelled":
            Cycle.objects.update(cancelled_at=BEGINS, cancelled_en="No.", cancelled_fr="Non.")
        else:
            Cycle.objects.update(frozen_at=BEGINS)

    assert sent_at() == []


def test_none_to_the_silent_the_dead_and_whoever_said_no(
    cycle: Cycle, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent, dead = asked(cycle, cast, "silent@example.org"), asked(cycle, cast, "dead@example.org")
    asked(cycle, cast, cast.colleague.email)
    Consent.objects.create(
        user=cast.colleague, topic=Topic.REMINDERS, is_given=False, at=BEGINS, source="page", wording="No"
    )
    fine = asked(cycle, cast, cast.newcomer.email)
    monkeypatch.setattr(reminding, "is_silent", lambda address: address == silent.email)
    Mail.objects.filter(to=dead.email).update(state=Mail.State.FAILED)

    sent_at()

    assert set(Mail.objects.filter(event=SENT).values_list("to", flat=True)) == {fine.email}


def test_a_member_who_has_begun_is_reminded_once_at_each_moment(cycle: Cycle, cast: Cast) -> None:
    letter = asked(cycle, cast, cast.newcomer.email)
    with time_machine.travel(BEGINS + DAY, tick=False):
        actions.save_letter_draft(letter, values={"text": "I saw it."}, tab="", version=0)
    moment = CLOSES - 3 * DAY - timedelta(hours=6)

    with traces() as left, time_machine.travel(moment, tick=False):
        remind_people(moment)
        remind_supporters(moment)

    assert [event for event, to, _ in left.mails if to == cast.newcomer.email] == [SENT]
    assert "Your letter is saved but not sent." in Mail.objects.get(event=SENT).text


def test_a_later_deadline_of_their_own_is_the_one_they_are_reminded_of(cycle: Cycle, cast: Cast) -> None:
    later = CLOSES + 20 * DAY
    asked(cycle, cast, extended_until=later, extension_reason="Posted without a network.")

    found = sent_at(until=later)

    assert [(later - at).days for at in found] == [14, 3, 1]
    assert set(LetterReminder.objects.values_list("deadline", flat=True)) == {later}


def test_whoever_was_asked_yesterday_hears_only_of_what_is_still_to_come(cycle: Cycle, cast: Cast) -> None:
    asked(cycle, cast, asked_again_at=CLOSES - 4 * DAY)

    found = sent_at()

    assert [(CLOSES - at).days for at in found] == [3, 1]


def test_one_that_fails_stops_nobody(cycle: Cycle, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = asked(cycle, cast, "one@example.org"), asked(cycle, cast, "two@example.org")
    real = reminding.remind_supporter

    def fails(pk: int, **more: Any) -> bool:
        if pk == first.pk:
            raise RuntimeError
        return real(pk, **more)

    monkeypatch.setattr(reminding, "remind_supporter", fails)
    moment = CLOSES - 3 * DAY - timedelta(hours=6)
    with time_machine.travel(moment, tick=False):
        assert remind_supporters(moment) == 1

    assert Mail.objects.filter(event=SENT).get().to == second.email


def test_far_from_every_deadline_the_sweep_reads_no_letter_and_near_one_a_fixed_number_of_times(
    cycle: Cycle, cast: Cast, django_assert_num_queries: Any
) -> None:
    far = CLOSES - 30 * DAY
    asked(cycle, cast)
    with django_assert_num_queries(3):
        remind_supporters(far)
    for number in range(3):
        asked(cycle, cast, f"s{number}@example.org")
    night = datetime(2027, 4, 3, 6, tzinfo=UTC)
    with django_assert_num_queries(5):
        assert remind_supporters(night) == 0
    make_cycle(make_award("other"), closes_at=CLOSES + DAY)
    with django_assert_num_queries(5):
        remind_supporters(night)
