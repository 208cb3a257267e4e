"""One's own postings, and what colleagues at the same mission let one see."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.access import person
from members.details.actions import change_details
from members.details.forms.postings import EndForm, PostingForm
from members.eligibility import today
from members.models import ContactDetail, Member, Posting
from members.roll.actions.postings import begin_posting, end_posting, entered_today, may_take_back, take_back_posting
from pafso.errors import DomainError
from pafso.web.methods import read_write
from pafso.web.pagination import keyset_page
from pafso.web.typed_text import keeps_typed_text, typed_text

from .details import member_of

MOST = 100
AT_ONCE = 50


@keeps_typed_text
@read_write
def postings(request: HttpRequest) -> HttpResponse:
    """The list, and the form for a new one below it."""
    member = member_of(request)
    form = PostingForm(request.POST or typed_text(request), initial={"use_zone": True})
    if request.method == "POST" and form.is_valid():
        try:
            return _begin(request, _or_404(member), form)
        except DomainError as error:
            form.add_error("starts_on", str(error))
    return render(request, "members/postings.html", {"member": member, "form": form, **_listed(request, member)})


@read_write
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    """One posting: its last day, or taking it back."""
    found = _own(request, pk)
    form = EndForm(request.POST or None, posting=found)
    if request.method == "POST" and form.is_valid():
        try:
            end_posting(found, ends_on=form.cleaned_data["ends_on"], by=person(request))
        except DomainError as error:
            form.add_error("ends_on", str(error))
        else:
            messages.success(request, _("The last day has been recorded."))
            return redirect("members:postings")
    return render(request, "members/posting.html", {"posting": found, "form": form, **_allowed(request, found)})


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    try:
        goes_on = take_back_posting(found, by=person(request))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("members:posting", pk=pk)
    said = (
        _("The posting has been struck out; %(mission)s continues.")
        if goes_on
        else _("The posting has been struck out.")
    )
    messages.success(request, said % {"mission": goes_on.mission} if goes_on else said)
    return redirect("members:postings")


def _begin(request: HttpRequest, member: Member, form: PostingForm) -> HttpResponse:
    user = person(request)
    found = begin_posting(member, by=user, **form.place())
    if zone := form.zone_to_use():
        change_details(user, by=user, values={"time_zone": zone})
    messages.success(request, _("Your posting at %(mission)s has been added.") % {"mission": found.mission})
    if member.contacts.filter(seen_by=ContactDetail.SeenBy.MISSION).exists():
        sentence = _(
            "Once it has begun, members posted there will see what you chose to show. Check it under My details."
        )
        messages.info(request, sentence)
    return redirect("members:postings")


def _listed(request: HttpRequest, member: Member | None) -> dict[str, Any]:
    if member is None:
        return {}
    rows = list(member.postings.standing().order_by("-starts_on", "-id")[:MOST])
    shown = ContactDetail.objects.visible_to(person(request), today()).select_related("member")
    return {
        "postings": rows,
        "running": next((row for row in rows if row.covers(today())), None),
        "today": today(),
        "colleagues": keyset_page(request, shown, ["member__sort_name", "member_id", "id"], AT_ONCE),
    }


def _allowed(request: HttpRequest, found: Posting) -> dict[str, Any]:
    entered = entered_today(found.member, by=person(request))
    return {
        "may_end": found.ends_on is None or found.ends_on >= today(),
        "may_take_back": may_take_back(found, entered, timezone.now()),
        "is_to_come": found.starts_on > today(),
    }


def _own(request: HttpRequest, pk: int) -> Posting:
    rows = Posting.objects.standing().select_related("member")
    return get_object_or_404(rows, pk=pk, member=_or_404(member_of(request)))


def _or_404(member: Member | None) -> Member:
    if member is None:
        raise Http404
    return member
