"""What an applicant writes, and what the office answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.eligibility import today
from members.models import Application, Level, Member, MembershipClass, Stream
from members.roll.duplicates import NEW_NAMESAKE, Likeness, is_seen, key_of
from pafso.drafts.forms import DraftForm
from pafso.text.typed_dates import DayField

LONGEST = 4000
NEW, OTHER = "new", "other"
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ApplicationForm(DraftForm):
    """The whole of an application but for the answer; nothing is required until it is handed in."""

    kind = forms.ModelChoiceField(
        MembershipClass.objects.none(),
        label=_("Class of membership"),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As you spell it, with its accents."),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    preferred_name = forms.CharField(
        label=_("Preferred name"),
        help_text=_("How we should address you, if different."),
        max_length=80,
        required=False,
    )
    employer = forms.ChoiceField(
        label=_("Employer"), choices=Member.Employer.choices, required=False, widget=forms.RadioSelect
    )
    level = forms.ChoiceField(
        label=_("Level"),
        help_text=_("Your substantive level. For regular membership."),
        choices=[("", _("Choose")), *Level.choices],
        required=False,
    )
    stream = forms.ModelChoiceField(
        Stream.objects.none(),
        label=_("Stream"),
        help_text=_("For regular membership."),
        required=False,
        empty_label=_("Choose"),
    )
    joined_on = DayField(
        label=_("In the Foreign Service since"),
        help_text=_("The date of your first appointment, as best you know it. For regular membership."),
        required=False,
        widget=DAY,
    )
    former_number = forms.CharField(
        label=_("Member number, if you had one"),
        help_text=_("It appears on letters from the association."),
        max_length=20,
        required=False,
    )
    telephone = forms.CharField(
        label=_("Telephone"),
        help_text=_("With the country code. Only the office sees it."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    remarks = forms.CharField(
        label=_("Anything else we should know"),
        help_text=_("For classes other than regular: your connection to the Foreign Service."),
        max_length=LONGEST,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    needed = ("kind", "name", "employer", "level", "stream", "joined_on")

    def __init__(self, typed: Any = None, files: Any = None, *, row: Application) -> None:
        super().__init__(typed, files, row=row)
        # Honorary membership is conferred: nobody applies for it.
        self.fields["kind"].queryset = MembershipClass.objects.to_apply_for()  # type: ignore[attr-defined]
        self.fields["stream"].queryset = Stream.objects.valid(today())  # type: ignore[attr-defined]

    def clean_remarks(self) -> str:
        return self.cleaned_data["remarks"].replace("\r\n", "\n")


class AnswerForm(DraftForm):
    """The answer to what the office asks."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    needed = ("answer",)

    def clean_answer(self) -> str:
        return self.cleaned_data["answer"].replace("\r\n", "\n")


class ApprovalForm(forms.Form):
    """Who on the roll the applicant becomes, in which class and from which day."""

    entry = forms.ChoiceField(label=_("Entry on the roll"), widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Member number"),
        help_text=_("Of the new entry, or of the other entry if you chose that above."),
        max_length=20,
        required=False,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ModelChoiceField(
        MembershipClass.objects.all(), label=_("Class of membership"), empty_label=None, widget=forms.RadioSelect
    )
    starts_on = DayField(label=_("Member from"), help_text=_("The first day of the membership."), widget=DAY)
    text = forms.CharField(
        label=_("A note to the applicant"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, typed: Any = None, *, application: Application, number: str, own: Member | None, alike: Sequence[Likeness]
    ) -> None:
        """NUMBER is suggested for a new entry; OWN is the entry that the account has already; ALIKE may be the same person."""
        # With somebody who may be the same person nothing is chosen beforehand: a second entry is not made by one press.
        first = str(own.pk) if own else None if alike else NEW
        self.alike = alike
        super().__init__(
            typed,
            initial={
                "entry": first,
                "number": number,
                "kind": application.kind,
                "starts_on": today(),
                "seen": key_of(alike),
            },
        )
        self.fields["entry"].choices = _entries(own, alike)  # type: ignore[attr-defined]
        self.fields["text"].help_text = in_whose_language(application)
        if own is not None:
            del self.fields["number"]

    def clean_seen(self) -> str:
        """Which entries stood beside the form: another one that came to it since is looked at first."""
        seen = self.cleaned_data["seen"] if "seen" in self.data else key_of(self.alike)
        if not is_seen(self.alike, seen):
            self.data = {**self.data.dict(), "seen": key_of(self.alike)}  # type: ignore[attr-defined]
            raise forms.ValidationError(NEW_NAMESAKE)
        return str(seen)

    def clean(self) -> dict[str, Any]:
        """``member`` is the chosen entry, None for a new one."""
        values = super().clean() or {}
        number, entry = values.get("number", "").strip(), values.get("entry")
        values["member"] = None
        if entry == OTHER:
            values["member"] = Member.objects.by_number(number)
            if values["member"] is None:
                self.add_error("number", _("There is no entry with this number."))
        elif entry == NEW and not number:
            self.add_error("number", _("Give the member number."))
        elif entry not in (NEW, None):
            values["member"] = Member.objects.get(pk=entry)
        return values


def _entries(own: Member | None, alike: Sequence[Likeness]) -> list[tuple[str, Any]]:
    """An entry that has another account is shown beside the form, and is not to be chosen here."""
    if own is not None:
        return [(str(own.pk), own)]
    free = [(str(one.member.pk), one.member) for one in alike if one.member.user_id is None]
    return [(NEW, _("A new entry")), *free, (OTHER, _("Another entry, by its number"))]


def in_whose_language(application: Application) -> Any:
    return {
        "en": _("The applicant will read this exactly as you write it: write in English."),
        "fr": _("The applicant will read this exactly as you write it: write in French."),
    }[application.applicant.language]
