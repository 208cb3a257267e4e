"""What a person says of themselves, written so that two tabs do not undo each other."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from members.details.actions import Contact
from members.models import ContactDetail, Member, User
from pafso.localized import Language
from pafso.text.one_line import OneLineFields
from pafso.text.places import places, today_s_name

Kind, SeenBy = ContactDetail.Kind, ContactDetail.SeenBy
FEWEST_DIGITS = 4


class Shown(OneLineFields, forms.Form):
    """A form that remembers what it showed: only what the person changed is written, whatever another tab did since."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data}


class DetailsForm(Shown):
    """One's name; for people on the roll also the employer, and what else reaches them."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("As you spell it. It appears on nominations, photos and receipts."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    preferred_name = forms.CharField(
        label=_("Preferred name"),
        max_length=80,
        required=False,
        help_text=_("How we address you."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def __init__(self, *args: Any, user: User, member: Member | None, **kwargs: Any) -> None:
        self.contact_rows = {row.kind: row for row in member.contacts.all()} if member else {}
        initial = {"name": user.name, "preferred_name": user.preferred_name}
        super().__init__(*args, initial=initial, **kwargs)
        if member is not None:
            self._add_employer(member)
            for kind in Kind:
                self._add_contact(kind)

    def contacts(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """(kind, detail, who sees it), for the template."""
        return [(kind.label, self[kind.value], self[f"{kind}_seen_by"]) for kind in Kind if kind.value in self.fields]

    def changed_contacts(self) -> dict[str, Contact]:
        """Contacts of which the detail or the choice was changed; of the other half what is there now."""
        found = {}
        for kind in Kind:
            value, seen_by = kind.value, f"{kind}_seen_by"
            if not {value, seen_by} & set(self.changed_data):
                continue
            row = self.contact_rows.get(kind)
            now = {value: row.value if row else "", seen_by: row.seen_by if row else SeenBy.NOBODY}
            now |= {name: self.cleaned_data[name] for name in (value, seen_by) if name in self.changed_data}
            found[kind.value] = Contact(now[value], now[seen_by])
        return found

    def changed_values(self) -> dict[str, str]:
        return {name: value for name, value in self.changes().items() if name in {"name", "preferred_name", "employer"}}

    def _add_employer(self, member: Member) -> None:
        choices = [("", _("Not stated")), *Member.Employer.choices]
        self.fields["employer"] = forms.ChoiceField(
            label=_("Employer"), choices=choices, required=False, initial=member.employer, show_hidden_initial=True
        )

    def _add_contact(self, kind: ContactDetail.Kind) -> None:
        row = self.contact_rows.get(kind)
        field = contact_field(kind, row.value if row else "")
        field.show_hidden_initial = True
        self.fields[kind.value] = field
        self.fields[f"{kind}_seen_by"] = forms.ChoiceField(
            label=_("Who sees it"),
            choices=SeenBy.choices,
            initial=row.seen_by if row else SeenBy.NOBODY,
            show_hidden_initial=True,
        )


class PreferencesForm(Shown):
    """In which language we write, and on which clock times are shown."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        help_text=_("For the emails that we send you. Every page is in both languages."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Where you live now. Deadlines are shown in Ottawa time and in yours."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        zone = today_s_name(user.time_zone)
        super().__init__(*args, initial={"language": user.language, "time_zone": zone}, **kwargs)
        choices = [("", _("Same as this device")), *places(also=[zone])]
        self.fields["time_zone"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, str]:
        """What was changed; and the zone that was only guessed, which saving the page confirms."""
        guessed = self.user.time_zone_confirmed_at is None
        return self.changes() | ({"time_zone": self.cleaned_data["time_zone"]} if guessed else {})


class AccountForm(forms.ModelForm):
    """An account as the office corrects it."""

    class Meta:
        help_texts = {
            # Django says: every permission. Not here.
            "is_superuser": _(
                "Can give and take away rights, and change any account. Cannot open letters of support or unpublished issues: those have rights of their own."
            ),
        }

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("This is not a time zone of the tz database, such as Africa/Dakar."))
        return zone

    def clean(self) -> dict[str, object]:
        """The database refuses it too."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.is_guest:
            for name in ("is_staff", "is_superuser", "needs_second_step"):
                if cleaned.get(name):
                    self.add_error(name, _("A guest has no rights. Ask the person to choose a password first."))
        return cleaned


class ZoneForm(forms.Form):
    """The one button below "Is your time zone …?"."""

    time_zone = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A browser may say a name that is not offered, like UTC, or an older one.
        self.fields["time_zone"].choices = [(zone, zone) for zone in available_timezones()]  # type: ignore[attr-defined]


def contact_field(kind: str, initial: str = "") -> forms.CharField:
    """The field for one kind of contact detail."""
    if kind == Kind.OTHER_EMAIL:
        widget: forms.Widget = forms.EmailInput(attrs={"autocomplete": "email"})
        return forms.EmailField(label=Kind(kind).label, required=False, max_length=254, initial=initial, widget=widget)
    if kind == Kind.POSTAL:
        widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"})
        return forms.CharField(label=Kind(kind).label, required=False, max_length=500, initial=initial, widget=widget)
    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    return forms.CharField(
        label=Kind(kind).label, required=False, max_length=40, initial=initial, widget=widget, validators=[is_number]
    )


def is_number(value: str) -> None:
    if sum(letter.isdigit() for letter in value) < FEWEST_DIGITS:
        raise forms.ValidationError(_("Write the full international number: +1 613 555 0142."))
