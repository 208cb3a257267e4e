"""What the office writes when somebody without an account asks for their data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Inquiry
from pafso.localized import Language


class LookUpForm(forms.Form):
    """An address in any spelling, or a name."""

    q = forms.CharField(
        label=_("Email address or name"),
        max_length=254,
        help_text=_("Type the whole address. A name finds supporters in the awards that you look after."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class InquiryForm(forms.Form):
    """How the person was identified, and their language."""

    language = forms.ChoiceField(label=_("Language of emails"), choices=Language.choices)
    proof = forms.CharField(
        label=_("How the person was identified"),
        max_length=4000,
        help_text=Inquiry._meta.get_field("proof").help_text,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def inquiry_form(typed: Any, inquiry: Inquiry) -> InquiryForm:
    return InquiryForm(typed)
