"""What the office can do with nominations, as a table of `pafso.office.verb_pages`."""

from django.utils.translation import gettext_lazy as _

from awards.models import Cycle, Nomination
from awards.nominations import actions
from awards.nominations.actions import freezing, office
from pafso.office.chosen import Chosen
from pafso.office.forms import reason
from pafso.office.verb_pages import Page

from .joining import JOINING
from .returning import RETURNING
from .words import TOLD, about, is_submitted

OF_A_NOMINATION = [
    RETURNING,
    JOINING,
    Page(
        "disqualification",
        actions.disqualify_nomination,
        words=_("Set aside"),
        title=_("Set this nomination aside"),
        explained=_("The office can still read it, but it will no longer be judged. It can be restored."),
        button=_("Set aside and tell the nominator"),
        keep=_("Keep the nomination"),
        done=_("Set aside. The nominator will be told by email."),
        form=reason(_("Reason"), hint=_("The nominator receives this text by email, exactly as you wrote it.")),
        offered=is_submitted,
        shown=about,
    ),
    Page(
        "reopening",
        office.reopen_nomination,
        words=_("Restore…"),
        title=_("Restore this nomination"),
        explained=_("It is back with the others, as it was submitted."),
        button=_("Restore it and tell the nominator"),
        done=_("It will be considered again. The nominator will be told."),
        form=reason(_("Reason"), hint=TOLD),
        offered=lambda nomination, by: nomination.state == Nomination.State.DISQUALIFIED,
        shown=about,
    ),
    Page(
        "withdrawal",
        office.withdraw_nomination_for,
        words=_("Withdraw for the nominator…"),
        title=_("Withdraw this nomination for its nominator"),
        explained=_("For a nominator who asks, at any time. From then on, the text belongs to the nominator alone."),
        button=_("Withdraw it and tell the nominator"),
        keep=_("Keep the nomination"),
        done=_("Withdrawn. The nominator will be told."),
        form=reason(_("Reason"), hint=TOLD),
        offered=is_submitted,
        shown=about,
        leads_to=lambda nomination: Chosen([], Nomination),
    ),
]

# A verb of the cycle, which stands below this room: `awards.admin` puts it into the cycle's table.
FREEZE = Page(
    "freezing",
    freezing.freeze_dossiers,
    words=_("Freeze the dossiers…"),
    title=_("Freeze the dossiers"),
    explained=_(
        "From now on no nomination is submitted, withdrawn, returned or joined, and no letter is sent, corrected or taken back. "
        "Each dossier is stored with its digest for the panel. This cannot be undone."
    ),
    button=_("Freeze them"),
    done=_("The dossiers are frozen. They are being stored; the page of each nomination shows its digest."),
    right="awards.change_nomination",
    offered=lambda cycle, by: cycle.frozen_at is None and not cycle.is_called_off and cycle.window.has_closed(),
    shown=lambda cycle: {"about": str(cycle)},
    leads_to=lambda cycle: Chosen([], Cycle),
)
