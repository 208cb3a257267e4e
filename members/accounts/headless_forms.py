"""What app clients send about accounts: allauth's inputs, with the same limits and answers as the forms of the pages."""

from allauth.headless.account import inputs as allauth
from allauth.headless.mfa import inputs as mfa

from pafso.codes import same_code
from pafso.text.one_line import OneLineFields

from .forms import ADDRESS, LOGIN, RECOVERY, ForgottenForm, LoginCodeForm, NewPersonForm, OneForm, counted, make_room
from .step_forms import NewAppForm, NewPasskeyForm, Touched, TouchedStep, TypedStep


class LoginInput(OneForm, allauth.LoginInput):
    pass


class CreateAccountInput(NewPersonForm, allauth.SignupInput):
    pass


class ForgotInput(ForgottenForm, allauth.RequestPasswordResetInput):
    pass


class AskForCodeInput(LoginCodeForm, allauth.RequestLoginCodeInput):
    pass


class ConfirmLoginInput(allauth.ConfirmLoginCodeInput):
    def clean_code(self) -> str:
        self.cleaned_data["code"] = same_code(self.cleaned_data["code"])
        with counted(LOGIN, self.cleaned_data["code"]):
            return super().clean_code()


class ProveAddressInput(allauth.VerifyEmailInput):
    def clean_key(self) -> str:
        self.cleaned_data["key"] = same_code(self.cleaned_data["key"])
        if self.process:
            code, state = self.process.code, self.process.state
            make_room(self.process.user, state["email"], typed=self.cleaned_data["key"], expected=code)
        with counted(ADDRESS, self.cleaned_data["key"]):
            return super().clean_key()


class ResetKeyInput(allauth.ResetPasswordKeyInput):
    def clean_key(self) -> str:
        self.cleaned_data["key"] = same_code(self.cleaned_data["key"])
        with counted(RECOVERY, self.cleaned_data["key"]):
            return super().clean_key()


class NewPasswordInput(ResetKeyInput, allauth.ResetPasswordInput):
    pass


class StepInput(TypedStep, mfa.AuthenticateInput):
    pass


class ProveStepInput(TypedStep, mfa.ReauthenticateInput):
    pass


class AppCodeInput(NewAppForm, mfa.ActivateTOTPInput):
    pass


class PasskeyStepInput(TouchedStep, mfa.AuthenticateWebAuthnInput):
    pass


class ProvePasskeyInput(TouchedStep, mfa.ReauthenticateWebAuthnInput):
    pass


class PasskeyInput(Touched, mfa.LoginWebAuthnInput):
    pass


class AddPasskeyInput(OneLineFields, NewPasskeyForm, mfa.AddWebAuthnInput):
    pass
