"""What was sent in time is in time: verdict, row, receipt and mail go by the instant of receipt, which only our proxy says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from awards.models import Nomination
from pafso.clock import OTTAWA, received, received_at
from pafso.mail.models import Mail
from pafso.web.receipt import HEADER, instant_of_receipt
from tests.factories.awards import make_award, make_cycle, make_draft
from tests.factories.people import Cast

SECOND = timedelta(seconds=1)
ENDS = datetime(2027, 4, 6, 0, 0, tzinfo=OTTAWA)
OURS = datetime(2027, 4, 6, 4, 0, 1, 500000, tzinfo=UTC)


def said(moment: datetime) -> str:
    """As nginx writes its $msec."""
    return f"{moment.timestamp():.3f}"


@pytest.mark.req("R46")
@pytest.mark.parametrize("seconds", [-60, -59.999, -1.7, 0, 0.25, 60])
def test_the_proxys_instant_is_believed_within_a_minute(settings: Any, seconds: float) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    assert instant_of_receipt({HEADER: said(OURS + seconds * SECOND)}, OURS) == OURS + seconds * SECOND


@pytest.mark.req("R46")
@pytest.mark.parametrize(
    "header",
    [
        *("", "soon", "1806984001", "1806984001.5", "-1806984001.500", "1806984001.500, 1806984001.500", " 1806984001.500"),
        *("1806984001.5000", "١٨٠٦٩٨٤٠٠١.500", "9999999999.999", said(OURS - 60.001 * SECOND), said(OURS + 60.001 * SECOND)),
    ],
)  # fmt: skip
def test_anything_else_counts_for_nothing(settings: Any, header: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    assert instant_of_receipt({HEADER: header}, OURS) == OURS


@pytest.mark.req("R04", "R46")
def test_without_a_proxy_of_ours_nobody_says_it(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0

    assert instant_of_receipt({HEADER: said(OURS - SECOND)}, OURS) == OURS


def test_the_instant_ends_with_its_request() -> None:
    with time_machine.travel(OURS, tick=False):
        with received(ENDS - SECOND):
            assert received_at() == ENDS - SECOND
        assert received_at() == OURS


def draft_of(cast: Cast, *, grace_minutes: int) -> Nomination:
    closes = ENDS - timedelta(minutes=1) + 19 * SECOND
    cycle = make_cycle(
        make_award(letters_needed=0), opens_at=ENDS - timedelta(days=30), closes_at=closes, grace_minutes=grace_minutes
    )
    with time_machine.travel(ENDS - timedelta(days=1), tick=False):
        return make_draft(cycle, cast.officer)


def press(nomination: Nomination, *, came: datetime, judged: datetime) -> int:
    client = Client()
    with time_machine.travel(judged, tick=False):
        client.force_login(nomination.nominator)
        url, read = f"/en/awards/nominations/{nomination.code}/submission/", {"shown": nomination.as_shown()}
        return client.post(url, read, **{HEADER: said(came)}).status_code


@pytest.mark.req("R46")
@pytest.mark.parametrize("grace_minutes", [0, 2])
def test_sent_in_the_last_instant_and_judged_late(cast: Cast, settings: Any, grace_minutes: int) -> None:
    """The receipt says the instant on the row, on its page, in the mail; a second press finds the same receipt."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    nomination = draft_of(cast, grace_minutes=grace_minutes)
    end = ENDS + timedelta(minutes=grace_minutes)
    came = end - 0.001 * SECOND

    statuses = [press(nomination, came=came + n * 0.1 * SECOND, judged=end + (1.7 + n) * SECOND) for n in (0, 1)]

    nomination.refresh_from_db()
    mail = Mail.objects.get(event="awards/nomination_received")
    minute = "23:59" if not grace_minutes else "00:01"
    assert statuses == [302, 302]
    assert (nomination.state, nomination.submitted_at) == (Nomination.State.SUBMITTED, came)
    assert f"{minute} (EDT)" in next(line for line in mail.text.splitlines() if line.startswith("Received: "))


@pytest.mark.req("R46")
@pytest.mark.parametrize("grace_minutes", [0, 2])
def test_sent_too_late_is_refused_whatever_our_clock_says(cast: Cast, settings: Any, grace_minutes: int) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    nomination = draft_of(cast, grace_minutes=grace_minutes)
    end = ENDS + timedelta(minutes=grace_minutes)

    status = press(nomination, came=end, judged=end - SECOND)

    nomination.refresh_from_db()
    assert (status, nomination.state) == (409, Nomination.State.DRAFT)
    assert not Mail.objects.filter(event="awards/nomination_received").exists()


@pytest.mark.req("R46")
def test_a_header_from_outside_changes_nothing(cast: Cast) -> None:
    nomination = draft_of(cast, grace_minutes=0)

    assert press(nomination, came=ENDS - SECOND, judged=ENDS + SECOND) == 409
    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.DRAFT


@pytest.mark.req("R53")
@pytest.mark.parametrize(
    ("ahead", "agree"), [(0.0, True), (1.9, True), (-2.5, False), (61.0, False)]
)  # fmt: skip
def test_operators_read_whether_the_clocks_agree(
    client: Client, db: None, settings: Any, ahead: float, agree: bool
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    with time_machine.travel(OURS, tick=False):
        sent = {HEADER: said(OURS + ahead * SECOND)}
        operator = client.get("/readyz", HTTP_X_FORWARDED_FOR="127.0.0.1", **sent)
        silent = client.get("/readyz", HTTP_X_FORWARDED_FOR="::1")

    assert operator.json() == {"ready": True, "clocks_agree": agree, "proxy_ahead": ahead}
    assert silent.json() == {"ready": True, "clocks_agree": None, "proxy_ahead": None}


@pytest.mark.req("R53")
@pytest.mark.parametrize("address", ["203.0.113.7", "127.0.0.1, 203.0.113.7", "", "localhost"])
def test_strangers_read_nothing_of_the_clocks(client: Client, db: None, settings: Any, address: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    assert client.get("/readyz", HTTP_X_FORWARDED_FOR=address).json() == {"ready": True}
