"""What app clients send about accounts: allauth's inputs, with the same limits and answers as the forms of the pages."""

from allauth.headless.account import inputs as allauth

from .forms import ADDRESS, LOGIN, RECOVERY, ForgottenForm, LoginCodeForm, NewPersonForm, counted, make_room


class CreateAccountInput(NewPersonForm, allauth.SignupInput):
    pass


class ForgotInput(ForgottenForm, allauth.RequestPasswordResetInput):
    pass


class AskForCodeInput(LoginCodeForm, allauth.RequestLoginCodeInput):
    pass


class ConfirmLoginInput(allauth.ConfirmLoginCodeInput):
    def clean_code(self) -> str:
        with counted(LOGIN):
            return super().clean_code()


class ProveAddressInput(allauth.VerifyEmailInput):
    def clean_key(self) -> str:
        if self.process:
            code, state = self.process.code, self.process.state
            make_room(self.process.user, state["email"], typed=self.cleaned_data["key"], expected=code)
        with counted(ADDRESS):
            return super().clean_key()


class ResetKeyInput(allauth.ResetPasswordKeyInput):
    def clean_key(self) -> str:
        with counted(RECOVERY):
            return super().clean_key()


class NewPasswordInput(ResetKeyInput, allauth.ResetPasswordInput):
    pass
