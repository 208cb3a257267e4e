"""What the office writes when two entries are one person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Member


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
        found = Member.objects.by_number(self.cleaned_data["number"])
        if found is None:
            raise forms.ValidationError(_("No entry has this number."))
        if found == self.member:
            raise forms.ValidationError(_("These are the same entry."))
        return found
