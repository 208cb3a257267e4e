"""What the office writes when it asks a second person: for a recovery, for a merge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Member, Recovery


class RecoveryForm(forms.Form):
    """What one colleague saw and asks for."""

    new_address = forms.EmailField(
        label=_("New address"),
        max_length=254,
        help_text=_("It is proven by a link before it opens anything. Read it back to the person, letter by letter."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    evidence = forms.CharField(
        label=_("Evidence seen"),
        max_length=4000,
        help_text=Recovery._meta.get_field("evidence").help_text,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    takes_off_second_step = forms.BooleanField(
        label=_("The second step was lost too: take it off"),
        required=False,
        help_text=_("Authenticator app, passkeys and recovery codes end when the person confirms the new address."),
    )


class OtherEntryForm(forms.Form):
    """Another entry than MEMBER, by its member number; `number` becomes that entry."""

    number = forms.CharField(
        label=_("Member number of the other entry"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_number(self) -> Member:
        found = Member.objects.filter(number=self.cleaned_data["number"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("No entry has this number."))
        if found == self.member:
            raise forms.ValidationError(_("These are the same entry."))
        return found
