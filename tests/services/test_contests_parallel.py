"""Quotas under parallel requests on PostgreSQL."""

import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from contests.models import Entry
from pafso.celery import app
from pafso.errors import DomainError
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.contests.actions.test_entries import files
from tests.factories import contests as make
from tests.factories.people import Cast, make_cast

pytestmark = pytest.mark.services
AT_ONCE = 50


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def nobody_works() -> Iterator[None]:
    """Wake-ups go to a queue in memory that nobody reads."""
    app.conf.task_always_eager = False
    yield
    app.conf.task_always_eager = True


def at_once(work: Any) -> Counter[str]:
    """WORK(number) in fifty threads that start together; how often each outcome was seen."""
    gate = threading.Barrier(10)

    def run(number: int) -> str:
        try:
            gate.wait(30)
            return str(work(number))
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        return Counter(pool.map(run, range(AT_ONCE)))


@pytest.mark.req("R47")
def test_fifty_at_once_keep_the_quota(people: Cast, nobody_works: None) -> None:
    contest = make.make_contest(entries_per_member=3)
    before = len(files())

    def enter(number: int) -> str:
        make.make_entry(contest, people.officer, colour=number)
        return "entered"

    outcomes = at_once(enter)

    assert outcomes == {"entered": 3, "enough_photos": AT_ONCE - 3}
    assert (Entry.objects.count(), Mail.objects.filter(event="contests/entry_received").count()) == (3, 3)
    originals = StoredFile.objects.filter(media_type="image/jpeg").count()
    assert originals == 3
    assert len(files()) - before == StoredFile.objects.count()


@pytest.mark.req("R41", "R47")
def test_one_form_fifty_times_is_one_entry(people: Cast, nobody_works: None) -> None:
    contest = make.make_contest()
    token = uuid.uuid4()

    outcomes = at_once(lambda number: make.make_entry(contest, people.officer, form_token=token).code)

    assert list(outcomes.values()) == [AT_ONCE]
    assert Entry.objects.count() == 1
    assert StoredFile.objects.filter(media_type="image/jpeg").count() == 1
