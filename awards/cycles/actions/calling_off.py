"""A cycle that does not take place: skipped before anybody's work hangs on it, cancelled afterwards; and taken up again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.cycles.tasks import tell_of_amendment
from awards.models import Amendment, Cycle
from members.models import User
from pafso.audit.log import record
from pafso.celery import wake
from pafso.clock import received_at
from pafso.errors import WrongMove

from .checks import check_goes_ahead, locked_cycle, wanted_in_both


def skip_cycle(cycle: Cycle, *, by: User, reason_en: str, reason_fr: str, now: datetime | None = None) -> Cycle:
    """Say publicly, in one sentence, that this edition does not take place. No call goes out. Again is harmless.

    Raises Incomplete without a sentence in each language, WrongMove once somebody is in it or was told of it, NotEligible.
    """
    reason_en, reason_fr = wanted_in_both(reason_en, reason_fr)
    with transaction.atomic():
        cycle = locked_cycle(cycle, by=by)
        if cycle.skipped_at is not None:
            return cycle
        check_goes_ahead(cycle)
        if cycle.has_work or cycle.called_people or cycle.carry_overs.exists():
            raise WrongMove(
                _("Somebody has started a nomination in this cycle, or was told about it. Cancel it instead.")
            )
        cycle.skipped_at, cycle.skipped_en, cycle.skipped_fr = now or received_at(), reason_en, reason_fr
        cycle.sends_call = False
        cycle.save(update_fields=["skipped_at", "skipped_en", "skipped_fr", "sends_call"])
        record("cycle_skipped", cycle, by=by, changes={"reason": reason_en[:200]})
    return cycle


def take_up_cycle(cycle: Cycle, *, by: User) -> Cycle:
    """A skipped cycle takes place after all; its call waits for the office's word. Again is harmless. Nobody was in it to tell."""
    with transaction.atomic():
        cycle = locked_cycle(cycle, by=by)
        if cycle.skipped_at is not None:
            was = cycle.skipped_en
            cycle.skipped_at, cycle.skipped_en, cycle.skipped_fr = None, "", ""
            cycle.save(update_fields=["skipped_at", "skipped_en", "skipped_fr"])
            record("cycle_taken_up", cycle, by=by, changes={"before": was[:200]})
    return cycle


def cancel_cycle(cycle: Cycle, *, by: User, reason_en: str, reason_fr: str, now: datetime | None = None) -> Cycle:
    """Nothing can be begun, handed in, asked for or written in it any more; everybody in it is written to, with the reason.

    Again is harmless: the first reason stays. Raises Incomplete without a reason in each language, WrongMove for what was
    skipped, or is so long over that nothing of it is kept; NotEligible.
    """
    reason_en, reason_fr = wanted_in_both(reason_en, reason_fr)
    now = now or received_at()
    with transaction.atomic():
        cycle = locked_cycle(cycle, by=by)
        if cycle.cancelled_at is not None:
            return cycle
        check_goes_ahead(cycle)
        _check_not_long_over(cycle, now)
        cycle.cancelled_at, cycle.cancelled_en, cycle.cancelled_fr = now, reason_en, reason_fr
        cycle.sends_call = False
        cycle.save(update_fields=["cancelled_at", "cancelled_en", "cancelled_fr", "sends_call"])
        record("cycle_cancelled", cycle, by=by, changes={"reason": reason_en[:200]})
        _tell(cycle, Amendment.Kind.CANCELLED, reason_en, reason_fr, by, now)
    return cycle


def restore_cycle(cycle: Cycle, *, by: User, reason_en: str, reason_fr: str, now: datetime | None = None) -> Cycle:
    """Take a cancellation back, with the reason: its dates hold again, and everybody in it is told. Again is harmless.

    Raises Incomplete without a reason in each language, WrongMove once it is so long over that nothing of it is kept.
    """
    reason_en, reason_fr = wanted_in_both(reason_en, reason_fr)
    now = now or received_at()
    with transaction.atomic():
        cycle = locked_cycle(cycle, by=by)
        if cycle.cancelled_at is None:
            return cycle
        _check_not_long_over(cycle, now)
        cycle.cancelled_at, cycle.cancelled_en, cycle.cancelled_fr = None, "", ""
        cycle.save(update_fields=["cancelled_at", "cancelled_en", "cancelled_fr"])
        record("cycle_restored", cycle, by=by, changes={"reason": reason_en[:200]})
        _tell(cycle, Amendment.Kind.RESTORED, reason_en, reason_fr, by, now)
    return cycle


def _check_not_long_over(cycle: Cycle, now: datetime) -> None:
    if cycle.drafts_kept_until <= now:
        raise WrongMove(_("This cycle is long over: nothing that was written in it is waiting for anybody."))


def _tell(cycle: Cycle, kind: str, reason_en: str, reason_fr: str, by: User, now: datetime) -> None:
    said = {"reason_en": reason_en, "reason_fr": reason_fr}
    amendment = Amendment.objects.create(cycle=cycle, kind=kind, amended_at=now, amended_by=by, **said)
    wake(tell_of_amendment, amendment.pk)
