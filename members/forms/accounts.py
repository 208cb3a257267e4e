"""Forms about a person's own account: allauth's, with our limits, our words and nothing that tells who has an account."""

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from members.limits import APP, here, too_many
from members.models import User
from pafso.audit.log import record


class Plain(forms.Form):
    """Without the grey words in the boxes, which say again what the label says and look like something typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class CreateAccountForm(Plain, allauth.SignupForm):
    pass


class AddAddressForm(Plain, allauth.AddEmailForm):
    pass


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    pass


class NewPasswordForm(Plain, allauth.ResetPasswordKeyForm):
    pass


class ProveForm(Plain, allauth.ReauthenticateForm):
    pass


class LimitedHere(Plain):
    """Counts an address from one network, so that asking too often from elsewhere shuts nobody out."""

    limit = ""

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        request = context.request
        if ratelimit.consume(request, app=APP, action=self.limit, key=here(request, email)) is None:
            raise too_many(request, self.limit, here(request, email))
        checked = super().clean_email()  # type: ignore[misc]
        # allauth looks a second time only for an address that it does not know: so do we, for those that it does.
        if any(user.email == email for user in self.found()):
            User.objects.filter(email=email).exists()
        return checked

    def found(self) -> list[User]:
        raise NotImplementedError


class ForgotForm(LimitedHere, allauth.ResetPasswordForm):
    limit = "reset_password_here"

    def found(self) -> list[User]:
        return self.users


class AskForCodeForm(LimitedHere, allauth.RequestLoginCodeForm):
    limit = "login_code_here"

    def found(self) -> list[User]:
        return [self._user] if self._user else []


class CodeForm(Plain):
    """A code typed from a mail: counted per network, and each wrong one written down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.help_text = _("Six letters and figures; capitals and spaces do not matter.")
        field.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}

    def clean_code(self) -> str:
        usage = ratelimit.consume(context.request, app=APP, action="code_failed")
        if usage is None:
            raise too_many(context.request, "code_failed", "")
        try:
            code = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            record("code_refused", User(), label=type(self).__name__)
            raise
        usage.rollback()
        return code


class ConfirmLoginForm(CodeForm, allauth.ConfirmLoginCodeForm):
    pass


class ConfirmAddressForm(CodeForm, allauth.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmResetForm(CodeForm, allauth.ConfirmPasswordResetCodeForm):
    pass


class LoginForm(Plain, allauth.LoginForm):
    """Without the link under the password: the page has it among the other ways in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class AppCodeForm(Plain, totp.ActivateTOTPForm):
    def clean_code(self) -> str:
        code = super().clean_code()
        # allauth does not count this use, and the same code would open the next login within its half minute.
        TOTP(Authenticator(user=self.user))._mark_code_used(code)
        return code


class StepForm(Plain, mfa.AuthenticateForm):
    pass


class ProveStepForm(Plain, mfa.ReauthenticateForm):
    pass


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["passwordless"].label = _("Let it open my account alone, without the password")
        self.fields["passwordless"].help_text = ""


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
