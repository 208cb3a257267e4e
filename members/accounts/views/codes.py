"""The pages on which a code from a mail is typed: allauth's, each in one transaction, the same whoever asked."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.stagekit import stash_login, unstash_login
from allauth.account.views import (
    CompletePasswordResetView,
    ConfirmEmailVerificationCodeView,
    ConfirmLoginCodeView,
    ConfirmPasswordResetCodeView,
    SignupView,
)
from allauth.core.exceptions import RateLimited
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from members.accounts.forms import ConfirmAddressForm
from members.accounts.guests import finish_registering, registers_here
from members.accounts.password_reset import activate, holder_of, look_up_nobody, send_again, still_opens
from pafso.access import public


class CreateAccount(SignupView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # From the look at the address on: its turn is kept until the account is there.
        with transaction.atomic():
            return super().post(request, *args, **kwargs)


class ConfirmLogin(ConfirmLoginCodeView):
    def form_valid(self, form: Any) -> HttpResponse:
        if holder_of(self._process.state["email"]) != self._process.user:
            form.add_error("code", get_adapter().validation_error("incorrect_code"))
            return self.form_invalid(form)
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        if self._process.user is None:
            look_up_nobody()
        return super().form_invalid(form)


@method_decorator(login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login"), name="dispatch")
class SecondStep(AuthenticateView):
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """allauth asks first whether there is a second step at all; its form looks for it once more, and finds none."""
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)
        self.stage = request._login_stage  # type: ignore[attr-defined]
        self.form = self._build_forms()
        return TemplateView.dispatch(self, request, *args, **kwargs)


def begin_again(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("This code no longer opens an account. Ask for another one."))
    return HttpResponseRedirect(reverse("account_reset_password"))


class ChoosePassword(CompletePasswordResetView):
    def form_valid(self, form: Any) -> HttpResponse:
        if not still_opens(self._process):
            return begin_again(self.request)
        with transaction.atomic():
            response = super().form_valid(form)
        waiting = unstash_login(self.request, peek=True)
        if waiting is not None:  # for a second step, after which one goes on to where one wanted
            waiting.redirect_url = self.get_next_url()
            stash_login(self.request, waiting)
        return response


@method_decorator(public, name="dispatch")
class ConfirmReset(ConfirmPasswordResetCodeView):
    """The code of "Forgot your details?", which may open the account of somebody on the roll."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        return super().form_valid(form) if activate(self._process) else begin_again(self.request)

    def form_invalid(self, form: Any) -> HttpResponse:
        if self._process.user is None:
            look_up_nobody()
        return super().form_invalid(form)


@method_decorator(public, name="dispatch")
class ConfirmAddress(ConfirmEmailVerificationCodeView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, object]:
        kwargs: dict[str, object] = super().get_form_kwargs()
        if self._action == "verify" and kwargs["user"] is None:
            kwargs["user"] = registers_here(self.request, self._process.email)
        return kwargs

    def _verify_form_valid(self, form: ConfirmAddressForm) -> HttpResponse:
        guest = registers_here(self.request, self._process.email)
        if guest is None:
            return super()._verify_form_valid(form)
        self._process.abort()
        return finish_registering(self.request, guest) or begin_again(self.request)

    def _verify_form_invalid(self, form: Any) -> HttpResponse:
        if "user_id" not in self._process.state:
            look_up_nobody(2)
        return super()._verify_form_invalid(form)

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        try:
            send_again(self._process)
        except RateLimited:
            messages.error(self.request, _("Too many attempts. Try again in 5 minutes."))
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_email_verification_sent")))
