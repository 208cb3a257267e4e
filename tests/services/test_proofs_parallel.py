"""Proofs of membership under parallel presses, on PostgreSQL: of one day there is one that stands."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from members.models import Proof
from members.proofs.actions import make_proof, revoke_proof
from pafso.audit.models import Entry as Audit
from pafso.errors import DomainError
from tests.factories.people import Cast

AT_ONCE = 10


def at_once(work: Callable[[int], object]) -> Counter[str]:
    """WORK(number) in threads that start together; how often each outcome was seen."""
    gate = threading.Barrier(AT_ONCE)

    def run(number: int) -> str:
        try:
            gate.wait(30)
            return str(work(number))
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(run, range(AT_ONCE)))


@pytest.mark.req("R41")
def test_presses_at_once_make_one_proof(people: Cast) -> None:
    user = people.officer

    made = at_once(lambda number: make_proof(user, by=user).pk)

    assert made == {str(Proof.objects.get().pk): AT_ONCE}
    assert list(Audit.objects.values_list("verb", flat=True)) == ["proof_made"]


@pytest.mark.req("R41")
def test_one_that_is_revoked_many_times_at_once_is_revoked_once(people: Cast) -> None:
    user = people.officer
    proof = make_proof(user, by=user)

    at_once(lambda number: revoke_proof(proof, by=user).pk)

    assert list(Audit.objects.order_by("pk").values_list("verb", flat=True)) == ["proof_made", "proof_revoked"]
    assert at_once(lambda number: make_proof(user, by=user).pk) == {str(Proof.objects.get(revoked_at=None).pk): AT_ONCE}
