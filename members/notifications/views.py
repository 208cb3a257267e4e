"""Which mail a person gets: their own page, and the link below a mail, which needs no login."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from members.access import person
from members.eligibility import is_member, today
from members.models import Consent, User
from pafso.access import public
from pafso.errors import DomainError
from pafso.web.methods import read_write
from pafso.web.private_links import PRIVATE, private_link

from . import consents
from .actions import say_consents, undo_withdrawal, withdraw_consent
from .forms import NotificationsForm


@read_write
def notifications(request: HttpRequest) -> HttpResponse:
    user = person(request)
    on_the_roll = is_member(user, today())
    form = NotificationsForm(request.POST or None, user=user, is_member=bool(on_the_roll))
    if request.method == "POST" and form.is_valid():
        say_consents(user, form.changes(), by=user, source=Consent.Source.PAGE)
        messages.success(request, _("Your choice has been saved."))
        return redirect("members:notifications")
    return render(request, "members/notifications.html", {"form": form, "is_member": on_the_roll})


@public
@csrf_exempt
@read_write
def unsubscribe(request: HttpRequest, token: str) -> HttpResponseBase:
    """A mail program's button (RFC 8058) acts at once, with neither cookie nor form token: the link itself is the proof. A
    person gets a page with a button, so that a mail scanner that opens the link ends nothing."""
    if request.method != "POST" or request.POST.get("List-Unsubscribe") != "One-Click":
        return unsubscribe_page(request, token)
    found = consents.who_wants_out(token)
    if found is None:
        return unsubscribe_page(request, token)
    withdraw_consent(*found, by=None, source=Consent.Source.ONE_CLICK)
    said = _("Done. You will no longer receive this email.")
    return HttpResponse(said, content_type="text/plain; charset=utf-8", headers=PRIVATE)


@private_link
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    found = consents.who_wants_out(token)
    if found is None:
        raise Http404
    user, topic = found
    error = _press(request, user, topic) if request.method == "POST" else None
    context = {"topic": topic, "wanted": consents.wants(user, topic), "error": error}
    return render(request, "members/unsubscribe.html", context)


def _press(request: HttpRequest, user: User, topic: str) -> DomainError | None:
    """One of the page's two buttons."""
    try:
        if "undo" in request.POST:
            undo_withdrawal(user, topic)
        else:
            withdraw_consent(user, topic, by=None, source=Consent.Source.LINK)
    except DomainError as error:
        return error
    return None
