"""Close my account: what is kept and why, the request, and the way back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.access import person
from members.accounts.recent_sign_in import recent_sign_in_required
from members.models import Closing, User
from members.privacy.actions.closing import ask_closing, undo_closing
from members.privacy.forms import ClosingForm
from pafso.access import guests_may
from pafso.errors import DomainError
from pafso.web.methods import read_write


@guests_may
@read_write
@recent_sign_in_required
def closing(request: HttpRequest) -> HttpResponse:
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_closing(person(request), by=person(request))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("members:closing")
    return render(request, "members/closing.html", {"form": form, "closing": asked_by(person(request))})


@guests_may
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Keep the account: the button stands on the person's pages while there is something to undo."""
    found = asked_by(person(request))
    if found is not None:
        undo_closing(found, by=person(request))
    messages.success(request, _("Your account stays open. Nothing was lost."))
    return redirect("members:me")


def asked_by(user: User) -> Closing | None:
    return Closing.objects.asked().filter(user=user).first()
