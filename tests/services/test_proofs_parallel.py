"""Proofs of membership under parallel presses, on PostgreSQL: of one day there is one that stands."""

import pytest

from members.models import Proof
from members.proofs.actions import make_proof, revoke_proof
from pafso.audit.models import Entry as Audit
from tests.factories.people import Cast
from tests.services.at_once import SIDE_BY_SIDE, at_once


@pytest.mark.req("R41")
def test_presses_at_once_make_one_proof(people: Cast) -> None:
    user = people.officer

    made = at_once(lambda number: make_proof(user, by=user).pk)

    assert made == {str(Proof.objects.get().pk): SIDE_BY_SIDE}
    assert list(Audit.objects.values_list("verb", flat=True)) == ["proof_made"]


@pytest.mark.req("R41")
def test_one_that_is_revoked_many_times_at_once_is_revoked_once(people: Cast) -> None:
    user = people.officer
    proof = make_proof(user, by=user)

    at_once(lambda number: revoke_proof(proof, by=user).pk)

    assert list(Audit.objects.order_by("pk").values_list("verb", flat=True)) == ["proof_made", "proof_revoked"]
    assert at_once(lambda number: make_proof(user, by=user).pk) == {
        str(Proof.objects.get(revoked_at=None).pk): SIDE_BY_SIDE
    }
