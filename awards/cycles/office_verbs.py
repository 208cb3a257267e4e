"""What the office can do with cycles, as a table of `pafso.office.verb_pages`."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from awards.models import Amendment, Cycle
from awards.models.amendment import column, in_words
from members.models import User
from pafso.clock import received_at
from pafso.lazy import Words
from pafso.localized import Language
from pafso.mail.broadcast import MassMail
from pafso.office.calls import call_verbs
from pafso.office.chosen import Chosen
from pafso.office.forms import reason
from pafso.office.mass_mail import Foretold, Preview, preview_of, together
from pafso.office.verb_pages import Button, Page

from . import actions
from .actions.amendments import proposed
from .forms import AmendmentForm, NextCycleForm, ReasonsForm, SkipForm, rules_of
from .tasks import CALL, TO_NOMINATORS, TO_SUPPORTERS

COPIED = ("grace_minutes", *Cycle.CONDITIONS, *Cycle.RULES)
TO_WHOM: list[tuple[MassMail, Words]] = [(TO_NOMINATORS, _("To nominators")), (TO_SUPPORTERS, _("To supporters"))]


def _amend(cycle: Cycle, *, by: User, reason_en: str, reason_fr: str, **values: object) -> Amendment:
    return actions.amend_cycle(cycle, by=by, values=values, reason_en=reason_en, reason_fr=reason_fr)


def _told_of_rules(cycle: Cycle, typed: Mapping[str, object]) -> Preview:
    """A look at what `_amend` would write. The cycle of the page itself stays as it is."""
    values = {name: value for name, value in typed.items() if name in Cycle.AMENDABLE}
    whole = Cycle.objects.with_award().get(pk=cycle.pk)
    english, french = (str(typed[f"reason_{language}"]) for language in Language.values)
    return _told_of(proposed(whole, values=values, reason_en=english, reason_fr=french))


def _told_of_fate(kind: str) -> Foretold:
    def told(cycle: Cycle, typed: Mapping[str, object]) -> Preview:
        return _told_of(Amendment(cycle=cycle, kind=kind, amended_at=received_at(), **typed))

    return told


def _told_of(amendment: Amendment) -> Preview:
    parts = [(preview_of(told, amendment), title) for told, title in TO_WHOM]
    return together(*(Preview(part.count, part.mails, title=title) for part, title in parts))


def _copied(cycle: Cycle) -> dict[str, object]:
    """All that the next cycle begins with, in words."""
    facts = [(column(name).verbose_name, in_words(name, getattr(cycle, name))) for name in COPIED]
    return {"about": str(cycle), "copied": facts, "cycle": cycle}


def _is_locked(cycle: Cycle, by: object) -> bool:
    return not cycle.is_called_off and cycle.frozen_at is None and cycle.has_work


def _may_be_skipped(cycle: Cycle, by: object) -> bool:
    return not (cycle.is_called_off or cycle.called_people or cycle.has_work)


def _may_be_cancelled(cycle: Cycle, by: object) -> bool:
    return not cycle.is_called_off and bool(cycle.called_people or cycle.has_work)


OF_A_CYCLE = [
    *call_verbs(CALL),
    Page(
        "next",
        actions.begin_next_cycle,
        words=_("Begin next year’s cycle…"),
        title=_("Begin next year’s cycle"),
        explained=_(
            "Everything below is copied, and the dates are moved by a year: check them. You can still change all of it until "
            "somebody starts a nomination. Nobody is told until you send the call."
        ),
        button=_("Begin the cycle"),
        done=lambda cycle: _("%(cycle)s has been created.") % {"cycle": cycle},
        form=NextCycleForm,
        template="awards/admin/next_cycle.html",
        right="awards.add_cycle",
        shown=_copied,
        leads_to=lambda cycle: cycle,
    ),
    Page(
        "amendment",
        _amend,
        words=_("Change the rules…"),
        title=_("Change the rules"),
        explained=_(
            "Somebody is already in this cycle and goes by these rules. Change them only as an exception. The reason and what "
            "changed are shown on the public page, kept in the audit trail, and sent to those whom it touches: everybody who is "
            "nominating, and supporters who have not sent their letter, if it changes what they go by."
        ),
        button=_("Change the rules and send the emails"),
        done=_("The rules have been changed. The emails are being sent."),
        form=AmendmentForm,
        reads=rules_of,
        foretells=_told_of_rules,
        offered=_is_locked,
    ),
    Page(
        "skipping",
        actions.skip_cycle,
        words=_("Skip this year…"),
        title=_("Skip this year"),
        explained=_(
            "The public page then says in one sentence that there is no edition this year, and why. No call goes out, and "
            "nobody can nominate. Nobody is in this cycle yet, so no email is sent."
        ),
        button=_("Skip this year"),
        keep=_("Keep the cycle"),
        done=_("Skipped. The public page says so."),
        form=SkipForm,
        offered=_may_be_skipped,
    ),
    Button(
        "taking_up",
        actions.take_up_cycle,
        words=_("Hold it after all"),
        done=_("This cycle takes place after all. Check its dates."),
        offered=lambda cycle, by: cycle.skipped_at is not None,
    ),
    Page(
        "cancellation",
        actions.cancel_cycle,
        words=_("Cancel the cycle…"),
        title=_("Cancel this cycle"),
        explained=_(
            "Nothing can be started, submitted, requested or written in it any more, and everybody in it gets an email with your "
            "reason. What was written stays readable to its author. The public page says it in one sentence."
        ),
        button=_("Cancel the cycle and send the emails"),
        keep=_("Keep the cycle"),
        done=_("Cancelled. The emails are being sent."),
        form=ReasonsForm,
        foretells=_told_of_fate(Amendment.Kind.CANCELLED),
        offered=_may_be_cancelled,
    ),
    Page(
        "restoration",
        actions.restore_cycle,
        words=_("Take the cancellation back…"),
        title=_("Take the cancellation back"),
        explained=_(
            "The dates of the cycle hold again, and everybody in it gets an email with your reason. If the deadline is too near, "
            "move it afterwards."
        ),
        button=_("Take it back and send the emails"),
        keep=_("Leave it cancelled"),
        done=_("The cancellation has been taken back. The emails are being sent."),
        form=ReasonsForm,
        foretells=_told_of_fate(Amendment.Kind.RESTORED),
        offered=lambda cycle, by: cycle.cancelled_at is not None,
    ),
    Page(
        "deletion",
        actions.delete_cycle,
        words=_("Delete the cycle…"),
        title=_("Delete this cycle"),
        explained=_("Only a cycle that nothing depends on: no nomination, no draft, nobody told about it."),
        button=_("Delete the cycle"),
        keep=_("Keep the cycle"),
        done=_("The cycle has been deleted."),
        form=reason(_("Reason"), hint=_("It is kept in the audit trail.")),
        offered=lambda cycle, by: not cycle.called_people and not cycle.has_work,
        leads_to=lambda cycle: Chosen([], Cycle),
    ),
]
