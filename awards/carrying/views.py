"""The nominator answers whether a nomination of before enters the new cycle: by the link of the mail, or signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from awards.models import CarryOver
from pafso.access import guests_may
from pafso.errors import DomainError
from pafso.web.methods import read_write
from pafso.web.private_links import digest_of, private_link

from . import actions


@private_link
@read_write
def carry_over(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing, so a mail scanner may. In somebody else's session the link opens nothing."""
    row = actions.carry_over_for_digest(digest_of(token))
    if row is None or (request.user.is_authenticated and request.user.pk != row.nomination.nominator_id):
        return render(request, "awards/carry_over_unknown.html", status=404)
    return _answer(request, row)


@guests_may
@read_write
def own_carry_over(request: HttpRequest, number: int) -> HttpResponse:
    """The same from the list of one's nominations."""
    rows = CarryOver.objects.made_to(request.user).with_cycles()
    return _answer(request, get_object_or_404(rows, pk=number))


def _answer(request: HttpRequest, row: CarryOver) -> HttpResponse:
    nominator, answer = row.nomination.nominator, request.POST.get("answer") if request.method == "POST" else None
    try:
        if answer == "yes":
            draft = actions.accept_carry_over(row, by=nominator)
            if request.user.is_authenticated:
                messages.success(request, _("Carried over. It is a draft: check it, then submit it."))
                return redirect(draft)
        elif answer == "no":
            actions.decline_carry_over(row, by=nominator)
    except DomainError as error:
        return _page(request, _again(row), error=error, status=error.status)
    return _page(request, _again(row) if answer else row)


def _again(row: CarryOver) -> CarryOver:
    return CarryOver.objects.with_cycles().get(pk=row.pk)


def _page(request: HttpRequest, row: CarryOver, *, error: DomainError | None = None, status: int = 200) -> HttpResponse:
    context = {
        "row": row,
        "cycle": row.cycle,
        "earlier": row.nomination,
        "error": error,
        "why_not": None if error else actions.why_not_any_more(row),
    }
    return render(request, "awards/carry_over.html", context, status=status)
