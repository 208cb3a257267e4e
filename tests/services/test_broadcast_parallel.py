"""Two workers that announce the same thing at the same moment take turns, batch by batch."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from contests.mails import gallery_published
from contests.models import Contest
from magazine.mails import issue_published
from magazine.models import Issue
from members.models import User
from pafso.celery import app
from pafso.mail import broadcast as module
from pafso.mail.broadcast import MassMail, broadcast
from pafso.mail.models import Mail
from tests.factories.contests import make_contest
from tests.factories.magazine import make_issue
from tests.factories.people import make_user

PEOPLE = 40
BATCH = 4


def announce_by_two(row: Any, write: Any, **position: str) -> list[tuple[int, int]]:
    """Who wrote to whom, in the order in which it happened."""
    log: list[tuple[int, int]] = []
    start = threading.Barrier(2)

    def logged(row: Any, person: User) -> None:
        log.append((threading.get_ident(), person.pk))
        write(row, person)

    def work(_number: int) -> None:
        start.wait(30)
        try:
            rows = type(row).objects.to_announce()
            everybody = User.objects.filter(email__startswith="p")
            broadcast(
                rows,
                row.pk,
                MassMail(lambda _row: everybody, logged),
                columns={"done": "announced_at", **position},
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    return log


@pytest.mark.req("R45")
@pytest.mark.parametrize("kind", ["contest", "issue"])
def test_two_workers_take_turns(transactional_db: None, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setitem(app.conf, "task_always_eager", False)
    monkeypatch.setattr(module, "BATCH", BATCH)
    people = [make_user(f"Person {number}", f"p{number}@example.org").pk for number in range(PEOPLE)]

    if kind == "issue":
        log = announce_by_two(make_issue(38, 1), issue_published, position="announced_up_to")
        assert [person for _, person in log] == people
    else:
        log = announce_by_two(make_contest(gallery_published_at=timezone.now()), gallery_published)

    batches = [log[first : first + BATCH] for first in range(0, len(log), BATCH)]
    assert all(len({worker for worker, _ in batch}) == 1 for batch in batches)
    assert len({worker for worker, _ in log}) == 2
    assert sorted(Mail.objects.values_list("to", flat=True)) == sorted(f"p{n}@example.org" for n in range(PEOPLE))
    assert (Contest if kind == "contest" else Issue).objects.get().announced_at is not None
