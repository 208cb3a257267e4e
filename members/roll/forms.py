"""What the office writes on the roll: dated rows, their ends, addresses and contact details."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, ContactDetail, DuesTerm, Leave, Member, Membership, Posting, RollAddress
from members.models.paper import MOST_LINES
from members.roll.actions.paper import for_envelope
from members.roll.duplicates import NEW_NAMESAKE, Likeness, key_of, likely_duplicates
from pafso.errors import Refused
from pafso.lazy import Words
from pafso.office.forms import ReasonForm
from pafso.text import countries
from pafso.text.one_line import OneLineFields
from pafso.text.places import places
from pafso.text.typed_dates import DayField


def day_field(label: Words, *, hint: Words = "", required: bool = True) -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, help_text=hint, required=required, widget=widget)


class RowForm(OneLineFields, forms.ModelForm):
    """A dated row of any kind."""

    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"), hint=_("Leave empty while it lasts."), required=False)

    def clean(self) -> Any:
        # The action says what overlaps, once it has ended the row before.
        return self.cleaned_data


class NextRowForm(RowForm):
    """A row of a kind of which one follows the other."""

    follows = forms.BooleanField(
        label=_("The previous one ends the day before"),
        required=False,
        initial=True,
        help_text=_("Clear this to fill in something in the past."),
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
        self.fields["time_zone"].choices = [("", _("Not stated")), *places(also=[self.instance.time_zone])]  # type: ignore[attr-defined]


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


class StrikeForm(ReasonForm):
    """Why a row was wrong; and what goes on without it, where it had ended another one."""

    def __init__(
        self, typed: QueryDict | None = None, *, key: str = "", words: str = "", is_sure: bool = False
    ) -> None:
        """KEY and WORDS are of the row that may be opened again; it is chosen already when it ended for the wrong one's sake."""
        hint = _("The row stays visible, struck through, with this reason and your name.")
        super().__init__(typed, label=_("Why it was wrong"), hint=hint, longest=200, rows=0)
        self.fields["reopens"] = forms.MultipleChoiceField(
            label=_("The previous one continues"),
            choices=[(key, words)],
            initial=[key] if is_sure else [],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("It was ended the day before this one begins. Untick the box to leave its last day as it is."),
            error_messages={"invalid_choice": _("Something related to this row has changed since. Check it again.")},
        )
        if not key and not (typed and "reopens" in typed):
            del self.fields["reopens"]

    def clean_reopens(self) -> str:
        return next(iter(self.cleaned_data["reopens"]), "")


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
        help_text=_("Leave it empty to remove it. The person chooses who sees it; at first, only the office does."),
    )


class PaperForm(forms.Form):
    """Whether a person wants the magazine on paper, and where it goes. The office may write the wish before the address."""

    is_wanted = forms.BooleanField(label=_("Send me bout de papier on paper"), required=False)
    lines = forms.CharField(
        label=_("Postal address"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": MOST_LINES, "autocomplete": "street-address"}),
        help_text=_(
            "As on an envelope, with the postal code but without your name or the country, which are added for you. At most six lines, in the Latin alphabet if you can."
        ),
    )
    country = forms.ChoiceField(
        label=_("Country"), required=False, widget=forms.Select(attrs={"autocomplete": "country"})
    )

    def __init__(self, typed: QueryDict | None, *, initial: dict[str, object], needs_address: bool) -> None:
        super().__init__(typed, initial=initial)
        self.needs_address = needs_address
        self.fields["country"].choices = [("", _("Not stated")), *countries.choices()]  # type: ignore[attr-defined]

    def clean_lines(self) -> str:
        try:
            return for_envelope(self.cleaned_data["lines"])
        except Refused as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        if said["is_wanted"] and self.needs_address and not said.get("lines", "-"):
            self.add_error("lines", _("Give the address to which it should go."))
        if said["is_wanted"] and said.get("lines") and not said.get("country", "-"):
            self.add_error("country", _("Choose the country."))
        return said


class OnForm(forms.Form):
    """On which day the office wants to know it."""

    on = day_field(_("On this day"), required=False)


class MemberForm(OneLineFields, forms.ModelForm):
    """What the office enters of a person; only the first three are needed."""

    alike: Sequence[Likeness] = ()

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = Member
        fields = ["number", "name", "preferred_name", "language", "time_zone", "employer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            known = [("", _("Not stated")), *places(also=[self.instance.time_zone])]
            self.fields["time_zone"].choices = known  # type: ignore[attr-defined]


class NotAsked(forms.MultipleHiddenInput):
    """Holds nothing yet, so that no label can name it."""

    def id_for_label(self, id_: str | None, index: object = None) -> str:
        return ""


class NewMemberForm(MemberForm):
    """A new entry: whoever may be on the roll already is looked at first."""

    another = forms.MultipleChoiceField(
        label=_("Somebody else"),
        required=False,
        widget=NotAsked,
        error_messages={"invalid_choice": NEW_NAMESAKE},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            return
        self.alike = likely_duplicates(self.data.get("name", ""), [self.data.get("number", "")], [])
        if self.alike:
            field = self.fields["another"]
            field.widget = forms.CheckboxSelectMultiple()
            words = _("This person is not on the list: create a new entry")
            field.choices = [(key_of(self.alike), words)]  # type: ignore[attr-defined]

    def clean_another(self) -> str:
        """Which entries were looked at."""
        chosen = next(iter(self.cleaned_data["another"]), "")
        if self.alike and not chosen:
            raise forms.ValidationError(
                _("Somebody on the roll may be this person: see the list. If so, open that entry instead.")
            )
        return chosen
