"""Who puts a nomination forward: seen by all of them, changed by the nominator; a co-nominator may leave."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from awards.access import as_nominator_or_404, own_or_404
from awards.co_nominators import actions
from awards.co_nominators.actions.checks import CLOSED
from awards.co_nominators.forms import CoNominatorForm
from awards.models import CoNominator, Nomination
from awards.rules import is_nominator
from members.access import person
from pafso.access import guests_may
from pafso.errors import DomainError
from pafso.web.methods import read_write
from pafso.web.typed_text import keeps_typed_text, typed_text


@guests_may
@keeps_typed_text
@read_write
def co_nominators(request: HttpRequest, code: str) -> HttpResponse:
    """Who was invited and who has joined, and the form to invite one more, which only the nominator gets."""
    if request.method != "POST":
        return _page(request, own_or_404(request, code))
    nomination, form = as_nominator_or_404(request, code), CoNominatorForm(request.POST)
    if not form.is_valid():
        return _page(request, nomination, form, status=422)
    try:
        row = actions.invite_co_nominator(nomination, by=person(request), **form.cleaned_data)
    except DomainError as error:
        form.add_error("email" if error.status == 422 else None, str(error.message))
        return _page(request, nomination, form, status=error.status)
    messages.success(request, _("The invitation to %(name)s is on its way.") % {"name": row.name})
    return redirect("awards:co_nominators", nomination.code)


def _page(
    request: HttpRequest, nomination: Nomination, form: CoNominatorForm | None = None, *, status: int = 200
) -> HttpResponse:
    rows = list(nomination.co_nominators.select_related("user"))
    mine = is_nominator(request.user, nomination)
    may_invite = mine and nomination.accepts_work() and nomination.state not in CLOSED
    context = {
        "nomination": nomination,
        "cycle": nomination.cycle,
        "rows": rows,
        "is_nominator": mine,
        "writable": may_invite,
        "form": form or (CoNominatorForm(typed_text(request)) if mine else None),
    }
    return render(request, "awards/co_nominators.html", context, status=status)


@guests_may
@read_write
def co_nominator_invitation(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """POST invites once more, with a new link."""
    row = _row_or_404(as_nominator_or_404(request, code), number)
    if request.method == "POST":
        _tell(request, lambda: actions.invite_again(row, by=person(request)), _("Asked again, with a new link."))
    return redirect("awards:co_nominators", row.nomination.code)


@guests_may
@read_write
def co_nominator_ending(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """POST takes the invitation back, or ends working together; somebody who has joined is asked about first."""
    row = _row_or_404(as_nominator_or_404(request, code), number)
    if request.method != "POST":
        context = {"nomination": row.nomination, "cycle": row.nomination.cycle, "row": row}
        return render(request, "awards/co_nominator_ending.html", context)
    done = _("%(name)s no longer works on this nomination. We will tell them.") % {"name": row.name}
    _tell(request, lambda: actions.end_co_nominating(row, by=person(request)), done)
    return redirect("awards:co_nominators", row.nomination.code)


@guests_may
@read_write
def leaving(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first; POST: the co-nominator leaves."""
    nomination = own_or_404(request, code)
    row = nomination.co_nominators.joined().filter(user=person(request)).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return render(request, "awards/leaving.html", {"nomination": nomination, "cycle": nomination.cycle})
    _tell(request, lambda: actions.leave_nomination(row, by=person(request)), _("You have left the nomination."))
    return redirect("awards:nominations")


def _row_or_404(nomination: Nomination, number: int) -> CoNominator:
    row = nomination.co_nominators.select_related("user").filter(pk=number).first()
    if row is None:
        raise Http404
    row.nomination = nomination
    return row


def _tell(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
