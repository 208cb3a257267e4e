"""What the office writes for an assisted recovery."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Recovery


class RecoveryForm(forms.Form):
    """What one colleague saw and asks for."""

    new_address = forms.EmailField(
        label=_("New address"),
        max_length=254,
        help_text=_("A link must confirm it before it opens anything. Read it back to the person, letter by letter."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    evidence = forms.CharField(
        label=_("Evidence seen"),
        max_length=4000,
        help_text=Recovery._meta.get_field("evidence").help_text,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    takes_off_second_step = forms.BooleanField(
        label=_("The phone or key was lost too: turn off two-step verification"),
        required=False,
        help_text=_("Authenticator app, passkeys and recovery codes end when the person confirms the new address."),
    )
