"""The dossiers of a cycle are frozen: from that instant on nothing in them changes. What opens the first round calls this."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from awards.models import Cycle, Freezing, Letter, Nomination
from awards.models.right import VIEW, awards_of
from awards.nominations.tasks import store_dossiers
from members.models import User
from pafso.audit.log import record
from pafso.celery import wake
from pafso.clock import received_at
from pafso.errors import NotEligible, WindowClosed, WrongMove
from pafso.text.dates import filled_in

STILL_OPEN = _("Somebody may still work on a nomination or a letter until %(moment)s. Freeze the dossiers after that.")


def freeze_dossiers(cycle: Cycle, *, by: User, now: datetime | None = None) -> Cycle:
    """Freeze every dossier of CYCLE at this instant; they are stored in the background. Again is harmless.

    Raises NotEligible for whom the award is not open to, WrongMove for a cycle that was called off, WindowClosed while
    somebody may still write: in the window, its grace, a later deadline of their own or a nomination that was returned.
    """
    now = now or received_at()
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update(of=("self",), no_key=True).select_related("award").get(pk=cycle.pk)
        if not awards_of(User.objects.get(pk=by.pk), VIEW).opens(cycle.award_id):
            raise NotEligible(_("This award is not open to you."), code="not_open_to_you")
        if cycle.frozen_at is not None:
            return cycle
        if cycle.is_called_off:
            raise WrongMove(_("This cycle was called off: it has no dossiers to freeze."), code="called_off")
        until = open_until(cycle)
        if now < until:
            raise WindowClosed(filled_in(STILL_OPEN, moment=until), code="still_open")
        cycle.frozen_at = now
        cycle.save(update_fields=["frozen_at"])
        freezing = Freezing.objects.create(cycle=cycle, by=by)
        record("dossiers_frozen", cycle, by=by)
        wake(store_dossiers, freezing.pk)
    return cycle


def open_until(cycle: Cycle) -> datetime:
    """The first instant at which nobody may work on anything in CYCLE any more."""
    nominations = Nomination.objects.filter(cycle=cycle)
    returned = nominations.filter(state=Nomination.State.RETURNED).aggregate(at=Max("returned_until"))["at"]
    extended = nominations.aggregate(at=Max("extended_until"))["at"]
    awaited = Letter.objects.filter(nomination__cycle=cycle, state=Letter.State.INVITED)
    letters = awaited.aggregate(at=Max("extended_until"))["at"]
    own = [at for at in (returned, extended, letters) if at is not None]
    return max([cycle.window.ends_at + cycle.window.grace, *own])
