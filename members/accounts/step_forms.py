"""Forms of the second step: codes of an app or a list, and passkeys; allauth's, with our words and our limits."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.codes import same_code
from pafso.text.one_line import OneLineFields

from .forms import InOurWords
from .rate_limits import count, step_limits


@contextmanager
def counted_step(user: User) -> Iterator[None]:
    """Around the check of a second step of USER: what is wrong counts, what is right does not."""
    usages = count(context.request, step_limits(context.request, user))
    yield
    for usage in usages:
        usage.rollback()


class TypedStep(forms.Form):
    """A code from an app or a list, with whatever a person writes between its figures."""

    user: User

    def clean_code(self) -> str:
        self.cleaned_data["code"] = same_code(self.cleaned_data["code"])
        with counted_step(self.user):
            return super().clean_code()  # type: ignore[misc]


@contextmanager
def readable() -> Iterator[None]:
    """Around the reading of what a passkey said: allauth fails on most of what no passkey says."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, struct.error):
        raise get_adapter().validation_error("incorrect_code") from None


class Touched(forms.Form):
    """A passkey that opens an account alone."""

    def clean_credential(self) -> Authenticator:
        with readable():
            return super().clean_credential()  # type: ignore[misc]


class TouchedStep(Touched):
    """A passkey of somebody whose password, or session, is known already."""

    user: User

    def clean_credential(self) -> Authenticator:
        with counted_step(self.user):
            return super().clean_credential()


class NewPasskeyForm(forms.Form):
    def clean(self) -> dict[str, object]:
        with readable():
            return super().clean() or {}


class NewAppForm(TypedStep, totp.ActivateTOTPForm):
    def clean_code(self) -> str:
        code = super().clean_code()
        # allauth does not count this use, and the same code would open the next login within its half minute.
        TOTP(Authenticator(user=self.user))._mark_code_used(code)
        return code


class AppCodeForm(InOurWords, NewAppForm):
    pass


class StepForm(InOurWords, TypedStep, mfa.AuthenticateForm):
    pass


class ProveStepForm(InOurWords, TypedStep, mfa.ReauthenticateForm):
    pass


class PasskeyForm(Touched, webauthn.LoginWebAuthnForm):
    pass


class PasskeyStepForm(TouchedStep, webauthn.AuthenticateWebAuthnForm):
    pass


class ProvePasskeyForm(TouchedStep, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(OneLineFields, NewPasskeyForm, webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["passwordless"].label = _("Let this passkey open my account on its own, without the password")
        self.fields["passwordless"].help_text = ""


class RenamePasskeyForm(OneLineFields, webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
