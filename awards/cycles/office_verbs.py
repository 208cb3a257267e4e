"""What the office can do with cycles, as a table of `pafso.office.verb_pages`."""

from django.utils.translation import gettext_lazy as _

from awards.models import Cycle
from pafso.office.calls import call_verbs
from pafso.office.chosen import Chosen
from pafso.office.forms import reason
from pafso.office.verb_pages import Page

from . import actions
from .forms import NextCycleForm
from .tasks import CALL

OF_A_CYCLE = [
    *call_verbs(CALL),
    Page(
        "next",
        actions.begin_next_cycle,
        words=_("Begin next year’s cycle…"),
        title=_("Begin next year’s cycle"),
        explained=_(
            "The criteria, the grace period and the conditions are copied. You can still change them before it opens. "
            "Nobody is told until you send the call."
        ),
        button=_("Begin the cycle"),
        done=lambda cycle: _("%(cycle)s has been created.") % {"cycle": cycle},
        form=NextCycleForm,
        right="awards.add_cycle",
        shown=lambda cycle: {"about": str(cycle)},
        leads_to=lambda cycle: cycle,
    ),
    Page(
        "deletion",
        actions.delete_cycle,
        words=_("Delete…"),
        title=_("Delete this cycle"),
        explained=_("Only a cycle that nothing depends on: no nomination, no draft, nobody told about it."),
        button=_("Delete it"),
        done=_("The cycle has been deleted."),
        form=reason(_("Reason"), hint=_("It is kept in the audit trail.")),
        offered=lambda cycle, by: not cycle.called_people and not cycle.nominations.exists(),
        leads_to=lambda cycle: Chosen([], Cycle),
    ),
]
