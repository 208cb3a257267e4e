"""Programs that come thirty at once, on PostgreSQL: one change, one row, one answer."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from members.api.postings import PostingViewSet
from members.models import Member, Posting
from pafso.audit.models import Entry
from pafso.clock import ottawa_day
from pafso.models import KeptAnswer
from tests.factories.people import Cast, make_cast
from tests.factories.tokens import make, program

pytestmark = pytest.mark.services
AT_ONCE = 30
JSON = "application/json"
ME, POSTINGS = "/api/v1/members/me/", "/api/v1/members/me/postings/"
DAKAR = {"mission": "Embassy", "city": "Dakar", "country": "Senegal", "starts_on": "2025-08-01"}


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return make_cast()


def at_once(send: Callable[[int], Any]) -> list[Any]:
    """The answers to SEND(number), all begun together."""
    gate = threading.Barrier(AT_ONCE)

    def run(number: int) -> Any:
        try:
            gate.wait(30)
            return send(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


@pytest.mark.req("R47")
def test_of_thirty_changes_to_what_was_read_one_is_made(people: Cast) -> None:
    secret = make(people.officer)[1]
    tag = program(secret).get(ME)["ETag"]

    answers = at_once(
        lambda number: program(secret).patch(
            ME, {"preferred_name": f"Name {number}"}, content_type=JSON, headers={"If-Match": tag}
        )
    )

    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: AT_ONCE - 1}
    (won,) = [answer.json()["preferred_name"] for answer in answers if answer.status_code == 200]
    people.officer.refresh_from_db()
    assert people.officer.preferred_name == won
    assert Entry.objects.filter(verb="details_changed").count() == 1


@pytest.mark.req("R47")
def test_of_thirty_last_days_of_a_posting_one_is_written(people: Cast) -> None:
    member = Member.objects.get(user=people.officer)
    posting = Posting.objects.create(member=member, mission="x", city="y", country="z", starts_on=ottawa_day())
    secret, path = make(people.officer)[1], f"{POSTINGS}{posting.pk}/"
    tag = program(secret).get(path)["ETag"]

    answers = at_once(
        lambda number: program(secret).patch(
            path, {"ends_on": f"2031-01-{number + 1:02}"}, content_type=JSON, headers={"If-Match": tag}
        )
    )

    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: AT_ONCE - 1}
    assert Entry.objects.filter(verb="posting_ended").count() == 1


@pytest.mark.req("R41", "R47")
def test_of_thirty_with_one_key_one_makes_a_row(people: Cast) -> None:
    secret = make(people.officer)[1]

    answers = at_once(
        lambda number: program(secret).post(POSTINGS, DAKAR, content_type=JSON, headers={"Idempotency-Key": "one"})
    )

    posting = Posting.objects.get()
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.json()["id"] for answer in answers if answer.status_code == 201} == {posting.pk}
    running = [answer for answer in answers if answer.status_code == 409]
    assert {(answer.json()["code"], answer["Retry-After"]) for answer in running} <= {("still_running", "2")}
    assert len(running) < AT_ONCE
    assert KeptAnswer.objects.count() == Entry.objects.filter(verb="posting_added").count() == 1


@pytest.mark.req("R41")
def test_while_the_first_is_running_the_second_is_told_so_at_once(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = make(people.officer)[1]
    begun, may_end = threading.Event(), threading.Event()
    item = PostingViewSet.item

    def slow(view: PostingViewSet, *args: Any, **kwargs: Any) -> Any:
        begun.set()
        may_end.wait(20)
        return item(view, *args, **kwargs)

    monkeypatch.setattr(PostingViewSet, "item", slow)

    def post(client: Client) -> Any:
        try:
            return client.post(POSTINGS, DAKAR, content_type=JSON, headers={"Idempotency-Key": "slow"})
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post, program(secret))
        assert begun.wait(20)
        started = time.monotonic()
        second = program(secret).post(POSTINGS, DAKAR, content_type=JSON, headers={"Idempotency-Key": "slow"})
        waited = time.monotonic() - started
        may_end.set()
        done = first.result(20)
    third = program(secret).post(POSTINGS, DAKAR, content_type=JSON, headers={"Idempotency-Key": "slow"})

    assert (second.status_code, second.json()["code"], second["Retry-After"]) == (409, "still_running", "2")
    assert waited < 5
    assert (done.status_code, third.json(), third["Idempotency-Replayed"]) == (201, done.json(), "true")
    assert Posting.objects.count() == 1
