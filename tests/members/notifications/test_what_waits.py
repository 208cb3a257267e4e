"""The mail on Mondays: to those of the office who asked for it, once, and only when something waits."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from members import beat
from members.models import Consent, Topic, User
from members.notifications.actions import say_consents, tell_what_waits
from members.notifications.consents import topics_for, wants
from pafso.mail.models import Mail
from tests.factories.magazine import make_issue
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_user
from tests.factories.waiting import MAKERS

OTTAWA = ZoneInfo("America/Toronto")
MONDAY = datetime(2027, 3, 1, 8, tzinfo=OTTAWA)


def ask(user: User, wanted: bool = True) -> None:
    say_consents(user, {Topic.DESK: wanted}, by=user, source=Consent.Source.PAGE)


def sent() -> list[tuple[str, str]]:
    return list(Mail.objects.filter(event="members/what_waits").order_by("id").values_list("to", "language"))


def test_who_asked_for_it_is_told_how_much_waits(cast: Cast) -> None:
    clerk = make_clerk()
    ask(clerk)
    ask(cast.officer)  # was of the office once
    make_issue(41, 1, state="ready")
    make_issue(41, 2, state="ready")
    MAKERS["failed-mail"](cast)

    tell_what_waits(MONDAY)

    mail = Mail.objects.get(event="members/what_waits")
    assert (mail.to, mail.language, mail.subject) == (clerk.email, "en", "Waiting for the office this week")
    assert [line for line in mail.text.splitlines() if line.startswith("- ")] == [
        "- Emails that failed: 1", "- Issues that are ready: 2",
    ]  # fmt: skip
    assert "http://127.0.0.1:8000/admin/" in mail.text
    assert mail.unsubscribe_url
    assert "gone@example.org" not in mail.text + mail.html


def test_in_french_the_colon_keeps_its_space(cast: Cast) -> None:
    clerk = make_clerk()
    User.objects.filter(pk=clerk.pk).update(language="fr")
    ask(clerk)
    make_issue(41, 1, state="ready")

    tell_what_waits(MONDAY)

    mail = Mail.objects.get(event="members/what_waits")
    assert [line for line in mail.text.splitlines() if line.startswith("- ")] == ["- Numéros prêts à publier\u00a0: 1"]
    assert "<li>Numéros prêts à publier\u00a0: 1</li>" in mail.html


@pytest.mark.req("R41", "R43")
@pytest.mark.parametrize(
    ("moment", "mails"),
    [
        (MONDAY - timedelta(seconds=1), 0),
        (MONDAY, 1),
        (MONDAY + timedelta(days=2) - timedelta(seconds=1), 1),
        (MONDAY + timedelta(days=2), 0),
        (datetime(2027, 3, 15, 8, tzinfo=OTTAWA), 1),  # the day after the clocks went forward
        (datetime(2027, 3, 14, 8, tzinfo=OTTAWA), 0),
    ],
)
def test_from_monday_at_eight_in_ottawa_once(cast: Cast, moment: datetime, mails: int) -> None:
    ask(cast.staff)
    make_issue(41, 1, state="ready")

    for _ in range(2):
        tell_what_waits(moment)

    assert len(sent()) == mails


def test_every_week_has_its_own(cast: Cast) -> None:
    ask(cast.staff)
    make_issue(41, 1, state="ready")

    for weeks in range(3):
        tell_what_waits(MONDAY + timedelta(weeks=weeks))

    assert len(sent()) == 3


def test_none_when_nothing_waits_or_it_was_turned_off_or_the_account_is_shut(cast: Cast) -> None:
    clerk, gone = make_clerk(), make_clerk("Gone", "gone2@example.org")
    for user in (cast.staff, clerk, gone):
        ask(user)
    tell_what_waits(MONDAY)
    assert sent() == []

    make_issue(41, 1, state="ready")
    ask(clerk, False)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    tell_what_waits(MONDAY)

    assert sent() == [(cast.staff.email, "en")]


@pytest.mark.req("R15")
def test_nobody_is_told_of_what_they_may_not_open(cast: Cast) -> None:
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    ask(bare)
    make_issue(41, 1, state="ready")

    tell_what_waits(MONDAY)

    assert sent() == []


def test_only_the_office_is_asked_and_silence_is_a_no(cast: Cast, client: Client) -> None:
    assert Topic.DESK in topics_for(cast.staff)
    assert Topic.DESK not in topics_for(cast.officer)
    assert not wants(cast.staff, Topic.DESK)
    client.force_login(cast.officer)
    page = client.get(reverse("members:notifications")).content.decode()
    assert "on Mondays" not in page
    client.force_login(cast.staff)
    assert "What is waiting for the office, on Mondays" in client.get(reverse("members:notifications")).content.decode()


def test_the_beat_does_it(cast: Cast) -> None:
    assert beat.what_waits() in {0}
