"""The rules of a cycle changed although somebody's work hangs on them: an exception, with a reason, told to those whom it touches."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.cycles.tasks import tell_of_amendment
from awards.models import Amendment, Cycle
from awards.models.cycle import ASKED_IN_CONFIDENCE
from members.models import User
from pafso.audit.log import record
from pafso.celery import wake
from pafso.clock import minute_of, received_at
from pafso.errors import Incomplete, WrongMove, problems_of

from .checks import check_goes_ahead, locked_cycle, wanted_in_both

LONGEST_IN_TRAIL = 80


def amend_cycle(
    cycle: Cycle,
    *,
    by: User,
    values: Mapping[str, object],
    reason_en: str,
    reason_fr: str,
    now: datetime | None = None,
) -> Amendment:
    """Write VALUES (of Cycle.LOCKED and the dates) with the reason, and tell those whom the change touches.

    Raises Incomplete without a reason in each language, when nothing changes, or with what cannot be; WrongMove once it was
    called off, the dossiers are frozen, or for `letters_shown_to_nominator` once a letter was asked for; NotEligible.
    """
    reason_en, reason_fr = wanted_in_both(reason_en, reason_fr)
    now = now or received_at()
    with transaction.atomic():
        cycle = locked_cycle(cycle, by=by)
        amendment = proposed(cycle, values=values, reason_en=reason_en, reason_fr=reason_fr, now=now)
        amendment.amended_by = by
        cycle.save(update_fields=list(amendment.after))
        amendment.save()
        told = {name: [_short(was), _short(amendment.after[name])] for name, was in amendment.before.items()}
        record("cycle_amended", cycle, by=by, changes={**told, "reason": reason_en[:200]})
        wake(tell_of_amendment, amendment.pk)
    return amendment


def proposed(
    cycle: Cycle, *, values: Mapping[str, object], reason_en: str, reason_fr: str, now: datetime | None = None
) -> Amendment:
    """The amendment that VALUES would make, with CYCLE as it would be; nothing is saved. Raises as `amend_cycle` does."""
    now = now or received_at()
    check_goes_ahead(cycle)
    if cycle.frozen_at is not None:
        raise WrongMove(_("The dossiers are frozen: the panel judges by the rules as they are."), code="frozen")
    wanted = {name: _as_stored(value) for name, value in values.items() if name in Cycle.AMENDABLE}
    changed = {name: value for name, value in wanted.items() if not _is_same(getattr(cycle, name), value)}
    if not changed:
        raise Incomplete([("reason_en", _("Nothing would change. Change at least one of the rules."))])
    if "letters_shown_to_nominator" in changed and cycle.has_asked_for_letters:
        raise WrongMove(ASKED_IN_CONFIDENCE, code="asked_in_confidence")
    before = {name: getattr(cycle, name) for name in changed}
    for name, value in changed.items():
        setattr(cycle, name, value)
    _check(cycle, before, now)
    return Amendment(
        cycle=cycle,
        kind=Amendment.Kind.RULES,
        before=before,
        after=changed,
        reason_en=reason_en,
        reason_fr=reason_fr,
        amended_at=now,
    )


def _as_stored(value: object) -> object:
    """Of a text the lines, however the browser ends them."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _is_same(was: object, value: object) -> bool:
    """Of moments the minute: seconds that were stored with a deadline mean nothing, and no form shows them."""
    if isinstance(was, datetime) and isinstance(value, datetime):
        return minute_of(was) == minute_of(value)
    if isinstance(was, str) and isinstance(value, str):
        return was.replace("\r\n", "\n").strip() == value.strip()
    return was == value


def _check(cycle: Cycle, before: Mapping[str, object], now: datetime) -> None:
    if "closes_at" in before and cycle.window.ends_at <= now:
        raise Incomplete([("closes_at", _("The new deadline must be ahead, so that people have time."))])
    try:
        cycle.full_clean()
    except ValidationError as error:
        raise problems_of(error) from error


def _short(value: object) -> object:
    text = value if isinstance(value, bool | int) else str(value)
    return text if not isinstance(text, str) or len(text) <= LONGEST_IN_TRAIL else text[: LONGEST_IN_TRAIL - 1] + "…"
