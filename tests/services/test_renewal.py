"""Workers that are renewed under load lose no request and keep nobody waiting, through the shipped nginx file."""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from pafso.web.gunicorn_worker import BETWEEN_TURNS
from tests import available
from tests.services.nginx import serving_nginx
from tests.services.stack import PATIENCE, environment, wait_until
from tests.services.web import HOST, Web, serving_web

PEOPLE = 8
SECONDS = 12
EACH = 120  # requests after which both workers want to be renewed, at the same time under even load
RENEWED = r"\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) [^]\n]+\] \[\d+\] \[INFO\] Worker is renewed"
pytestmark = pytest.mark.skipif(not available.nginx() and not available.REQUIRED, reason="nginx is not installed")


@pytest.fixture(scope="module")
def web(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    often = f"--max-requests {EACH} --max-requests-jitter 0"
    with serving_web(folder, environment(25, folder, TRUSTED_PROXY_COUNT="1", GUNICORN_CMD_ARGS=often)) as web:
        yield web


@pytest.fixture(scope="module")
def nginx(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving_nginx(tmp_path_factory.mktemp("nginx"), web.port) as port:
        yield port


class Person(threading.Thread):
    """Asks and posts in turn over one connection, with pauses in which kept connections grow old, until told to stop."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(daemon=True)
        self.port, self.number = port, number
        self.statuses: Counter[int] = Counter()
        self.releases: list[str] = []  # which one gave each answer
        self.goes = threading.Event()

    def run(self) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            while not self.goes.is_set():
                method = ("GET", "POST")[sum(self.statuses.values()) % 2]
                path, body = ("/healthz", None) if method == "GET" else ("/en/accounts/login/", "login=nobody")
                line.request(method, path, body, {"Host": HOST, "Content-Type": "application/x-www-form-urlencoded"})
                response = line.getresponse()
                response.read()
                self.statuses[response.status] += 1
                self.releases.append(response.headers["X-Release"])
                time.sleep(0.02 + 0.15 * (self.number % 2))


@contextmanager
def crowd(port: int) -> Iterator[list[Person]]:
    """Eight people who come and go on asking while the block runs."""
    people = [Person(port, number) for number in range(PEOPLE)]
    for person in people:
        person.start()
    try:
        yield people
    finally:
        for person in people:
            person.goes.set()
        for person in people:
            person.join(PATIENCE)


@pytest.mark.req("R50")
def test_renewed_under_even_load(transactional_db: None, web: Web, nginx: int) -> None:
    with crowd(nginx) as people:
        time.sleep(SECONDS)
        wait_until(lambda: len(renewals_of(web)) >= 3, what="three workers were renewed")

    nothing_was_lost(people)
    # The log has whole seconds, and is written a moment after the turn was taken.
    apart = timedelta(seconds=BETWEEN_TURNS - 1)
    renewals = renewals_of(web)
    assert all(later - earlier >= apart for earlier, later in pairwise(renewals)), renewals


@pytest.mark.req("R50")
def test_reloaded_under_even_load(transactional_db: None, web: Web, nginx: int) -> None:
    """Twice the new release comes while people ask and post; whoever asks while it loads is answered by the one before."""
    with crowd(nginx) as people:
        for before, release in (("1", "2"), ("2", "3")):
            time.sleep(1)
            web.release(int(release))
            asked = {person: len(person.releases) + 1 for person in people}  # one may be on its way
            web.reload()
            wait_until(lambda: web.visitor().get("/healthz").headers["X-Release"] == release, what=release)  # noqa: B023
            meanwhile = {person.number: person.releases[begun:].count(before) for person, begun in asked.items()}
            assert min(meanwhile.values()) >= 2, meanwhile
        time.sleep(1)

    nothing_was_lost(people)


def renewals_of(web: Web) -> list[datetime]:
    return [datetime.fromisoformat(at) for at in re.findall(RENEWED, web.log.read_text())]


def nothing_was_lost(people: list[Person]) -> None:
    statuses = sum((person.statuses for person in people), Counter())
    assert statuses.keys() == {200, 403}  # the form came without its token
