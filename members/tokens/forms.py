"""What a person says of a new token."""

from datetime import date

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from members.models.token import TOKEN_LASTS, TOKEN_LASTS_AT_MOST
from pafso.api.scopes import all_scopes, in_words
from pafso.clock import ottawa_day
from pafso.text.one_line import OneLineFields
from pafso.text.typed_dates import DayField


def in_ninety_days() -> date:
    return ottawa_day() + TOKEN_LASTS


class TokenForm(OneLineFields, forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("A name by which you will recognize the app, such as “Home calendar”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may the app do?"),
        choices=lazy(lambda: [(scope, in_words(scope)) for scope in all_scopes()], list)(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Allow as little as the app needs. It can read what is public in any case."),
    )
    last_day = DayField(
        label=_("Last day"),
        initial=in_ninety_days,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("In Ottawa; at most a year from now. The day itself is included."),
    )

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if not ottawa_day() <= day <= ottawa_day() + TOKEN_LASTS_AT_MOST:
            raise forms.ValidationError(_("The last day is today or later, and at most a year from now."))
        return day
