"""A person's own pages: the hub, their details, language and clock."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members import eligibility
from members.access import person
from members.details.actions import change_details
from members.details.forms.details import DetailsForm, PreferencesForm, ZoneForm
from members.eligibility import today
from members.models import Closing, Member, PaperCopy, Posting, RollAddress, User
from pafso.access import guests_may, is_guest
from pafso.clock import ottawa_day
from pafso.panels import panels_for
from pafso.text.places import zone_in_words
from pafso.web.methods import read_write
from pafso.web.typed_text import keeps_typed_text, typed_text


@guests_may
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Where a person finds everything of theirs."""
    if is_guest(request.user):
        return _guests(request)
    user, member = person(request), member_of(request)
    posting = member.postings.held(today()).first() if member else None
    context = {
        "member": member,
        "membership": eligibility.is_member(member, today()) if member else None,
        "posting": posting,
        "paper_copy": paper_copy_of(member),
        "zone": zone_to_ask(user, posting),
        "panels": panels_for("me", request),
        "closing": Closing.objects.asked().filter(user=user).first(),
    }
    return render(request, "members/me.html", context)


def _guests(request: HttpRequest) -> HttpResponse:
    """The few things that a guest has, and the way to a full account."""
    user = person(request)
    context = {
        "panels": panels_for("guest", request),
        "closing": Closing.objects.asked().filter(user=user).first(),
        "is_on_roll": RollAddress.objects.person_without_account(user.email) is not None,
    }
    return render(request, "members/guest.html", context)


@guests_may
@keeps_typed_text
@read_write
def details(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = DetailsForm(request.POST or typed_text(request), user=user, member=member_of(request))
    if request.method == "POST" and form.is_valid():
        change_details(user, by=user, values=form.changed_values(), contacts=form.changed_contacts())
        messages.success(request, _("Your details have been saved."))
        return redirect("members:me")
    return render(request, "members/details.html", {"form": form})


@guests_may
@read_write
def preferences(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = PreferencesForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        change_details(user, by=user, values=form.values())
        messages.success(request, _("Your language and time zone have been saved."))
        return redirect("members:me")
    return render(request, "members/preferences.html", {"form": form})


@guests_may
@require_POST
def confirm_zone(request: HttpRequest) -> HttpResponse:
    """The answer to "Is your time zone …?"."""
    form = ZoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("We do not recognize this time zone. Choose yours from the list."))
        return redirect("members:preferences")
    change_details(person(request), by=person(request), values=form.cleaned_data)
    messages.success(
        request,
        _("Times are shown for %(zone)s, beside Ottawa time.")
        % {"zone": zone_in_words(form.cleaned_data["time_zone"])},
    )
    return redirect("members:me")


def member_of(request: HttpRequest) -> Member | None:
    """The entry on the roll that belongs to the account, if there is one."""
    return Member.objects.standing().select_related("paper_copy").filter(user=person(request)).first()


def paper_copy_of(member: Member | None) -> PaperCopy | None:
    """Of what `member_of` found, without another query."""
    return getattr(member, "paper_copy", None)


def zone_to_ask(user: User, posting: Posting | None) -> str:
    """The zone of a posting that began since the person last chose one.

    One that was only guessed is asked by the page itself, and only where the device's clock differs from it.
    """
    confirmed = user.time_zone_confirmed_at and ottawa_day(user.time_zone_confirmed_at)
    if posting is None or posting.time_zone in ("", user.time_zone):
        return ""
    return posting.time_zone if confirmed is None or confirmed < posting.starts_on else ""
