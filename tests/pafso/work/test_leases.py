"""Every exit of a claim, of what follows a failure, and of a lease that ran out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from members.models import Copy
from pafso.work import leases
from tests.factories.people import Cast

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
TERMS = leases.Terms(timedelta(minutes=5))


@pytest.fixture
def copy(cast: Cast) -> Copy:
    return Copy.objects.create(user=cast.officer)


def claim(copy: Copy) -> Copy | None:
    return leases.claim(Copy.objects.to_make(datetime.now(UTC)), copy.pk, TERMS, park=park)


def park(copy: Copy, reason: str) -> None:
    copy.advance(Copy.State.FAILED, lease_until=None)


def fresh(copy: Copy) -> tuple[Any, ...]:
    copy.refresh_from_db()
    return copy.state, copy.attempts, copy.lease_until


def at(minutes: float) -> Any:
    return time_machine.travel(NOW + timedelta(minutes=minutes), tick=False)


def test_a_claim_counts_and_shuts_others_out_until_the_lease_ends(copy: Copy) -> None:
    with at(0):
        first = claim(copy)
        assert first is not None
        assert (first.attempts, first.lease_until) == (1, NOW + timedelta(minutes=5))
        assert fresh(copy) == ("waiting", 1, NOW + timedelta(minutes=5))
        assert claim(copy) is None
    with at(5):
        heir = claim(copy)

    assert heir is not None
    assert heir.attempts == 2


def test_what_is_gone_or_done_is_nobodys(copy: Copy) -> None:
    Copy.objects.filter(pk=copy.pk).update(state="ready")

    assert claim(copy) is None
    assert leases.claim(Copy.objects.all(), copy.pk + 1, TERMS) is None


def test_what_its_workers_died_of_each_time_is_parked_at_the_next_claim(copy: Copy) -> None:
    Copy.objects.filter(pk=copy.pk).update(attempts=3)

    assert claim(copy) is None
    assert fresh(copy) == ("failed", 3, None)


def test_the_first_is_no_longer_mine_once_another_took_over(copy: Copy) -> None:
    with at(0):
        first = claim(copy)
    with at(5):
        heir = claim(copy)
    assert first is not None
    assert heir is not None

    with at(6), transaction.atomic():
        assert leases.still_mine(first) is None
        assert leases.still_mine(heir) == copy
    leases.try_later(first, TERMS, "error", park=park)
    leases.park_mine(first, "error", park=park)

    assert fresh(copy) == ("waiting", 2, NOW + timedelta(minutes=10))


def test_a_count_that_begins_anew_does_not_make_an_old_claim_look_current(copy: Copy) -> None:
    with at(0):
        first = claim(copy)
    Copy.objects.filter(pk=copy.pk).update(attempts=0, lease_until=None)
    with at(1):
        heir = claim(copy)
    assert first is not None
    assert heir is not None
    assert (first.state, first.attempts) == (heir.state, heir.attempts)

    with transaction.atomic():
        assert leases.still_mine(first) is None


def test_waits_grow_and_the_last_attempt_parks(copy: Copy) -> None:
    waits = []
    with at(0) as clock:
        for _ in range(3):
            mine = claim(copy)
            assert mine is not None
            leases.try_later(mine, TERMS, "error", park=park)
            state, _attempts, until = fresh(copy)
            if until:
                waits.append((until - datetime.now(UTC)).total_seconds())
                clock.move_to(until)

    assert waits == [20, 40]
    assert (state, until) == ("failed", None)


def test_work_that_goes_on_keeps_its_claim(copy: Copy) -> None:
    with at(0):
        mine = claim(copy)
    assert mine is not None
    with at(4), transaction.atomic():
        assert leases.still_mine(mine) is not None
        leases.extend(mine, TERMS)

    with at(8), transaction.atomic():
        assert claim(copy) is None
        assert leases.still_mine(mine) is not None


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 30), (2, 60), (3, 120), (20, 6 * 3600)])
def test_the_longest_wait(attempts: int, seconds: int) -> None:
    terms = leases.Terms(timedelta(minutes=5), first_wait=timedelta(seconds=30), most=None)

    assert terms.wait_after(attempts).total_seconds() == seconds
    assert not terms.are_used_up(attempts)
