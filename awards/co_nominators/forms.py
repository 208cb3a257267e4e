"""The form with which the nominator invites somebody."""

import uuid
from collections.abc import Mapping

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pafso.localized import Language
from pafso.text.one_line import OneLineFields


class CoNominatorForm(OneLineFields, forms.Form):
    """Whom to invite. ``form_token`` names this page, so that a second press invites nobody twice."""

    form_token = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the co-nominator"), max_length=150)
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("The invitation goes here. It names you and the award, and not the nominee."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=Language.choices, widget=forms.RadioSelect
    )

    def __init__(self, typed: Mapping[str, object] | None = None) -> None:
        super().__init__(typed, initial={"form_token": uuid.uuid4(), "language": get_language()})
