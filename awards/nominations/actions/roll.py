"""What the Secretary says about a nominee and the roll: who it is, and whom an exception is made for. The nominator learns nothing of it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.locking import check_handles
from awards.models import Nomination
from awards.returning.actions import FROZEN, locked_standing
from members.models import Member, User
from pafso.audit.log import record
from pafso.errors import NotEligible, WrongMove
from pafso.hiding import wanted_reason

MEANWHILE = _("A colleague has matched the nominee to %(entry)s meanwhile. Check that first.")


def match_nominee(nomination: Nomination, *, by: User, member: int, seen: int | None = None) -> Nomination:
    """The nominee is the entry MEMBER of the roll, instead of the one that was SEEN there. Again changes nothing.

    Raises NotEligible for an entry that counts as nobody, WrongMove for a group, when a colleague has matched another entry
    meanwhile, and once the dossier is frozen.
    """
    with transaction.atomic():
        entry = _locked_entry(member)  # before the case, as a merge of two entries does
        nomination = _mine(nomination, by)
        if nomination.nominee_kind == Nomination.NomineeKind.GROUP:
            raise WrongMove(_("A group is not matched to the roll."))
        if nomination.nominee_member_id == entry.pk:
            return nomination
        if nomination.nominee_member_id not in {None, seen}:
            raise WrongMove(MEANWHILE % {"entry": nomination.nominee_member}, code="matched_meanwhile")
        _match(nomination, entry, by)
    return nomination


def unmatch_nominee(nomination: Nomination, *, by: User) -> Nomination:
    """Nobody on the roll is the nominee after all. Again changes nothing."""
    with transaction.atomic():
        nomination = _mine(nomination, by)
        if nomination.nominee_member_id is not None:
            _match(nomination, None, by)
    return nomination


def decide_eligibility(nomination: Nomination, *, by: User, eligible: bool, reason: str) -> Nomination:
    """The nominee counts as ELIGIBLE, or not, whatever the roll says, for a REASON. Raises Incomplete without one."""
    reason = wanted_reason(reason)
    with transaction.atomic():
        nomination = _mine(nomination, by)
        if (nomination.eligibility_override, nomination.eligibility_note) != (eligible, reason):
            _decide(nomination, eligible, reason)
            changes = {"eligible": eligible, "reason": reason[:200]}
            record("eligibility_decided", nomination, by=by, changes=changes)
    return nomination


def end_exception(nomination: Nomination, *, by: User) -> Nomination:
    """The roll alone decides again. Again changes nothing."""
    with transaction.atomic():
        nomination = _mine(nomination, by)
        if nomination.eligibility_override is not None:
            before = {"eligible": nomination.eligibility_override, "reason": nomination.eligibility_note[:200]}
            _decide(nomination, None, "")
            record("eligibility_left_to_the_roll", nomination, by=by, changes=before)
    return nomination


def _mine(nomination: Nomination, by: User) -> Nomination:
    nomination = locked_standing(nomination)
    check_handles(nomination, by=by)
    if nomination.cycle.frozen_at is not None:
        raise WrongMove(FROZEN, code="frozen")
    return nomination


def _locked_entry(member: int) -> Member:
    entry = Member.objects.select_for_update(of=("self",)).filter(pk=member).first()
    if entry is None or entry.merged_into_id or entry.struck_at or entry.erased_at:
        raise NotEligible(_("This entry is no longer on the roll. Look for the person again."), code="nobody")
    return entry


def _match(nomination: Nomination, entry: Member | None, by: User) -> None:
    before = nomination.nominee_member.number if nomination.nominee_member else ""
    nomination.nominee_member = entry
    nomination.save(update_fields=["nominee_member"])
    changes = {"before": before, "after": entry.number if entry else ""}
    record("nominee_matched" if entry else "nominee_unmatched", nomination, by=by, changes=changes)


def _decide(nomination: Nomination, eligible: bool | None, note: str) -> None:
    nomination.eligibility_override, nomination.eligibility_note = eligible, note
    nomination.save(update_fields=["eligibility_override", "eligibility_note"])
