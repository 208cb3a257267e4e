"""A person's own pages."""

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.actions.details import change_details
from members.eligibility import today
from members.forms.details import DetailsForm, details_of
from members.models import Membership, User
from pafso.panels import panels_for


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Where a person finds everything of theirs."""
    terms = Membership.objects.held(today()).filter(member__user=_person(request)).select_related("member", "kind")
    return render(request, "members/me.html", {"membership": terms.first(), "panels": panels_for("me", request)})


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    form = DetailsForm(request.POST or None, initial=details_of(_person(request)))
    if request.method == "POST" and form.is_valid():
        change_details(_person(request), **form.cleaned_data)
        messages.success(request, _("Your details are saved."))
        return redirect("members:me")
    return render(request, "members/details.html", {"form": form})


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions, somewhere else."""
    end_sessions(request, [get_object_or_404(UserSession, pk=pk, user=_person(request))])
    messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")


def _person(request: HttpRequest) -> User:
    """Who is signed in; the middleware let nobody else come this far."""
    assert isinstance(request.user, User)
    return request.user
