"""The nominee and the roll: matched by the Secretary, and the exception from what the roll says."""

from collections.abc import Callable
from dataclasses import replace

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from awards.eligibility import standing_of
from awards.models import Cycle, Nomination
from awards.nominations import matching
from awards.nominations.actions import roll
from members.models import Member, User
from pafso.office.forms import ReasonForm
from pafso.office.verb_pages import Page, Verb

from .words import about

Find = Callable[..., Nomination]


class MatchForm(forms.Form):
    """Which entry the press was beside, and which one stood there when the page was opened."""

    member = forms.IntegerField(
        widget=forms.HiddenInput, max_value=10**18, error_messages={"required": _("Choose an entry of the roll.")}
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=10**18)


class ExceptionForm(ReasonForm):
    """Whether the nominee counts as eligible, and why."""

    eligible = forms.TypedChoiceField(
        label=_("Whatever the roll says, the nominee is"),
        choices=[("True", _("eligible")), ("False", _("not eligible"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )


def _exception(typed: QueryDict | None, nomination: Nomination) -> ExceptionForm:
    form = ExceptionForm(
        typed, label=_("Reason"), hint=_("The nominator does not read it. It stands in the audit trail.")
    )
    if nomination.eligibility_override is not None:
        form.initial = {"eligible": str(nomination.eligibility_override), "reason": nomination.eligibility_note}
    return form


def _is_open(nomination: Nomination) -> bool:
    """One that was joined to another goes on there, and is matched there."""
    return nomination.cycle.frozen_at is None and nomination.state != Nomination.State.JOINED


def _may_see_the_roll(nomination: Nomination, person: User) -> bool:
    return person.has_perm("members.view_member") and _is_open(nomination)


def _shown(nomination: Nomination) -> dict[str, object]:
    """The search is in the address (`term`, from the request); without one, what the nominator wrote proposes entries."""
    term: str = getattr(nomination, "term", "")
    proposed = matching.proposed(nomination)
    searched = matching.searched(term)
    members = [*(one.member for one in proposed), *searched]
    addresses, postings = matching.addresses_of(members), matching.postings_of(members)

    def beside(member: Member) -> tuple[str, str]:
        return addresses.get(member.pk, ""), postings.get(member.pk, "")

    return {
        **about(nomination),
        "case": nomination,
        "term": term,
        "proposed": [(one.member, *beside(one.member), one.reasons) for one in proposed],
        "searched": [(member, *beside(member)) for member in searched],
    }


def _matched_now(nomination: Nomination) -> str:
    """Whom the press would take away, and what the Secretary then no longer learns."""
    without = _("Without a match the roll says nothing about the nominee, and nobody learns who served with them.")
    entry = nomination.nominee_member
    if entry is None:
        return str(without)
    words = _("Matched now: %(entry)s (%(number)s)") % {"entry": entry.name, "number": entry.number}
    return f"{words}. {without}"


MATCHING = Page(
    "matching",
    roll.match_nominee,
    words=_("Match to the roll…"),
    title=_("Match the nominee to the roll"),
    explained=_("The nominator never learns what the roll says."),
    done=_("Matched."),
    form=lambda typed, nomination: MatchForm(typed),
    may=_may_see_the_roll,
    route="<int:pk>/matching/",
    shown=_shown,
    template="admin/awards/nomination/matching.html",
)

OF_THE_NOMINEE: list[Verb] = [
    Page(
        "eligibility",
        roll.decide_eligibility,
        words=_("Make an exception…"),
        title=_("Decide on eligibility, whatever the roll says"),
        explained=lambda nomination: standing_of(nomination).reason,
        button=_("Save the exception"),
        done=_("Saved. You can leave it to the roll again at any time."),
        form=_exception,
        may=lambda nomination, person: _is_open(nomination),
        offered=lambda nomination, person: nomination.cycle.nominee_rule != Cycle.NomineeRule.ANYONE,
        shown=about,
        reads=lambda nomination: {"eligible": nomination.eligibility_override, "reason": nomination.eligibility_note},
    ),
    Page(
        "exception_end",
        roll.end_exception,
        words=_("End the exception…"),
        title=_("End the exception"),
        explained=_(
            "From then on the roll alone decides whether the nominee is eligible. Your reason stays in the audit trail."
        ),
        button=_("End the exception: leave it to the roll"),
        keep=_("Keep the exception"),
        done=_("The roll alone decides again."),
        may=lambda nomination, person: _is_open(nomination),
        offered=lambda nomination, person: nomination.eligibility_override is not None,
        shown=about,
    ),
    Page(
        "unmatching",
        roll.unmatch_nominee,
        words=_("Remove the match with the roll…"),
        title=_("Remove the match with the roll"),
        explained=_matched_now,
        button=_("Remove the match"),
        keep=_("Keep the match"),
        done=_("The nominee is not matched any more."),
        may=lambda nomination, person: _is_open(nomination),
        offered=lambda nomination, person: nomination.nominee_member_id is not None,
        shown=about,
    ),
]


def matching_found_by(find: Find) -> Page:
    """The page of the match; FIND gives the case to whoever may open it, and the request has what is searched for."""

    def find_with_term(request: HttpRequest, pk: int) -> Nomination:
        nomination = find(request, pk)
        nomination.term = request.GET.get("q", "")[:150]  # type: ignore[attr-defined]
        return nomination

    return replace(MATCHING, find=find_with_term)
