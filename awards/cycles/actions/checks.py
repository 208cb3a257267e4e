"""The row of a verb about a cycle, locked; who may decide about it."""

from django.utils.translation import gettext_lazy as _

from awards.locking import turn_of
from awards.models import AwardRight, Cycle
from members.models import User
from pafso.errors import Incomplete, NotEligible, WrongMove
from pafso.lazy import Words
from pafso.rights import held
from pafso.turns import wait_turn

WRITE_BOTH = _("Write it in English and in French: people read it in their language.")


def locked_cycle(cycle: Cycle, *, by: User) -> Cycle:
    """Read again with its award, locked until the transaction ends. Raises WrongMove when it is gone, NotEligible.

    Whoever begins a nomination meanwhile waits, and reads the cycle again afterwards (`awards.locking.cycle_to_begin_in`).
    """
    wait_turn(*turn_of(cycle))
    whole = Cycle.objects.select_for_update(of=("self",), no_key=True).select_related("award")
    found = whole.filter(pk=cycle.pk).first()
    if found is None:
        raise WrongMove(_("This cycle has been deleted."), code="deleted")
    check_looks_after(found, by=by)
    return found


def check_looks_after(cycle: Cycle, *, by: User) -> None:
    """BY looks after the award now: what was true when the page was opened may be over. Raises NotEligible."""
    now = User.objects.get(pk=by.pk)
    if not held(now, AwardRight, "awards.change_cycle").opens(cycle.award_id):
        raise NotEligible(_("You do not look after this award."), code="not_open_to_you")


def check_goes_ahead(cycle: Cycle) -> None:
    if cycle.cancelled_at is not None:
        raise WrongMove(_("This cycle has been cancelled."), code="cancelled")
    if cycle.skipped_at is not None:
        raise WrongMove(_("This cycle has been skipped."), code="skipped")


def wanted_in_both(reason_en: str, reason_fr: str) -> tuple[str, str]:
    """Both sentences without the space around them. Raises Incomplete, beside each that is missing."""
    said = {"reason_en": reason_en.strip(), "reason_fr": reason_fr.strip()}
    problems: list[tuple[str, Words]] = [(name, WRITE_BOTH) for name, text in said.items() if not text]
    if problems:
        raise Incomplete(problems)
    return said["reason_en"], said["reason_fr"]
