"""What the office writes on the roll: dated rows, their ends, addresses and contact details."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, ContactDetail, DuesTerm, Leave, Member, Membership, Posting, RollAddress
from pafso.clock import zones


def day_field(label: Any, *, hint: Any = "", required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, required=required, widget=widget)


class RowForm(forms.ModelForm):
    """A dated row of any kind."""

    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"), hint=_("Empty while it lasts."), required=False)

    def clean(self) -> Any:
        # The action says what overlaps, once it has ended the row before.
        return self.cleaned_data


class NextRowForm(RowForm):
    """A row of a kind of which one follows the other."""

    follows = forms.BooleanField(
        label=_("The one before ends the day before"),
        required=False,
        initial=True,
        help_text=_("Take this away to fill in something of the past."),
    )


class MembershipForm(NextRowForm):
    class Meta:
        model = Membership
        fields = ["kind", "starts_on", "ends_on", "reason"]
        labels = {"kind": _("Class"), "reason": _("Reason")}


class AppointmentForm(NextRowForm):
    class Meta:
        model = Appointment
        fields = ["kind", "level", "stream", "starts_on", "ends_on"]
        labels = {"kind": _("Kind"), "level": _("Level"), "stream": _("Stream")}


class PostingForm(NextRowForm):
    time_zone = forms.ChoiceField(label=_("Time zone there"), required=False)

    class Meta:
        model = Posting
        fields = ["mission", "city", "country", "time_zone", "starts_on", "ends_on"]
        labels = {"mission": _("Mission"), "city": _("City"), "country": _("Country")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [("", _("Not said")), *zones()]  # type: ignore[attr-defined]


class DuesForm(RowForm):
    class Meta:
        model = DuesTerm
        fields = ["starts_on", "ends_on"]


class LeaveForm(RowForm):
    class Meta:
        model = Leave
        fields = ["kind", "starts_on", "ends_on"]
        labels = {"kind": _("Kind")}


class EndForm(forms.Form):
    """The last day of a row; a membership also says why."""

    ends_on = day_field(_("Last day"), hint=_("This day still counts."))
    reason = forms.CharField(label=_("Reason"), max_length=100, required=False)

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not isinstance(row, Membership):
            del self.fields["reason"]


class AddressForm(forms.Form):
    email = forms.EmailField(label=_("Email address"), max_length=254)
    kind = forms.ChoiceField(label=_("Kind"), choices=RollAddress.Kind.choices)


class ContactForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactDetail.Kind.choices)
    value = forms.CharField(
        label=_("Detail"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Leave it empty to take it off. Who sees it is the person’s own choice; at first nobody but the office."
        ),
    )


class OnForm(forms.Form):
    """On which day the office wants to know it."""

    on = day_field(_("On this day"), required=False)


class MemberForm(forms.ModelForm):
    """What the office enters of a person; only the first three are needed."""

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = Member
        fields = ["number", "name", "preferred_name", "language", "time_zone", "employer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            known = [("", _("Not said")), *zones()]
            said = self.instance.time_zone
            # A zone that the list does not have (an old name) stays when something else is corrected.
            extra = [] if said in {name for name, _label in known} else [(said, said)]
            self.fields["time_zone"].choices = known + extra  # type: ignore[attr-defined]
