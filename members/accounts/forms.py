"""Forms about a person's own account: allauth's, with our limits, our words and nothing that tells who has an account."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.core.ratelimit import consume
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.audit.log import record

from .actions.accounts import lapse_unproven, rehearse_account
from .password_reset import begin, holder_of
from .rate_limits import APP, has_try_left, here, too_many


class Plain(forms.Form):
    """Without the grey words in the boxes, which say again what the label says and look like something typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class AddAddressForm(Plain, allauth.AddEmailForm):
    pass


class WithoutReset(forms.Form):
    """Without the link that allauth puts between a password's label and its box: the page says it elsewhere."""

    linked = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.linked].help_text = ""


class InOurWords(Plain):
    """Labels of allauth's that are written like titles, or in French with a typewriter's apostrophe."""

    words = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password, again"),
        "code": _("Code"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & self.words.keys():
            self.fields[name].label = self.words[name]


class ChangePasswordForm(InOurWords, WithoutReset, allauth.ChangePasswordForm):
    linked = "oldpassword"


class NewPasswordForm(InOurWords, allauth.ResetPasswordKeyForm):
    pass


class ProveForm(Plain, WithoutReset, allauth.ReauthenticateForm):
    linked = "password"


class LimitedHere(forms.Form):
    """Counts an address from one network, so that asking too often from elsewhere shuts nobody out."""

    limit = ""

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        request = context.request
        if ratelimit.consume(request, app=APP, action=self.limit, key=here(request, email)) is None:
            raise too_many(request, self.limit, here(request, email))
        return self.looked_up(email)

    def looked_up(self, email: str) -> str:
        return super().clean_email()  # type: ignore[misc]


class NewPersonForm(LimitedHere):
    """What every way to a new account shares: the limit, and the same work whether the address is taken or not."""

    limit = "signup_here"
    account_already_exists: bool

    def looked_up(self, email: str) -> str:
        # Begun by somebody who never proved the address, and whose code has run out: it is free again.
        lapse_unproven(email, older_than=timedelta(seconds=settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT))
        return super().looked_up(email)

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            rehearse_account()
        return super().try_save(request)  # type: ignore[misc]


class CreateAccountForm(Plain, NewPersonForm, allauth.SignupForm):
    pass


class ForgottenForm(LimitedHere):
    """Asks for a new password by an address, whatever we know of it."""

    limit = "reset_password_here"

    def looked_up(self, email: str) -> str:
        self.user = holder_of(email)
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        begin(request, self.cleaned_data["email"], self.user)
        return self.cleaned_data["email"]


class ForgotForm(Plain, ForgottenForm, allauth.ResetPasswordForm):
    pass


class LoginCodeForm(LimitedHere):
    """Asks for a code to log in with by an address, whatever we know of it."""

    limit = "login_code_here"

    def looked_up(self, email: str) -> str:
        if not consume(context.request, action="request_login_code", key=email):
            raise too_many(context.request, "request_login_code", email)
        self._user = holder_of(email)
        return email


class AskForCodeForm(Plain, LoginCodeForm, allauth.RequestLoginCodeForm):
    pass


@contextmanager
def counted(label: str) -> Iterator[None]:
    """Around the check of a code: tries are counted per network, and each wrong one is written down as LABEL's."""
    request = context.request
    usage = ratelimit.consume(request, app=APP, action="code_failed", limit_get=True)
    if usage is None:
        raise too_many(request, "code_failed", "")
    try:
        if not has_try_left(request):
            raise get_adapter().validation_error("incorrect_code")
        yield
    except forms.ValidationError:
        record("code_refused", User(), label=label)
        raise
    usage.rollback()


# What a code was for, as the audit trail keeps it for readers of both languages.
LOGIN, ADDRESS, RECOVERY = "log in · connexion", "address · adresse", "new password · nouveau mot de passe"


class CodeForm(Plain):
    """A code typed from a mail."""

    purpose = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.help_text = _("Six letters and figures; capitals and spaces do not matter.")
        field.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}

    def clean_code(self) -> str:
        with counted(self.purpose):
            return super().clean_code()  # type: ignore[misc]


class ConfirmLoginForm(CodeForm, allauth.ConfirmLoginCodeForm):
    purpose = LOGIN


def make_room(user: User | None, email: str, *, typed: str, expected: str) -> None:
    """Before USER proves EMAIL as another address of theirs: an account that a stranger began with it gives way."""
    if user is not None and user.email != email and compare_user_code(actual=typed, expected=expected):
        lapse_unproven(email)


class ConfirmAddressForm(CodeForm, allauth.ConfirmEmailVerificationCodeForm):
    purpose = ADDRESS

    def clean_code(self) -> str:
        make_room(self.user, self.email, typed=self.cleaned_data["code"], expected=self.expected_code)
        return super().clean_code()


class ConfirmResetForm(CodeForm, allauth.ConfirmPasswordResetCodeForm):
    purpose = RECOVERY


class LoginForm(Plain, WithoutReset, allauth.LoginForm):
    linked = "password"


class AppCodeForm(InOurWords, totp.ActivateTOTPForm):
    def clean_code(self) -> str:
        code = super().clean_code()
        # allauth does not count this use, and the same code would open the next login within its half minute.
        TOTP(Authenticator(user=self.user))._mark_code_used(code)
        return code


class StepForm(InOurWords, mfa.AuthenticateForm):
    pass


class ProveStepForm(InOurWords, mfa.ReauthenticateForm):
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
