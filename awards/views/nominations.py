"""The nominator's pages: their nominations, the case, the summary that hands it in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.actions import nominations as actions
from awards.forms import NominationForm, parse_form_token
from awards.models import Cycle, Nomination
from pafso import draftviews
from pafso.access import visible_or_404
from pafso.codes import same_code
from pafso.errors import DomainError, Incomplete
from pafso.keeping import keeps_text, kept_text
from pafso.pages import keyset_page

READ_WRITE = ["GET", "HEAD", "POST"]


def own_or_404(request: HttpRequest, code: str) -> Nomination:
    """One of the reader's own nominations; the office reads them elsewhere, and never a draft."""
    return visible_or_404(Nomination.objects.by(request.user).with_cycle(), request.user, code=same_code(code))


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    rows = Nomination.objects.by(request.user).select_related("cycle__award").counting_letters().defer("case")
    return render(request, "awards/nominations.html", {"page": keyset_page(request, rows, ["-id"])})


@require_http_methods(READ_WRITE)
def start(request: HttpRequest, award: str, year: int) -> HttpResponse:
    cycle = get_object_or_404(Cycle.objects.with_award(), award__slug=award, year=min(year, 9999))
    if request.method != "POST":
        return redirect(cycle)
    token = parse_form_token(request.POST.get("form_token", ""))
    try:
        nomination = actions.start_nomination(cycle, by=request.user, form_token=token)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect(cycle)
    return redirect(nomination)


@keeps_text
@require_http_methods(READ_WRITE)
def nomination(request: HttpRequest, code: str) -> HttpResponse:
    """The case, saving itself; what was typed comes back whatever happens."""
    found = own_or_404(request, code)
    if request.method != "POST":
        typed = kept_text(request)
        if typed is None and not found.is_editable:
            return redirect("awards:submission", found.code)
        return _case_page(request, found, NominationForm(typed, row=found), given_back=typed is not None)
    form = NominationForm(request.POST, row=found)
    try:
        if not form.is_valid():
            raise draftviews.too_long(form)
        found = actions.save_draft(found, values=form.values(), **form.marks())
    except DomainError as error:
        return _not_saved(request, found, form, error)
    return draftviews.saved(request, found, _after_saving(request, found))


def _after_saving(request: HttpRequest, nomination: Nomination) -> str:
    if "stay" in request.POST:
        messages.success(request, _("Saved."))
        return nomination.get_absolute_url()
    return reverse("awards:supporters", args=[nomination.code])


def _not_saved(request: HttpRequest, nomination: Nomination, form: NominationForm, error: DomainError) -> HttpResponse:
    if draftviews.wants_json(request):
        return draftviews.not_saved(error)
    nomination = own_or_404(request, nomination.code)
    draftviews.ready_to_overwrite(form, nomination, error)
    return _case_page(request, nomination, form, error=error, status=error.status)


def _case_page(
    request: HttpRequest, nomination: Nomination, form: NominationForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    form.is_valid()
    context = {
        "nomination": nomination,
        "cycle": nomination.cycle,
        "draft_key": draft_key(nomination),
        "form": form,
        "writable": nomination.is_editable and nomination.accepts_work(),
        "second": actions.is_second_for_nominee(nomination),
        **more,
    }
    return render(request, "awards/nomination.html", context, status=status)


@require_http_methods(READ_WRITE)
def submission(request: HttpRequest, code: str) -> HttpResponse:
    """Everything as it would be handed in, what is missing, and the button; afterwards the receipt."""
    found = own_or_404(request, code)
    if request.method != "POST":
        return _summary(request, found)
    try:
        actions.submit_nomination(found, by=request.user)
    except Incomplete as error:
        return _summary(request, found, tried=True, status=error.status)
    except DomainError as error:
        return _summary(request, found, error=error, status=error.status)
    return redirect("awards:submission", found.code)


def _summary(request: HttpRequest, nomination: Nomination, *, status: int = 200, **more: Any) -> HttpResponse:
    letters = list(nomination.letters.not_revoked().in_outline())
    letters_in = sum(1 for letter in letters if letter.sent_at)
    problems = actions.missing(nomination, letters_in=letters_in)
    context = {
        "nomination": nomination,
        "cycle": nomination.cycle,
        "draft_key": draft_key(nomination),
        "letters": letters,
        "letters_in": letters_in,
        "problems": [(sentence, _place(nomination, field)) for field, sentence in problems],
        "in_time": nomination.accepts_work(),
        **more,
    }
    return render(request, "awards/submission.html", context, status=status)


def draft_key(nomination: Nomination) -> str:
    """What the copy on the writer's device is called; the receipt forgets it."""
    return f"nomination-{nomination.code}"


def _place(nomination: Nomination, field: str) -> str:
    if field == "letters":
        return reverse("awards:supporters", args=[nomination.code])
    return f"{nomination.get_absolute_url()}#id_{field}"


@require_http_methods(READ_WRITE)
def withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """DELETE of the submission, for browsers, which only post."""
    found = own_or_404(request, code)
    if request.method != "POST":
        return redirect("awards:submission", found.code)
    try:
        actions.withdraw_nomination(found, by=request.user)
    except DomainError as error:
        return _summary(request, found, error=error, status=error.status)
    messages.success(request, _("Withdrawn. You can change it and submit it again until the deadline."))
    return HttpResponseRedirect(found.get_absolute_url())
