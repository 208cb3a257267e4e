"""Continuing as a guest: who one is, then the code; the same pages whether or not the address has an account."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.mixins import NextRedirectMixin, RedirectAuthenticatedUserMixin
from allauth.account.stages import LoginStage
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic.edit import FormView

from members.accounts.forms import ConfirmGuestForm, GuestForm
from members.accounts.guests import GuestProcess
from pafso.access import public


class Door(RedirectAuthenticatedUserMixin, NextRedirectMixin, FormView):
    """Who is signed in goes on to where they wanted; a login that somebody began here and left is forgotten."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        clear_login(request)

    def get_success_url(self) -> str:
        return self.get_next_url() or reverse("members:me")

    def again(self) -> HttpResponse:
        """Back to the first page, with where one wanted to go."""
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_guest")))


@method_decorator(public, name="dispatch")
class ContinueAsGuest(Door):
    form_class = GuestForm
    template_name = "account/guest.html"

    def form_valid(self, form: GuestForm) -> HttpResponse:
        form.save(self.request)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_confirm_guest")))


@method_decorator(public, name="dispatch")
class ConfirmGuest(Door):
    form_class = ConfirmGuestForm
    process: GuestProcess
    template_name = "account/confirm_guest.html"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        waiting = GuestProcess.resume(request)
        if waiting is None and not request.user.is_authenticated:
            return self.again()
        if waiting is not None:
            self.process = waiting
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "code": self.process.code}

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(email=self.process.state["email"], **kwargs)

    def form_valid(self, form: ConfirmGuestForm) -> HttpResponse:
        with transaction.atomic():
            response = self.process.finish(self.get_success_url())
        if response is None:
            messages.error(self.request, _("This address cannot be used here. Write to the office."))
        return response or HttpResponseRedirect(reverse("contact"))

    def form_invalid(self, form: ConfirmGuestForm) -> HttpResponse:
        if self.process.record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, get_adapter().error_messages["too_many_login_attempts"])
        return self.again()
