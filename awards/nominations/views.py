"""The nominator's pages: their nominations, the case, the summary that hands it in."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from awards.access import own_or_404
from awards.models import Cycle, Letter, Nomination
from awards.nominations.actions.deletion import delete_nomination
from awards.returning.actions import settled
from members.access import person
from pafso.access import guests_may
from pafso.drafts.forms import DraftForm
from pafso.drafts.views import DraftPages
from pafso.errors import DomainError
from pafso.lazy import Words
from pafso.press_once import parse_form_token
from pafso.web.methods import read_write
from pafso.web.pagination import keyset_page
from pafso.web.typed_text import keeps_typed_text

from . import actions
from .forms import NominationForm


@guests_may
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    rows = Nomination.objects.by(request.user).select_related("cycle__award").counting_letters().defer("case")
    return render(request, "awards/nominations.html", {"page": keyset_page(request, rows, ["-id"])})


@guests_may
@read_write
def start(request: HttpRequest, award: str, year: int) -> HttpResponse:
    cycle = get_object_or_404(Cycle.objects.with_award(), award__slug=award, year=min(year, 9999))
    if request.method != "POST":
        return redirect(cycle)
    earlier = request.POST.get("earlier", "")
    begin = partial(actions.begin_from_earlier, own_or_404(request, earlier)) if earlier else actions.start_nomination
    try:
        nomination = begin(cycle, by=person(request), form_token=parse_form_token(request.POST.get("form_token", "")))
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect(cycle)
    return redirect(nomination)


class NominationPages(DraftPages[Nomination]):
    """The case, and the summary that hands it in; afterwards the receipt."""

    form_class = NominationForm
    form_template = "awards/nomination.html"
    review_template = "awards/submission.html"

    def __init__(self, request: HttpRequest, code: str) -> None:
        super().__init__(request, settled(own_or_404(request, code)))
        self.form_url = self.row.get_absolute_url()
        self.next_url = reverse("awards:supporters", args=[self.row.code])
        self.receipt_url = reverse("awards:submission", args=[self.row.code])

    def find_again(self) -> Nomination:
        return settled(own_or_404(self.request, self.row.code))

    def elsewhere(self) -> str:
        return "" if self.row.is_editable else self.receipt_url

    def save(self, form: NominationForm) -> Nomination:
        return actions.save_draft(self.row, values=form.values(), **form.marks())

    def hand_in(self) -> None:
        actions.submit_nomination(self.row, by=person(self.request))

    def missing(self) -> list[tuple[str, Words]]:
        return actions.missing(self.row, letters_counting=self.letters_counting)

    def place(self, field: str) -> str:
        return self.next_url if field == "letters" else super().place(field)

    @cached_property
    def letters(self) -> list[Letter]:
        return list(self.row.letters.not_revoked().in_outline().saying_whether_they_count())

    @property
    def letters_in(self) -> int:
        return sum(1 for letter in self.letters if letter.sent_at)

    @property
    def letters_counting(self) -> int:
        return len([letter for letter in self.letters if letter.counts])  # type: ignore[attr-defined]

    def counts(self) -> dict[str, int]:
        return {"letters_in": self.letters_in, "letters_counting": self.letters_counting}

    def context(self) -> dict[str, Any]:
        # The receipt makes the browser forget the copy of this name.
        key = f"nomination-{self.row.code}"
        return {"nomination": self.row, "cycle": self.row.cycle, "draft_key": key, "in_time": self.row.accepts_work()}

    def form_page(self, form: DraftForm, **more: Any) -> HttpResponse:
        return super().form_page(form, second=actions.is_second_for_nominee(self.row), **more)

    def review_page(self, **more: Any) -> HttpResponse:
        return super().review_page(letters=self.letters, **self.counts(), **more)


@guests_may
@keeps_typed_text
@read_write
def nomination(request: HttpRequest, code: str) -> HttpResponse:
    return NominationPages(request, code).write()


@guests_may
@read_write
def submission(request: HttpRequest, code: str) -> HttpResponse:
    return NominationPages(request, code).review()


@guests_may
@read_write
def withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first; DELETE of the submission, for browsers, which only post."""
    pages = NominationPages(request, code)
    if request.method != "POST":
        can_be = pages.row.state == Nomination.State.SUBMITTED and pages.row.accepts_work()
        return render(request, "awards/withdrawal.html", pages.context()) if can_be else redirect(pages.receipt_url)
    try:
        actions.withdraw_nomination(pages.row, by=person(request))
    except DomainError as error:
        return pages.review_page(error=error, status=error.status)
    messages.success(request, _("Withdrawn. You can change it and submit it again until the deadline."))
    return redirect(pages.form_url)


@guests_may
@read_write
def deletion(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first, and says who will be told."""
    pages = NominationPages(request, code)
    if request.method != "POST":
        if pages.row.state != Nomination.State.DRAFT:
            return redirect(pages.receipt_url)
        told = [letter for letter in pages.letters if letter.state in (Letter.State.INVITED, Letter.State.SENT)]
        return render(request, "awards/deletion.html", {**pages.context(), "told": told})
    try:
        delete_nomination(pages.row, by=person(request))
    except DomainError as error:
        return pages.review_page(error=error, status=error.status)
    messages.success(request, _("The draft has been deleted."))
    return redirect("awards:nominations")


@guests_may
@require_safe
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """What was submitted, on a page to be printed or saved as a PDF; the nominator's own."""
    pages = NominationPages(request, code)
    if not pages.row.is_handed_in:
        return redirect(pages.receipt_url)
    letters = {"letters": pages.letters, **pages.counts()}
    return render(request, "awards/copy.html", {**pages.context(), **letters})
