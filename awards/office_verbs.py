"""What the office can do with nominations, letters and cycles, as the tables of `pafso.office.verb_pages`."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from pafso.office.calls import call_verbs
from pafso.office.chosen import Chosen
from pafso.office.forms import reason
from pafso.office.verb_pages import Page

from .actions import cycles, office
from .actions import nominations as actions
from .models import Cycle, Letter, Nomination
from .office_forms import NextCycleForm
from .tasks import CALL

TOLD = _("The nominator receives this text by email, exactly as you wrote it.")
SUPPORTER_TOLD = _("The supporter receives this text by email, exactly as you wrote it.")


def _about(nomination: Nomination) -> dict[str, object]:
    return {"about": f"{nomination.nominee_name}, {nomination.cycle} ({nomination.code})"}


def _is_submitted(nomination: Nomination, by: object) -> bool:
    return nomination.state == Nomination.State.SUBMITTED


def find_letter(nomination: Nomination, code: str) -> Letter:
    """A letter of NOMINATION that was not taken out. Raises Http404."""
    letter = nomination.letters.not_revoked().select_related("nomination__cycle__award").filter(code=code).first()
    if letter is None:
        raise Http404
    return letter


OF_A_NOMINATION = [
    Page(
        "disqualification",
        actions.disqualify_nomination,
        words=_("Set aside"),
        title=_("Set this nomination aside"),
        explained=_("The office can still read it, but it will no longer be judged. It can be restored."),
        button=_("Set aside and tell the nominator"),
        done=_("Set aside. The nominator will be told by email."),
        form=reason(_("Reason"), hint=_("The nominator receives this text by email, exactly as you wrote it.")),
        offered=_is_submitted,
        shown=_about,
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
        shown=_about,
    ),
    Page(
        "withdrawal",
        office.withdraw_nomination_for,
        words=_("Withdraw for the nominator…"),
        title=_("Withdraw this nomination for its nominator"),
        explained=_("For a nominator who asks, at any time. From then on, the text belongs to the nominator alone."),
        button=_("Withdraw it and tell the nominator"),
        done=_("Withdrawn. The nominator will be told."),
        form=reason(_("Reason"), hint=TOLD),
        offered=_is_submitted,
        shown=_about,
        leads_to=lambda nomination: Chosen([], Nomination),
    ),
]
LETTER_WITHDRAWAL = Page(
    "letter_withdrawal",
    office.withdraw_letter_for,
    title=_("Withdraw this letter for its supporter"),
    explained=_(
        "For a supporter who asks. Nobody will be able to read it any more, and its link will stop working; the supporter and the nominator are told."
    ),
    button=_("Withdraw it and tell them"),
    done=_("The letter has been withdrawn. The supporter and the nominator will be told."),
    form=reason(_("Reason"), hint=SUPPORTER_TOLD),
    route="<int:pk>/letters/<slug:code>/withdrawal/",
    record=lambda letter: letter.nomination,
    shown=lambda letter: {"about": f"{letter.full_name or letter.name} ({letter.code}), {letter.nomination.code}"},
)
OF_A_CYCLE = [
    *call_verbs(CALL),
    Page(
        "next",
        cycles.begin_next_cycle,
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
        cycles.delete_cycle,
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
