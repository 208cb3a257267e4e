"""What a stranger types to check a proof."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pafso.text.one_line import OneLineFields


class CodeForm(OneLineFields, forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        help_text=_("Twelve letters and digits, as shown on the proof. Spaces do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
