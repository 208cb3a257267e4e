"""Forms about a person's own account: allauth's, with our limits, our words and nothing that tells who has an account."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.audit.log import record
from pafso.codes import same_code
from pafso.mailboxes import mailbox
from pafso.turns import wait_turn

from . import guests, live_codes
from .actions.accounts import lapse_unproven, rehearse_account
from .actions.guests import Newcomer, guest_at
from .guests import begin_registering
from .password_reset import begin, holder_of
from .rate_limits import awaited, count, has_try_left, limits
from .signup import SignupForm


class OneForm(forms.Form):
    """Reads an address in its one form, before anything judges it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.EmailField):
                field.to_python = mailbox  # type: ignore[assignment,method-assign]


class Plain(OneForm):
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


class FirstPasswordForm(Plain, allauth.SetPasswordForm):
    pass


class NewPasswordForm(InOurWords, allauth.ResetPasswordKeyForm):
    pass


class ProveForm(Plain, WithoutReset, allauth.ReauthenticateForm):
    linked = "password"


class LimitedHere(OneForm):
    """Counts an address from one network or one known device, so that asking too often from elsewhere shuts nobody out."""

    limit = ""
    is_known = False

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        counted = limits(context.request, self.limit, email)
        self.is_known = counted[0][0] != self.limit
        count(context.request, counted)
        return self.looked_up(email)

    def looked_up(self, email: str) -> str:
        return super().clean_email()  # type: ignore[misc]


class NewPersonForm(LimitedHere):
    """What every way to a new account shares: the limit, and the same work whether the address is taken or not."""

    limit = "signup_here"
    account_already_exists: bool

    def looked_up(self, email: str) -> str:
        # Of two at the same instant the second sees the account of the first, and gets the page that everybody gets.
        wait_turn("address", email)
        # Begun by somebody who never proved the address, and whose code has run out: it is free again.
        lapse_unproven(email, older_than=timedelta(seconds=settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT))
        return super().looked_up(email)

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            typed = self.cleaned_data
            hashed = rehearse_account(typed.get("password1") or typed.get("password") or "")
            self.meet(guest_at(typed["email"]), request, hashed)
        return super().try_save(request)  # type: ignore[misc]

    def meet(self, guest: User | None, request: HttpRequest, hashed: str) -> None:
        """The address has an account, GUEST's or somebody else's: an app makes nothing of it."""


def newcomer_in(typed: Mapping[str, str]) -> Newcomer:
    return Newcomer(typed["name"], typed["language"], typed["time_zone"])


class CreateAccountForm(Plain, NewPersonForm, allauth.SignupForm):
    def meet(self, guest: User | None, request: HttpRequest, hashed: str) -> None:
        """A guest who signs up registers, with the password that HASHED is of, once the code has come back."""
        email, newcomer = self.cleaned_data["email"], newcomer_in(self.cleaned_data)
        begin_registering(request, guest, email, hashed=hashed, newcomer=newcomer)


class GuestForm(Plain, LimitedHere, SignupForm):
    """A name, an address and a language: what we ask of a guest, whatever we know of the address."""

    limit = "guest_here"
    field_order = ["name", "email", "language", "time_zone"]

    email = forms.EmailField(label=_("Email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def looked_up(self, email: str) -> str:
        self.holder = holder_of(email)
        return email

    def save(self, request: HttpRequest) -> None:
        newcomer, email = newcomer_in(self.cleaned_data), self.cleaned_data["email"]
        guests.begin(request, email, newcomer, self.holder, is_known=self.is_known)


class ForgottenForm(LimitedHere):
    """Asks for a new password by an address, whatever we know of it."""

    limit = "reset_password_here"

    def looked_up(self, email: str) -> str:
        self.user = holder_of(email)
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        begin(request, self.cleaned_data["email"], self.user, is_known=self.is_known)
        return self.cleaned_data["email"]


class ForgotForm(Plain, ForgottenForm, allauth.ResetPasswordForm):
    pass


class LoginCodeForm(LimitedHere):
    """Asks for a code to log in with by an address, whatever we know of it."""

    limit = "login_code_here"

    def looked_up(self, email: str) -> str:
        self._user = holder_of(email)
        # allauth asks for the code and hands over its mail in two places, both in the adapter.
        context.request.live_code = live_codes.ask("login", email, self._user, is_known=self.is_known)
        return email


class AskForCodeForm(Plain, LoginCodeForm, allauth.RequestLoginCodeForm):
    pass


@contextmanager
def counted(label: str, typed: str) -> Iterator[None]:
    """Around the check of the code that was TYPED: tries are counted per network, or per device where it is known, and each
    wrong one is written down as LABEL's. A right one is used up, wherever else it was sent."""
    request, states = context.request, awaited(context.request)
    usages = count(request, limits(request, "code_failed", next((state["email"] for state in states), "")))
    try:
        if not has_try_left(request):
            raise get_adapter().validation_error("incorrect_code")
        yield
        for state in states:
            is_it = compare_user_code(actual=typed, expected=state.get("code", ""))
            if is_it and not live_codes.spend(request, state["email"], typed):
                raise get_adapter().validation_error("incorrect_code")
    except forms.ValidationError:
        record("code_refused", User(), label=label)
        raise
    for usage in usages:
        usage.rollback()


# What a code was for, as the audit trail keeps it for readers of both languages.
LOGIN, ADDRESS, RECOVERY = "log in · connexion", "address · adresse", "new password · nouveau mot de passe"
GUEST = "guest · personne invitée"


class CodeForm(Plain):
    """A code typed from a mail."""

    purpose = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.help_text = _("Six letters and digits; capitals and spaces do not matter.")
        field.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}

    def clean_code(self) -> str:
        self.cleaned_data["code"] = same_code(self.cleaned_data["code"])
        with counted(self.purpose, self.cleaned_data["code"]):
            return super().clean_code()  # type: ignore[misc]


class ConfirmLoginForm(CodeForm, allauth.ConfirmLoginCodeForm):
    purpose = LOGIN


class ConfirmGuestForm(CodeForm, allauth.ConfirmLoginCodeForm):
    purpose = GUEST


def make_room(user: User | None, email: str, *, typed: str, expected: str) -> None:
    """Before USER proves EMAIL as another address of theirs: an account that a stranger began with it gives way."""
    wait_turn("address", email)
    if user is not None and user.email != email and compare_user_code(actual=typed, expected=expected):
        lapse_unproven(email)


class ConfirmAddressForm(CodeForm, allauth.ConfirmEmailVerificationCodeForm):
    purpose = ADDRESS

    def clean_code(self) -> str:
        make_room(self.user, self.email, typed=same_code(self.cleaned_data["code"]), expected=self.expected_code)
        return super().clean_code()


class ConfirmResetForm(CodeForm, allauth.ConfirmPasswordResetCodeForm):
    purpose = RECOVERY


class LoginForm(Plain, WithoutReset, allauth.LoginForm):
    linked = "password"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What a keeper of passwords looks for beside a password.
        self.fields["login"].widget.attrs["autocomplete"] = "username"
