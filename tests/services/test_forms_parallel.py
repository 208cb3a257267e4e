"""The same form from many hands at the same instant, at gunicorn on PostgreSQL: each gets the answer of a calm hour, nobody an error.

The requests are held together inside their transactions, by a lock that the test takes and lets go when all of them wait.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from redis import Redis

from members.models import User
from pafso.mail.models import Mail
from pafso.models import Text
from tests.factories.people import Cast, make_cast
from tests.services.stack import BROKER, environment
from tests.services.web import Answer, Visitor, Web, serving_web

THREADS = 5  # of 2 processes of 4 each, which do not share their work evenly: more than one has
UNKNOWN, KNOWN = "noemie@example.org", "alix@example.org"
FORM = {"name": "N. N.", "password1": "tulipe rouge sous la pluie", "language": "en"}


class From(Visitor):
    """A visitor from a network of their own, as our proxy says it."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port)
        self.network = f"198.51.{number // 200}.{number % 200 + 1}"

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        return super()._ask(method, path, body, {**headers, "X-Forwarded-For": self.network})

    def sign_up_by_app(self, email: str) -> Answer:
        body = json.dumps({"email": email, "name": "N. N.", "password": FORM["password1"], "language": "en"})
        return self._ask("POST", "/api/auth/app/v1/auth/signup", body.encode(), {"Content-Type": "application/json"})


@pytest.fixture(scope="module")
def process(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    with serving_web(folder, environment(25, folder, TRUSTED_PROXY_COUNT="1", REDIS_URL=BROKER)) as web:
        yield web


@pytest.fixture
def people(transactional_db: None) -> Cast:
    Redis.from_url(BROKER).flushdb()  # what was counted before
    return make_cast()


numbers = iter(range(10_000))


def waiting() -> int:
    """How many of the web's connections wait for a lock inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # which is else that of the transaction's begin
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def held_together(table: str, acts: list[Callable[[], Answer]], *, most: int = THREADS) -> list[Answer]:
    """ACTS at the same instant: all of them, or as many as there are threads, wait before any may write to TABLE."""
    most = min(len(acts), most)
    with ThreadPoolExecutor(len(acts)) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
            found = [pool.submit(act) for act in acts]
            until = time.monotonic() + 30
            while waiting() < most and time.monotonic() < until:
                time.sleep(0.02)
            overlap = waiting()
        assert overlap >= most, f"{overlap} of {most} met in the database"
        return [each.result() for each in found]


def signs_up(visitor: From, email: str) -> Callable[[], Answer]:
    return lambda: visitor.post("/en/accounts/signup/", email=email, **FORM)


def signs_up_by_app(visitor: From, email: str) -> Callable[[], Answer]:
    return lambda: visitor.sign_up_by_app(email)


def two(web: Web, ask: Callable[[From, str], Callable[[], Answer]], email: str) -> list[Callable[[], Answer]]:
    return [ask(From(web.port, next(numbers)), email) for _ in range(2)]


def without_tokens(answer: Answer) -> tuple[int, str, str]:
    text = re.sub(r'"session_token": "[^"]+"', "", answer.text)
    return answer.status, answer.headers.get("Location", ""), text


def rows() -> tuple[int, list[tuple[str, str]]]:
    return User.objects.count(), sorted(Mail.objects.values_list("to", "event"))


@pytest.mark.req("R05", "R41", "R47")
@pytest.mark.parametrize(("ask", "status"), [(signs_up, 302), (signs_up_by_app, 401)])
@pytest.mark.parametrize("email", [UNKNOWN, KNOWN])
def test_two_sign_ups_at_once_end_as_one_after_the_other(
    process: Web, people: Cast, ask: Callable[..., Any], status: int, email: str
) -> None:
    at_once = [without_tokens(answer) for answer in held_together("members_user", two(process, ask, email))]
    then = rows()
    User.objects.filter(email=UNKNOWN).delete()
    Mail.objects.all().delete()
    calm = [without_tokens(act()) for act in two(process, ask, email)]

    assert at_once == calm
    assert [code for code, *_rest in at_once] == [status] * 2
    assert then == rows()
    assert len(then[1]) == 2


@pytest.mark.req("R05", "R47")
@pytest.mark.parametrize("email", [UNKNOWN, KNOWN])
def test_thirty_sign_ups_for_one_address_get_one_answer(process: Web, people: Cast, email: str) -> None:
    visitors = [From(process.port, next(numbers)) for _ in range(30)]

    answers = held_together("members_user", [signs_up(visitor, email) for visitor in visitors])

    assert Counter(without_tokens(answer)[:2] for answer in answers) == {(302, "/en/accounts/confirm-email/"): 30}
    assert User.objects.filter(email=email).count() == 1
    assert Mail.objects.filter(to=email).count() == 30


@pytest.mark.req("R41", "R47")
def test_thirty_presses_of_a_form_of_the_office_make_one_row_and_no_error(people: Cast) -> None:
    """A form that knows nothing of races: whoever comes second reads what a second one always reads."""
    written = {"key": "thirty", "title_en": "a", "title_fr": "b", "body_en": "c", "body_fr": "d"}

    def press() -> Answer:
        client = Client(raise_request_exception=False)
        client.force_login(people.staff)
        try:
            page = client.post("/admin/pafso/text/add/", written)
        finally:
            connections.close_all()
        return Answer(page.status_code, dict(page.headers), page.content.decode(), 0)

    answers = held_together("pafso_text", [press] * 30, most=30)

    assert Counter(answer.status for answer in answers) == {302: 1, 200: 29}
    assert all("Text with this Key already exists." in answer.text for answer in answers if answer.status == 200)
    assert Text.objects.filter(key="thirty").count() == 1
