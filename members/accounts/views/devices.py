"""A person's addresses, devices and sessions: seen on one's own pages, and changed after a fresh proof."""

from typing import Any

from allauth.account.views import EmailView
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.access import person
from members.accounts import sessions
from members.accounts.actions.devices import forget_device
from members.accounts.recent_sign_in import recent_sign_in_required
from members.models import Device, User
from pafso.web.methods import read_write

SHOWN = 50


@method_decorator(recent_sign_in_required, name="post")  # type: ignore[arg-type]  # a view of ours answers whole
class Addresses(EmailView):
    """allauth's page; each change holds the lock of the account, so that two of them at once never cross."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=person(request).pk)
            return super().post(request, *args, **kwargs)


@read_write
def devices(request: HttpRequest) -> HttpResponse:
    """Where one is logged in and which devices are remembered; POST ends all other sessions."""
    if request.method == "POST":
        end_other_sessions(request, person(request))
        messages.success(request, _("All other sessions have ended."))
        return redirect("usersessions_list")
    remembered = person(request).devices.remembered()[:SHOWN]
    here = request.session.get(sessions.DEVICE)
    context = {"sessions": sessions.listed(person(request)), "devices": remembered, "here": here}
    return render(request, "usersessions/usersession_list.html", context)


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions, somewhere else."""
    end_sessions(request, [get_object_or_404(UserSession, pk=pk, user=person(request))])
    messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")


@require_POST
@recent_sign_in_required
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    device = get_object_or_404(Device.objects.remembered(), pk=pk, user=person(request))
    forget_device(device, by=person(request))
    if device.pk == request.session.get(sessions.DEVICE):
        request.session.flush()
    messages.success(request, _("That device has been removed and logged out."))
    return redirect("usersessions_list")
