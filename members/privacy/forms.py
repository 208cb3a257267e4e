"""The word that closes an account."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ClosingForm(forms.Form):
    """One box: a press of the button alone closes nothing."""

    sure = forms.BooleanField(
        label=_("Close my account in two weeks"),
        help_text=_("You can log in and keep it until then."),
        error_messages={"required": _("Tick the box if you want to close your account.")},
    )
