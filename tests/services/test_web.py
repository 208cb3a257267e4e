"""The web of production while something else is away: Redis silent, the database off, the code being updated."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from contests.models import Entry
from pafso.mail.models import Mail
from tests import available as reachable
from tests.factories import contests as make_contests
from tests.factories.people import PASSWORD, make_cast
from tests.factories.proxy import Gate, gate_to
from tests.services.stack import REDIS_NUMBER, environment, wait_until
from tests.services.web import Visitor, Web, serving_web

LOGIN = "/en/accounts/login/"
LONGEST = 10.0
PROCESSES = 2  # each counts for itself while Redis is away


@pytest.fixture(scope="module")
def redis_gate() -> Iterator[Gate]:
    with gate_to(*_place(reachable.REDIS, 6379)) as gate:
        yield gate


@pytest.fixture(scope="module")
def database_gate() -> Iterator[Gate]:
    with gate_to(*_place(reachable.POSTGRES, 5432)) as gate:
        yield gate


def _place(url: str, port: int) -> tuple[str, int]:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or port


@pytest.fixture(scope="module")
def process(
    django_db_setup: None, redis_gate: Gate, database_gate: Gate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    env = environment(
        25,
        folder,
        REDIS_URL=f"redis://127.0.0.1:{redis_gate.port}/{REDIS_NUMBER}",
        DATABASE_URL=f"postgres://postgres@127.0.0.1:{database_gate.port}/{connection.settings_dict['NAME']}",
    )
    with serving_web(folder, env) as web:
        yield web


@pytest.fixture
def web(process: Web, transactional_db: None, settings: Any, redis_gate: Gate, database_gate: Gate) -> Iterator[Web]:
    settings.PASSWORD_HASHERS = ["members.accounts.passwords.Argon2id"]
    yield process
    redis_gate.open()
    database_gate.open()


@pytest.mark.req("R40", "R42", "R49")
def test_redis_hangs(web: Web, redis_gate: Gate) -> None:
    cast = make_cast()
    contest = make_contests.make_contest()
    visitor = web.visitor()
    visitor.get(LOGIN)
    redis_gate.fall_silent()

    page = visitor.get(LOGIN)
    login = visitor.post(LOGIN, login=cast.officer.email, password=PASSWORD)
    said = {"title": "Dawn", "place": "Dakar", "story": "We waited.", "language": "en", "rights": "on"}
    category = contest.categories.first().pk
    photo, on = make_contests.upload(), f"/en/contests/{contest.slug}/"
    draft = visitor.post(f"{on}enter/", on=on, **said, category=category, photo=photo)
    shown = Entry.objects.get(entrant=cast.officer).as_shown()
    entered = visitor.post(draft.headers["Location"], rights="on", shown=shown)

    assert (page.status, login.status, draft.status, entered.status) == (200, 302, 302, 302)
    entry = Entry.objects.get(entrant=cast.officer)
    assert entered.headers["Location"] == f"/en/contests/entries/{entry.code}/"
    assert visitor.get(entered.headers["Location"]).status == 200
    assert list(Mail.objects.filter(event="contests/entry_received").values_list("state", flat=True)) == ["queued"]
    assert max(page.seconds, login.seconds, draft.seconds, entered.seconds) < LONGEST


@pytest.mark.req("R04", "R49")
def test_limits_hold_while_redis_hangs(web: Web, redis_gate: Gate) -> None:
    cast = make_cast()
    visitor = web.visitor()
    redis_gate.fall_silent()

    answers = [visitor.post(LOGIN, login=cast.officer.email, password=f"wrong {number}") for number in range(14)]

    tried = [answer for answer in answers if "Too many attempts" not in answer.text]
    assert {answer.status for answer in answers} == {200}
    assert all('role="alert"' in answer.text for answer in tried)
    assert 5 <= len(tried) <= 5 * PROCESSES
    assert max(answer.seconds for answer in answers) < LONGEST


@pytest.mark.req("R49", "R56")
@pytest.mark.parametrize(("language", "sentence"), [("en", "a moment"), ("fr", "instant")])
def test_the_database_is_off(web: Web, database_gate: Gate, language: str, sentence: str) -> None:
    visitor = web.visitor()
    assert visitor.get(f"/{language}/magazine/").status == 200
    database_gate.shut()

    away = visitor.get(f"/{language}/magazine/")
    alive = visitor.get("/healthz")
    unready = visitor.get("/readyz")
    database_gate.open()
    back = visitor.get(f"/{language}/magazine/")

    assert (away.status, away.headers["Retry-After"]) == (503, "30")
    assert away.headers["X-Request-Id"] in away.text
    assert "<h1" in away.text
    assert "OperationalError" not in away.text
    assert away.seconds < LONGEST
    assert (alive.status, unready.status, back.status) == (200, 503, 200)


@pytest.mark.req("R50")
def test_an_update_under_way_fails_nothing(web: Web) -> None:
    visitors = [_Trickle(web.visitor()) for _ in range(3)]
    for trickle in visitors:
        trickle.start()
    time.sleep(0.5)
    web.release(2)
    web.reload()
    wait_until(lambda: web.visitor().get("/healthz").headers["X-Release"] == "2", what="the new code answers")
    time.sleep(0.5)
    for trickle in visitors:
        trickle.is_over = True
        trickle.join()

    assert [trickle.problems for trickle in visitors] == [[], [], []]
    assert all(len(trickle.statuses) > 1 for trickle in visitors)
    assert {status for trickle in visitors for status in trickle.statuses} == {200}


class _Trickle(threading.Thread):
    """One page after another, as fast as they come."""

    def __init__(self, visitor: Visitor) -> None:
        super().__init__(daemon=True)
        self.visitor, self.is_over = visitor, False
        self.statuses: list[int] = []
        self.problems: list[str] = []

    def run(self) -> None:
        while not self.is_over:
            try:
                self.statuses.append(self.visitor.get(LOGIN).status)
            except Exception as error:
                self.problems.append(f"{type(error).__name__}: {error}")
            time.sleep(0.05)
