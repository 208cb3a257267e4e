"""What a member says of a posting: where, and from or until which day."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.eligibility import today
from members.models import Posting
from pafso.lazy import Words
from pafso.text.one_line import OneLineFields
from pafso.text.places import places
from pafso.text.typed_dates import DayField

EARLIEST, LATEST = timedelta(days=50 * 365), timedelta(days=3 * 365)


def day_field(label: Words, hint: Words) -> DayField:
    return DayField(label=label, help_text=hint, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class PostingForm(OneLineFields, forms.Form):
    """A posting that begins, today, in the past or in the future."""

    mission = forms.CharField(
        label=_("Mission"),
        max_length=120,
        help_text=_("As in your letter of assignment: the embassy, the consulate or headquarters."),
    )
    city = forms.CharField(label=_("City"), max_length=80)
    country = forms.CharField(
        label=_("Country"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "country-name"})
    )
    time_zone = forms.ChoiceField(label=_("Time zone there"), required=False)
    starts_on = day_field(_("First day"), _("The previous posting ends the day before."))
    use_zone = forms.BooleanField(
        label=_("Show times in that time zone from now on"),
        required=False,
        help_text=_("If the posting has not begun yet, we will ask you once it has."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [("", _("Not stated")), *places()]  # type: ignore[attr-defined]

    def clean_starts_on(self) -> Any:
        day = self.cleaned_data["starts_on"]
        if not today() - EARLIEST <= day <= today() + LATEST:
            raise forms.ValidationError(_("Check the year: a posting may begin up to three years from now."))
        return day

    def place(self) -> dict[str, Any]:
        """What `begin_posting` takes."""
        return {name: self.cleaned_data[name] for name in ("mission", "city", "country", "time_zone", "starts_on")}

    def zone_to_use(self) -> str:
        """The zone that the account should have from now on; empty when the posting is still to come, or nothing was asked."""
        begun = self.cleaned_data["starts_on"] <= today()
        return self.cleaned_data["time_zone"] if begun and self.cleaned_data["use_zone"] else ""


class EndForm(forms.Form):
    """The last day of a posting without a next one."""

    ends_on = day_field(
        _("Last day"), _("When no posting follows: you leave, retire or come back without an assignment.")
    )

    def __init__(self, *args: Any, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["ends_on"] = max(today(), posting.starts_on)

    def clean_ends_on(self) -> Any:
        day = self.cleaned_data["ends_on"]
        if day > today() + LATEST:
            raise forms.ValidationError(_("Check the year: a posting may end up to three years from now."))
        return day
