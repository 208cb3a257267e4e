"""allauth's doors for app clients, with our limits, the roll, and the same answer for every address."""

from typing import Any

from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.core.exceptions import RateLimited
from allauth.headless.account import views as allauth
from allauth.headless.account.response import PasswordResetKeyResponse
from allauth.headless.base.response import ConflictResponse, RateLimitResponse
from allauth.headless.internal.restkit.response import APIResponse, ErrorResponse
from allauth.headless.mfa import views as mfa
from allauth.headless.spec.internal.schema import get_schema
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from members.models import User
from pafso.access import public

from . import headless_forms as inputs
from .password_reset import activate, holder_of, likeness, look_up_nobody, send_again


class CreateAccount(allauth.SignupView):
    input_class = {"POST": inputs.CreateAccountInput}

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            return super().handle(request, *args, **kwargs)


class Login(allauth.LoginView):
    input_class = inputs.LoginInput


class AskForCode(allauth.RequestLoginCodeView):
    input_class = inputs.AskForCodeInput


class ConfirmLogin(allauth.ConfirmLoginCodeView):
    input_class = inputs.ConfirmLoginInput

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if holder_of(self.process.state["email"]) != self.process.user:
            return ConflictResponse(request)
        return super().post(request, *args, **kwargs)

    def handle_invalid_input(self, input: Any) -> ErrorResponse:
        if self.process.user is None:
            look_up_nobody()
        return super().handle_invalid_input(input)


class Forgot(allauth.RequestPasswordResetView):
    input_class = inputs.ForgotInput


class ProveAddress(allauth.VerifyEmailView):
    input_class = inputs.ProveAddressInput

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            return super().handle(request, *args, **kwargs)


class SendAgain(allauth.ResendEmailVerificationCodeView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        process = EmailVerificationProcess.resume(request)
        if not process or not process.can_resend:
            return ConflictResponse(request)
        try:
            send_again(process)
        except RateLimited:
            return RateLimitResponse(request)
        return APIResponse(request)


class NewPassword(allauth.ResetPasswordView):
    """The code, then the password; the code may open the account of somebody on the roll."""

    input_class = inputs.NewPasswordInput

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            return super().handle(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whether the code in the header is right: counted like every other try."""
        key = request.headers.get("X-Password-Reset-Key", "")
        checked = inputs.ResetKeyInput({"key": key}, code=self.process.code)
        if not checked.is_valid():
            self.process.record_invalid_attempt()
            return ErrorResponse(request, input=checked)
        if not activate(self.process):
            return ConflictResponse(request)
        self.process.confirm_code()
        return PasswordResetKeyResponse(request, self.process.user)

    def get_input_kwargs(self) -> dict[str, Any]:
        return {"code": self.process.code, "user": likeness(self.process)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not activate(self.process):
            return ConflictResponse(request)
        self.input.user = self.process.user
        return super().post(request, *args, **kwargs)


class Addresses(allauth.ManageEmailView):
    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            if request.user.is_authenticated:
                User.objects.select_for_update().get(pk=request.user.pk)
            return super().handle(request, *args, **kwargs)


class Step(mfa.AuthenticateView):
    input_class = inputs.StepInput


class ProveStep(mfa.ReauthenticateView):
    input_class = inputs.ProveStepInput


class ManageApp(mfa.ManageTOTPView):
    input_class = {"POST": inputs.AppCodeInput}


class PasskeyStep(mfa.AuthenticateWebAuthnView):
    input_class = {"POST": inputs.PasskeyStepInput}


class Passkey(mfa.LoginWebAuthnView):
    input_class = {"POST": inputs.PasskeyInput}


class ManagePasskeys(mfa.ManageWebAuthnView):
    input_class = {**mfa.ManageWebAuthnView.input_class, "POST": inputs.AddPasskeyInput}


class ProvePasskey(mfa.ReauthenticateWebAuthnView):
    input_class = {"POST": inputs.ProvePasskeyInput}


@public
@csrf_exempt
def no_telephone(request: HttpRequest) -> HttpResponse:
    """allauth's doors for telephone numbers, which nobody has here, would fail instead of saying so."""
    raise Http404


@public
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """allauth's description of these doors, in the reader's language; its own view fails on words that are translated late."""
    return JsonResponse(get_schema())
