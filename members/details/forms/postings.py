"""What a member says of a posting: where, and from or until which day."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.eligibility import today
from members.models import Posting
from pafso.clock import zones

EARLIEST, LATEST = timedelta(days=50 * 365), timedelta(days=3 * 365)


def day_field(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=hint, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class PostingForm(forms.Form):
    """A posting that begins, today, in the past or in the future."""

    mission = forms.CharField(
        label=_("Mission"),
        max_length=120,
        help_text=_("As on your letter of assignment: the embassy, the consulate, or headquarters."),
    )
    city = forms.CharField(label=_("City"), max_length=80)
    country = forms.CharField(
        label=_("Country"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "country-name"})
    )
    time_zone = forms.ChoiceField(label=_("Time zone there"), required=False)
    starts_on = day_field(_("First day"), _("The posting before it ends the day before."))
    use_zone = forms.BooleanField(
        label=_("Show times for that time zone from now on"),
        required=False,
        help_text=_("For a posting that is still to come we ask you when it has begun."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [("", _("Not said")), *zones()]  # type: ignore[attr-defined]

    def clean_starts_on(self) -> Any:
        day = self.cleaned_data["starts_on"]
        if not today() - EARLIEST <= day <= today() + LATEST:
            raise forms.ValidationError(_("Is the year right? A posting may begin up to three years from now."))
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
        _("Last day"), _("When no posting follows: you leave, retire, or are back without an assignment.")
    )

    def __init__(self, *args: Any, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["ends_on"] = max(today(), posting.starts_on)

    def clean_ends_on(self) -> Any:
        day = self.cleaned_data["ends_on"]
        if day > today() + LATEST:
            raise forms.ValidationError(_("Is the year right? A posting may end up to three years from now."))
        return day
