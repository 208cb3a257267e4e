"""A rush around a deadline, through the shipped nginx file: each verdict is that of the instant at which nginx had it whole."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from awards.models import Nomination
from pafso.clock import minute_of
from pafso.mail.models import Mail
from tests import available
from tests.factories.awards import make_award, make_cycle
from tests.services.handing_in import Desk, Pressed, make_desks, need_postgresql
from tests.services.nginx import instants, serving_nginx
from tests.services.stack import environment
from tests.services.web import serving_web

PEOPLE = 300
FIRST, LAST = -2.0, 1.0  # seconds around the end, over which people press
GRACE = 3  # minutes, for every second person: their end is the others' too, since their window closed so much before
SLOW = timedelta(seconds=1.2)  # how long one line in five takes for its few bytes
RENEWED = "--max-requests 60 --max-requests-jitter 0"
pytestmark = pytest.mark.skipif(not available.nginx() and not available.REQUIRED, reason="nginx is not installed")


@dataclass
class Stack:
    port: int
    folder: Path
    log: Path


@pytest.fixture(scope="module", params=["", RENEWED], ids=["calm", "renewed"])
def stack(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Stack]:
    """nginx before two workers of four threads; the second time the workers are renewed on the way."""
    folder, front = tmp_path_factory.mktemp("web"), tmp_path_factory.mktemp("nginx")
    env = environment(25, folder, TRUSTED_PROXY_COUNT="1", GUNICORN_CMD_ARGS=request.param)
    with serving_web(folder, env) as web, serving_nginx(front, web.port) as port:
        yield Stack(port, front, web.log)


@pytest.mark.req("R46", "R41", "R50")
def test_a_rush_around_the_end(transactional_db: None, stack: Stack) -> None:
    need_postgresql()
    desks, ends = _assemble()

    with ThreadPoolExecutor(PEOPLE) as people:
        presses = [
            press
            for found in people.map(lambda n: _come(desks[n], n, stack.port, ends), range(PEOPLE))
            for press in found
        ]

    rows = dict(Nomination.objects.values_list("code", "submitted_at"))
    had_whole = instants(stack.folder)
    assert len(presses) == PEOPLE + PEOPLE // 3
    wrong = [(number, press) for number, press in presses if not _is_right(*had_whole[str(number)], press, rows, ends)]
    assert wrong == []
    handed_in = {code for code, at in rows.items() if at}
    in_time = {press.code for number, press in presses if had_whole[str(number)][0] < ends}
    assert handed_in == in_time
    assert 50 < len(in_time) < PEOPLE  # there was a rush on both sides of the end
    receipts = Counter(Mail.objects.filter(event="awards/nomination_received").values_list("to", flat=True))
    assert (len(receipts), set(receipts.values())) == (len(handed_in), {1})
    renewals = len(re.findall("Worker is renewed", stack.log.read_text()))
    print(f"{len(in_time)} in time, {PEOPLE - len(in_time)} late, {renewals} workers renewed")


def _assemble() -> tuple[list[Desk], datetime]:
    """Every second person's cycle has grace; both cycles take the last nomination at the same instant."""
    award = make_award(letters_needed=0)
    at_once = make_cycle(award, grace_minutes=0)
    with_grace = make_cycle(award, year=at_once.year + 1, grace_minutes=GRACE)
    desks = make_desks(at_once, PEOPLE // 2) + make_desks(with_grace, PEOPLE // 2, first=PEOPLE // 2)
    now = timezone.now()
    ends = minute_of(now) + timedelta(minutes=1 if now.second < 50 else 2)
    for cycle, grace in ((at_once, 0), (with_grace, GRACE)):
        cycle.closes_at = ends - timedelta(minutes=1 + grace)
        cycle.save()
    Nomination.objects.filter(cycle=with_grace).update(begun_at=ends - timedelta(minutes=GRACE + 30))
    return desks, ends


def _come(desk: Desk, person: int, port: int, ends: datetime) -> list[tuple[int, Pressed]]:
    """Every fifth over a slow line, every third a second time."""
    pieces, pause = (5, SLOW.total_seconds() / 4) if person % 5 == 0 else (2, 0.0)
    planned = FIRST + (LAST - FIRST) * (person * 7 % PEOPLE) / PEOPLE
    time.sleep(max(0.0, (ends - timezone.now()).total_seconds() + planned))
    numbers = [person, person + PEOPLE] if person % 3 == 0 else [person]
    return [(number, desk.press(port, number=number, pieces=pieces, pause=pause)) for number in numbers]


def _is_right(at: datetime, status: int, press: Pressed, rows: dict[str, datetime | None], ends: datetime) -> bool:
    """In time: taken, by that instant. Too late: refused, unless the same was taken before."""
    if at < ends:
        return press.status == status == 302 and rows[press.code] is not None and rows[press.code] <= at
    return press.status == status == (302 if rows[press.code] else 409)
