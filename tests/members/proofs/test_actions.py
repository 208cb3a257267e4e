"""A proof of membership: who gets one, how long it stands, and everything that ends it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.beat import clear_expired
from members.deaths.actions import record_death, take_back_death
from members.merging.actions import consent_merge, propose_merge, undo_merge
from members.models import Death, Member, Membership, Proof, User
from members.proofs.actions import MOST_A_DAY, forget_proofs, make_proof, proof_with_code, revoke_proof
from members.proofs.printing import in_fours
from pafso.audit.models import Entry
from pafso.codes import ALPHABET
from pafso.errors import NotEligible, Refused
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_member

NOON = datetime(2026, 11, 26, 17, tzinfo=UTC)
DAY = date(2026, 11, 26)


def found(proof: Proof, now: datetime = NOON) -> bool:
    return proof_with_code(proof.code, now) == proof


def trail() -> list[tuple[str, dict[str, Any]]]:
    return list(Entry.objects.filter(verb__startswith="proof_").order_by("id").values_list("verb", "changes"))


@pytest.fixture
def proof(cast: Cast) -> Proof:
    return make_proof(cast.officer, by=cast.officer, now=NOON)


def test_a_member_gets_one_with_a_name_and_a_day(proof: Proof) -> None:
    assert (proof.name, proof.made_on, proof.last_day) == ("Alix Tremblay-Okafor", DAY, date(2027, 2, 24))
    assert len(proof.code) == 12 and set(proof.code) <= set(ALPHABET)
    assert found(proof)
    assert trail() == [("proof_made", {"proof": proof.pk, "day": "2026-11-26"})]
    assert proof.code not in str(list(Entry.objects.values()))


def test_the_same_on_the_same_day_of_ottawa(cast: Cast, proof: Proof) -> None:
    late, tomorrow = datetime(2026, 11, 27, 4, 59, tzinfo=UTC), datetime(2026, 11, 27, 5, 1, tzinfo=UTC)

    assert make_proof(cast.officer, by=cast.officer, now=late) == proof
    other = make_proof(cast.officer, by=cast.officer, now=tomorrow)

    assert other != proof and other.made_on == DAY + timedelta(days=1)
    assert len(trail()) == 2


@pytest.mark.req("R15")
@pytest.mark.parametrize("who", ["newcomer", "outsider", "staff"])
def test_nobody_else_gets_one(cast: Cast, who: str) -> None:
    user = getattr(cast, who)

    with pytest.raises(NotEligible) as refused:
        make_proof(user, by=user, now=NOON)

    reason = {"outsider": "The last membership ended on December 31, 2020."}.get(who, "Not on the roll.")
    assert str(refused.value) == reason
    assert not Proof.objects.exists() and trail() == []


def test_a_retired_member_is_a_member(cast: Cast) -> None:
    assert found(make_proof(cast.retiree, by=cast.retiree, now=NOON))


def test_revoked_at_once_and_made_anew(cast: Cast, proof: Proof) -> None:
    for _ in range(2):
        revoke_proof(proof, by=cast.officer)

    assert not found(proof)
    other = make_proof(cast.officer, by=cast.officer, now=NOON)
    assert other.code != proof.code and found(other)
    assert [verb for verb, _ in trail()] == ["proof_made", "proof_revoked", "proof_made"]


def test_not_more_than_ten_of_one_day(cast: Cast) -> None:
    for _ in range(MOST_A_DAY):
        revoke_proof(make_proof(cast.officer, by=cast.officer), by=cast.officer)
    with pytest.raises(Refused):
        make_proof(cast.officer, by=cast.officer)
    assert Proof.objects.count() == MOST_A_DAY


def test_the_database_keeps_it_to_one_a_day(proof: Proof) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Proof.objects.create(member=proof.member, name="x", made_on=proof.made_on)


def test_for_ninety_days_and_no_longer(cast: Cast, proof: Proof) -> None:
    last, over = datetime(2027, 2, 25, 4, 59, tzinfo=UTC), datetime(2027, 2, 25, 5, 1, tzinfo=UTC)

    assert found(proof, last) and not found(proof, over)
    assert forget_proofs(last) == 0
    assert forget_proofs(over) == 1
    assert not Proof.objects.exists()


def test_the_clock_forgets_them(proof: Proof) -> None:
    Proof.objects.update(made_on=timezone.now().date() - timedelta(days=92))

    clear_expired()

    assert not Proof.objects.exists()


def test_a_code_is_known_however_it_is_typed(proof: Proof) -> None:
    for typed in (proof.code.lower(), in_fours(proof.code), "-".join(proof.code), f" {proof.code}\u200b "):
        assert proof_with_code(typed, NOON) == proof
    for typed in (proof.code[:-1], proof.code + "A", "", "%", "A" * 5000):
        assert proof_with_code(typed, NOON) is None


@pytest.mark.req("R05")
def test_unknown_over_and_revoked_cost_the_same_query(cast: Cast, proof: Proof) -> None:
    revoke_proof(proof, by=cast.officer)
    old = Proof.objects.create(member=proof.member, name="x", made_on=DAY - timedelta(days=91))

    asked = []
    for code in (proof.code, old.code, "ABCDEFGHJKMN"):
        with CaptureQueriesContext(connection) as queries:
            assert proof_with_code(code, NOON) is None
        asked.append(len(queries))

    assert asked == [1, 1, 1]


def test_a_membership_that_ends_later_ends_nothing(proof: Proof) -> None:
    Membership.objects.filter(member=proof.member).update(ends_on=DAY)
    assert found(proof, NOON + timedelta(days=30))
    Membership.objects.filter(member=proof.member).update(ends_on=DAY - timedelta(days=1))
    assert not found(proof)


def test_a_membership_or_an_entry_that_is_struck_out_ends_it(cast: Cast, proof: Proof) -> None:
    struck = {"struck_at": timezone.now(), "struck_by": cast.staff, "struck_reason": "wrong"}
    for rows in (Membership.objects.filter(member=proof.member), Member.objects.filter(pk=proof.member_id)):
        rows.update(**struck)
        assert not found(proof)
        rows.update(struck_at=None, struck_by=None, struck_reason="")
        assert found(proof)


def test_a_death_ends_it_until_it_is_taken_back(cast: Cast, proof: Proof) -> None:
    death = record_death(proof.member, died_on=date(2026, 11, 25), source="A letter.", by=cast.staff)
    assert not found(proof)

    take_back_death(Death.objects.get(pk=death.pk), reason="Somebody else.", by=cast.staff)
    assert found(proof)


def _twin(cast: Cast, user: User | None = None) -> Member:
    return make_member(user, "2001", ("regular", date(2016, 1, 1), None), name="Alix Tremblay")


def test_it_is_taken_along_in_a_merge_and_back(cast: Cast) -> None:
    twin = _twin(cast, cast.newcomer)
    theirs = make_proof(cast.newcomer, by=cast.newcomer, now=NOON)
    kept = Member.objects.get(user=cast.officer)
    merge = propose_merge(kept, twin, reason="One person.", by=cast.staff)

    merged = consent_merge(merge, by=make_clerk())

    theirs.refresh_from_db()
    assert theirs.member == kept and found(theirs)
    assert list(Proof.objects.visible_to(cast.officer)) == [theirs]
    assert theirs.code not in str(merged.moved)
    undo_merge(merged, by=cast.staff)
    theirs.refresh_from_db()
    assert theirs.member == twin and found(theirs)


def test_two_of_one_day_stay_two_and_one_of_them_ends(cast: Cast, proof: Proof) -> None:
    twin = _twin(cast, cast.newcomer)
    theirs = make_proof(cast.newcomer, by=cast.newcomer, now=NOON)
    merge = propose_merge(proof.member, twin, reason="One person.", by=cast.staff)

    consent_merge(merge, by=make_clerk())

    assert found(proof) and not found(theirs)


@pytest.mark.req("R15")
def test_one_s_own_and_nobody_else_s(cast: Cast, proof: Proof) -> None:
    people = [cast.colleague, cast.newcomer, cast.staff]

    assert list(Proof.objects.visible_to(cast.officer)) == [proof]
    assert [list(Proof.objects.visible_to(person)) for person in people] == [[], [], []]
