"""A proof of membership: made, revoked, looked up by its code, forgotten."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.eligibility import is_member
from members.models import Member, Proof, User
from pafso.audit.log import record
from pafso.clock import ottawa_day
from pafso.codes import same_code
from pafso.errors import NotEligible, Refused

# Somebody who revokes and makes anew all day writes rows for nothing.
MOST_A_DAY = 10


def make_proof(user: User, *, by: User, now: datetime | None = None) -> Proof:
    """The proof of today: the one that stands, or a new one.

    Raises NotEligible, with the reason, for whoever is no member today; Refused past ten of one day.
    """
    now = now or timezone.now()
    today = ottawa_day(now)
    with transaction.atomic():
        member = Member.objects.standing().filter(user=user.pk).select_for_update(of=("self",), no_key=True).first()
        fact = is_member(member, today) if member else None
        if member is None or not fact:
            raise NotEligible(fact.reason if fact is not None else _("Not on the roll."))
        made = list(Proof.objects.filter(member=member, made_on=today))
        for proof in made:
            if proof.revoked_at is None:
                return proof
        if len(made) >= MOST_A_DAY:
            raise Refused(
                _("You have revoked ten proofs today, which is the limit. You can make another one tomorrow."),
                code="too_many_proofs",
            )
        proof = Proof.objects.create(member=member, name=member.name, made_on=today, made_at=now)
        record("proof_made", user, by=by, changes={"proof": proof.pk, "day": today.isoformat()})
    return proof


def revoke_proof(proof: Proof, *, by: User, now: datetime | None = None) -> Proof:
    """From now on its code is confirmed to nobody. Again is harmless."""
    with transaction.atomic():
        proof = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
        if proof.revoked_at is None:
            proof.revoked_at = now or timezone.now()
            proof.save(update_fields=["revoked_at"])
            record("proof_revoked", by, by=by, changes={"proof": proof.pk})
    return proof


def proof_with_code(typed: str, now: datetime | None = None) -> Proof | None:
    """What whoever has this code is told. One that never was, one that is over and one that was revoked are the same: None,
    in one query."""
    return Proof.objects.standing(ottawa_day(now)).filter(code=same_code(typed)).first()


def forget_proofs(now: datetime | None = None) -> int:
    """Delete those whose ninety days are over."""
    return Proof.objects.over(ottawa_day(now)).delete()[0]
