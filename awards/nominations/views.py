"""The nominator's pages: their nominations, the case, the summary that hands it in."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from awards.access import as_nominator_or_404, own_or_404
from awards.models import CarryOver, Cycle, Letter, Nomination
from awards.models.people import bring_people
from awards.nominations.actions.deletion import delete_nomination
from awards.own_dates import calendar_file, uid_of
from awards.returning.actions import settled
from awards.rules import is_nominator
from members.access import person
from members.models import User
from pafso.access import guests_may
from pafso.addresses import absolute_url
from pafso.clock import received_at
from pafso.drafts.forms import DraftForm
from pafso.drafts.views import DraftPages
from pafso.errors import DomainError
from pafso.ics import ics_response
from pafso.lazy import Words
from pafso.press_once import parse_form_token
from pafso.web.methods import read_write
from pafso.web.pagination import keyset_page
from pafso.web.typed_text import keeps_typed_text

from . import actions
from .forms import NominationForm, rearranged

AGAIN = gettext_lazy("Withdrawn. You can change it and submit it again until the deadline.")
NEVER_AGAIN = gettext_lazy("Withdrawn. The panel will not read it.")


@guests_may
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    mine = Nomination.objects.put_forward_by(request.user)
    rows = mine.select_related("cycle__award", "nominator").counting_letters().defer("case")
    offers = CarryOver.objects.made_to(request.user).awaited(received_at()).with_cycles()
    return render(
        request, "awards/nominations.html", {"page": keyset_page(request, rows, ["-id"]), "carry_overs": offers}
    )


@guests_may
@read_write
def start(request: HttpRequest, award: str, year: int) -> HttpResponse:
    cycle = get_object_or_404(Cycle.objects.with_award(), award__slug=award, year=min(year, 9999))
    if request.method != "POST":
        return redirect(cycle)
    earlier = request.POST.get("earlier", "")
    begin = (
        partial(actions.begin_from_earlier, as_nominator_or_404(request, earlier))
        if earlier
        else actions.start_nomination
    )
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

    def __init__(
        self, request: HttpRequest, code: str, find: Callable[[HttpRequest, str], Nomination] = own_or_404
    ) -> None:
        super().__init__(request, settled(find(request, code)))
        self.form_url = self.row.get_absolute_url()
        self.next_url = reverse("awards:supporters", args=[self.row.code])
        self.receipt_url = reverse("awards:submission", args=[self.row.code])

    def find_again(self) -> Nomination:
        return settled(own_or_404(self.request, self.row.code))

    def elsewhere(self) -> str:
        return "" if self.row.is_editable else self.receipt_url

    def save(self, form: NominationForm) -> Nomination:
        rows = form.group_as_typed()
        group = None if rows is None else rearranged(rows, self.request.POST.get("row", ""))
        return actions.save_draft(self.row, by=person(self.request), values=form.values(), group=group, **form.marks())

    def after_saving(self) -> HttpResponse:
        """A button beside a member of a group comes back to the members."""
        return redirect(f"{self.form_url}#id_group") if "row" in self.request.POST else super().after_saving()

    def hand_in(self, shown: str) -> None:
        actions.submit_nomination(self.row, by=person(self.request), shown=shown)

    def missing(self) -> list[tuple[str, Words]]:
        bring_people([self.row])
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

    def context(self) -> dict[str, object]:
        # The receipt makes the browser forget the copy of this name.
        key, is_own = f"nomination-{self.row.code}", is_nominator(self.request.user, self.row)
        return {
            "nomination": self.row,
            "cycle": self.row.cycle,
            "draft_key": key,
            "in_time": self.row.accepts_work(),
            "is_nominator": is_own,
            "by_another": not is_own,
            "may_be_withdrawn": actions.may_be_withdrawn(self.row),
            "together": self.together,
            "edited_by": self.edited_by,
        }

    @cached_property
    def together(self) -> list[User]:
        """Everybody who puts it forward, where that is more than one."""
        beside = [row.user for row in self.row.co_nominators.joined().select_related("user") if row.user]
        return [self.row.nominator, *beside] if beside else []

    @property
    def edited_by(self) -> User | None:
        """Somebody else who saved the text last."""
        who = self.row.last_saved_by_id
        return self.row.last_saved_by if who not in (None, person(self.request).pk) else None

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
    """Everybody who puts it forward reads it; the action refuses a press by anybody but the nominator."""
    return NominationPages(request, code).review()


@guests_may
@read_write
def withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first; DELETE of the submission, for browsers, which only post."""
    pages = NominationPages(request, code, as_nominator_or_404)
    if request.method != "POST":
        can_be = actions.may_be_withdrawn(pages.row)
        return render(request, "awards/withdrawal.html", pages.context()) if can_be else redirect(pages.receipt_url)
    try:
        row = actions.withdraw_nomination(pages.row, by=person(request))
    except DomainError as error:
        return pages.review_page(error=error, status=error.status)
    messages.success(request, AGAIN if row.accepts_work() else NEVER_AGAIN)
    return redirect(pages.form_url)


@guests_may
@read_write
def deletion(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first, and says who will be told."""
    pages = NominationPages(request, code, as_nominator_or_404)
    if request.method != "POST":
        if pages.row.state != Nomination.State.DRAFT:
            return redirect(pages.receipt_url)
        told = [letter for letter in pages.letters if letter.state in (Letter.State.INVITED, Letter.State.SENT)]
        beside = list(pages.row.co_nominators.standing())
        return render(request, "awards/deletion.html", {**pages.context(), "told": told, "beside": beside})
    try:
        delete_nomination(pages.row, by=person(request))
    except DomainError as error:
        return pages.review_page(error=error, status=error.status)
    messages.success(request, _("The draft has been deleted."))
    return redirect("awards:nominations")


@guests_may
@require_safe
def deadline(request: HttpRequest, code: str) -> HttpResponse:
    """The date that binds whoever puts it forward, as a calendar file."""
    row = settled(own_or_404(request, code))
    url = absolute_url(row.get_absolute_url())
    return ics_response(calendar_file(row.cycle, uid=uid_of(row), at=row.deadline, url=url), f"{row.code}.ics")


@guests_may
@require_safe
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """What was submitted, on a page to be printed or saved as a PDF; for those who put it forward."""
    pages = NominationPages(request, code)
    if not pages.row.is_handed_in:
        return redirect(pages.receipt_url)
    letters = {"letters": pages.letters, **pages.counts()}
    return render(request, "awards/copy.html", {**pages.context(), **letters})
