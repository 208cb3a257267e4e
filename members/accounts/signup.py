"""What we ask of newcomers beside address and password (apart from forms.py, which builds on allauth's forms that need this)."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.localized import Language
from pafso.text.one_line import OneLineFields

from .passwords import NotAboutYou


def zone_or_nothing(name: str) -> str:
    """NAME when it is a time zone that this machine knows, else nothing: it comes from a browser."""
    return name if name in available_timezones() else ""


class SignupForm(OneLineFields, forms.Form):
    """What we ask beside address and password; allauth's own sign-up forms, the app's included, are built on this."""

    field_order = ["name", "email", "password1", "language", "time_zone"]

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("As you would sign a letter to a colleague."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        help_text=_("For the emails that we send you. Every page is in both languages."),
        initial=lambda: get_language() or "en",
    )
    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))

    def clean_time_zone(self) -> str:
        return zone_or_nothing(self.cleaned_data["time_zone"])

    def clean(self) -> dict[str, Any]:
        """allauth checks the password against the address; the name is known only here."""
        cleaned = super().clean() or self.cleaned_data
        person = User(name=cleaned.get("name", ""), email=cleaned.get("email", ""))
        for field in ("password1", "password"):
            if cleaned.get(field):
                try:
                    NotAboutYou().validate(cleaned[field], person)
                except forms.ValidationError as error:
                    self.add_error(field, error)
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = self.cleaned_data["language"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["name", "language", "time_zone"])
