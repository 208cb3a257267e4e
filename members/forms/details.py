"""What a person says of themselves."""

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import User


def details_of(user: User) -> dict[str, str]:
    return {"name": user.name, "language": user.language, "time_zone": user.time_zone}


class DetailsForm(forms.Form):
    """Name, language and clock of one's own account, and nothing else of it."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=User.Language.choices,
        widget=forms.RadioSelect,
        help_text=_("For the mails that we send you. Every page is in both languages."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Where you live now. Deadlines are shown in Ottawa’s time and in yours."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [("", _("As on this device")), *zones()]  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def zones() -> list[tuple[str, str]]:
    """Every place that has a clock of its own, by its name in the tz database."""
    places = [
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/"))
    ]
    return [(zone, zone.replace("_", " ")) for zone in sorted(places)]
